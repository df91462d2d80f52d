import { randomUUID } from 'node:crypto'
import { markerOf, markerText } from '../../projections/marker.ts'
import type { Entry } from '../../projections/projection.ts'
import {
  type Claim,
  isBefore,
  type Lease,
  type Outcome,
  type ViewBatch,
  type ViewStore,
} from '../../projections/view-store.ts'
import type { ViewSource } from './view-reader.ts'

type Generation = {
  marker: string
  epoch: number
  owner: string
  documents: number
  readonly texts: Map<string, string>
  readonly lists: Map<string, Set<string>>
}

/** Views in this process, for a machine without Redis: gone with it, and built again when it starts. */
export type MemoryViews = {
  readonly store: ViewStore
  readonly source: ViewSource
  /** All that is in the active generation. */
  dump(): {
    readonly documents: readonly (readonly [key: string, text: string])[]
    readonly lists: readonly Entry[]
  }
}

type Shelf = {
  readonly generations: Map<string, Generation>
  active?: string
  next?: string
}

export function memoryViews(): MemoryViews {
  const shelf: Shelf = { generations: new Map() }
  return {
    store: { ...pointers(shelf), ...contents(shelf) },
    source: sourceOf(shelf),
    dump() {
      const { texts, lists } = shelf.generations.get(shelf.active ?? '') ?? empty()
      const entries = [...lists].flatMap(([list, members]) =>
        [...members].map((member) => ({ list, member })),
      )
      return { documents: [...texts], lists: entries }
    },
  }
}

/** Which generations there are, and who may write them. */
const pointers = (shelf: Shelf): Omit<ViewStore, keyof ReturnType<typeof contents>> => ({
  async generations() {
    const { active, next } = shelf
    return { ...(active !== undefined && { active }), ...(next !== undefined && { next }) }
  },
  async begin(fingerprint) {
    const name = `${fingerprint}-${randomUUID()}`
    shelf.next = name
    shelf.generations.set(name, empty())
    return name
  },
  async claim(name, after = 0) {
    const generation = shelf.generations.get(name)
    if (generation === undefined) return undefined
    const marker = markerOf(generation.marker)
    if (marker.state === 'moved') return undefined
    generation.epoch = Math.max(generation.epoch, after) + 1
    generation.owner = randomUUID()
    const { epoch, owner, documents } = generation
    return { lease: { generation: name, epoch, owner }, reached: marker.reached, documents }
  },
  async activate(lease) {
    const found = held(shelf.generations.get(lease.generation), lease)
    if (typeof found === 'string') return false
    const before = shelf.generations.get(shelf.active ?? '')
    if (before !== undefined && shelf.active !== lease.generation) {
      const marker = markerOf(before.marker)
      if (marker.state !== 'moved' && isBefore(found.reached, marker.reached)) return false
      before.marker = markerText({ state: 'moved', to: lease.generation })
    }
    shelf.active = lease.generation
    if (shelf.next === shelf.active) delete shelf.next
    return true
  },
  async sweep() {
    for (const [name, { texts, lists }] of shelf.generations) {
      if (name === shelf.active || name === shelf.next) continue
      texts.clear()
      lists.clear()
    }
  },
})

/** What is in a generation. */
const contents = ({ generations }: Shelf) => ({
  async look(lease: Lease) {
    return held(generations.get(lease.generation), lease)
  },
  async read(name: string, keys: readonly string[]) {
    const texts = generations.get(name)?.texts
    return keys.map((key) => texts?.get(key))
  },
  async apply(lease: Lease, batch: ViewBatch): Promise<Outcome> {
    const generation = generations.get(lease.generation)
    const found = held(generation, lease)
    if (typeof found === 'string' || generation === undefined) return asOutcome(found)
    if (found.reached !== batch.from) return isBefore(found.reached, batch.to) ? 'gap' : 'already'
    if (batch.to !== batch.from) change(generation, batch)
    return 'applied'
  },
  async halt(lease: Lease, reason: string) {
    const generation = generations.get(lease.generation)
    const found = held(generation, lease)
    if (typeof found === 'string' || generation === undefined) return
    generation.marker = markerText({ state: 'halted', reached: found.reached, reason })
  },
  async count(name: string) {
    return generations.get(name)?.texts.size ?? 0
  },
})

const empty = (): Generation => ({
  marker: markerText({ state: 'live', reached: 'start' }),
  epoch: 0,
  owner: '',
  documents: 0,
  texts: new Map(),
  lists: new Map(),
})

function held(
  generation: Generation | undefined,
  lease: Lease,
): Claim | 'gap' | 'fenced' | 'retired' {
  if (generation === undefined) return 'gap'
  const marker = markerOf(generation.marker)
  if (marker.state === 'moved') return 'retired'
  if (generation.epoch < lease.epoch) return 'gap'
  if (generation.epoch !== lease.epoch || generation.owner !== lease.owner) return 'fenced'
  return { lease, reached: marker.reached, documents: generation.documents }
}

const asOutcome = (found: Claim | Outcome): Outcome => (typeof found === 'string' ? found : 'gap')

function change(generation: Generation, { to, puts, removes, lists, documents }: ViewBatch): void {
  for (const [key, text] of puts) generation.texts.set(key, text)
  for (const key of removes) generation.texts.delete(key)
  for (const { list, enter, leave } of lists) {
    const members = generation.lists.get(list) ?? new Set()
    for (const member of enter) members.add(member)
    for (const member of leave) members.delete(member)
    if (members.size > 0) generation.lists.set(list, members)
    else generation.lists.delete(list)
  }
  generation.documents = documents
  generation.marker = markerText({ state: 'live', reached: to })
}

function sourceOf(shelf: Shelf): ViewSource {
  const { generations } = shelf
  return {
    async active() {
      return shelf.active
    },
    async fetch(name, keys) {
      const generation = generations.get(name)
      const texts = keys.map((key) => generation?.texts.get(key) ?? null)
      return { marker: generation?.marker ?? null, texts }
    },
    async list(name, list, { after, fromEnd, limit }) {
      const generation = generations.get(name)
      const ordered = [...(generation?.lists.get(list) ?? [])].toSorted(byBytes)
      const isWhole = fromEnd === true || after === undefined
      const rest = isWhole ? ordered : ordered.filter((one) => byBytes(one, after) > 0)
      const from = fromEnd ? rest.toReversed() : rest
      return { marker: generation?.marker ?? null, members: from.slice(0, limit) }
    },
  }
}

/** As Redis orders members. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
