import fc from 'fast-check'
import { documentKey } from '../../projections/document-key.ts'
import { liveSystems } from '../../projections/live-systems.ts'
import type { Claim, Reached, ViewBatch } from '../../projections/view-store.ts'
import { ref } from '../../projections/views.ts'
import { fingerprint } from './projecting.ts'
import type { Place } from './view-stores.ts'

export const vendors = ['310000001', '310000002', undefined] as const
const put = fc.record({ key: fc.constantFrom('a', 'b', 'c'), vendor: fc.constantFrom(...vendors) })
export const change = fc.record({
  puts: fc.uniqueArray(put, { maxLength: 3, selector: ({ key }) => key }),
  /** So many that it is not told which. */
  others: fc.constantFrom(0, 0, 0, 150),
  isRebuilt: fc.constantFrom(false, false, false, true),
})
type Change = typeof change extends fc.Arbitrary<infer One> ? One : never

export const groups = [['a'], ['b'], ['c'], ['a', 'b'], ['a', 'b', 'c']].map((keys) =>
  keys.map((key) => ref(liveSystems, key)),
)
const stored = (key: string) => documentKey(liveSystems.name, key)
const textOf = (vendor: string): string => JSON.stringify({ vendor })

/** Views that change, and what should be in them. */
export class ChangingViews {
  readonly place: Place
  #claim: Claim | undefined
  #at = 0n
  #vendors = new Map<string, string>()

  constructor(place: Place) {
    this.place = place
  }

  /** A rebuilt generation holds all that the old one held. */
  async change({ puts, others, isRebuilt }: Change): Promise<void> {
    for (const { key, vendor } of puts)
      if (vendor === undefined) this.#vendors.delete(key)
      else this.#vendors.set(key, vendor)
    const isNew = isRebuilt || this.#claim === undefined
    const claim = isNew ? await this.#begin() : this.#claim
    if (claim === undefined) throw new Error('the generation is gone')
    const told = isNew ? [...this.#vendors.keys()] : puts.map(({ key }) => key)
    const from: Reached = isNew ? 'start' : this.#at
    this.#at += 10n
    const batch = { from, to: this.#at, lists: [], documents: 0, ...this.#batchOf(told, others) }
    await this.place.store.apply(claim.lease, batch)
    if (isNew) await this.place.store.activate(claim.lease)
    this.#claim = claim
  }

  async #begin(): Promise<Claim | undefined> {
    return this.place.store.claim(await this.place.store.begin(fingerprint))
  }

  #batchOf(keys: readonly string[], others: number): Pick<ViewBatch, 'puts' | 'removes'> {
    const left = keys.flatMap((key) => {
      const vendor = this.#vendors.get(key)
      return vendor === undefined ? [] : [[stored(key), textOf(vendor)] as const]
    })
    const more = Array.from({ length: others }, (_, i) => [stored(`x${i}`), textOf('1')] as const)
    const removes = keys.filter((key) => !this.#vendors.has(key)).map(stored)
    return { puts: [...left, ...more], removes }
  }

  /** What is answered for each group of references, beside what it should be. */
  async answers(): Promise<readonly { readonly given: unknown; readonly right: unknown }[]> {
    const all = groups.map(async (refs) => {
      const documents = refs.map(({ key }) => {
        const vendor = this.#vendors.get(key)
        return vendor && { vendor }
      })
      const given = await this.place.views.fetch(refs, this.#at)
      return { given, right: { position: this.#at, documents } }
    })
    return Promise.all(all)
  }
}
