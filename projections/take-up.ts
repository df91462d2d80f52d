import { fits } from './fingerprint.ts'
import { type Claim, type Lease, ViewsCorrupt, type ViewStore } from './view-store.ts'

/** A generation to write, and whether readers are answered from it already. */
export type TakenUp = { readonly claim: Claim; readonly isActive: boolean }

/** Why a projector has to stop for good: another one is at work, for this program's views or for another program's. */
export type Displaced = 'fenced' | 'superseded'

export type TakeUpOptions = {
  readonly fingerprint: string
  /** Builds a generation beside the active one even if that would do. */
  readonly isRebuild: boolean
}

/** Finds out, again and again, which generation this projector writes. */
export type TakeUp = {
  /** Where the generation that was held is now, or another one in its place. */
  next(): Promise<TakenUp | Displaced>
  /** What is stored in the generation that is held is not to be trusted: no reader gets it, and it is built anew. */
  condemn(): void
}

export function takeUp(store: ViewStore, { fingerprint, isRebuild }: TakeUpOptions): TakeUp {
  let held: Lease | undefined
  let isCondemned = false

  const hold = (claim: Claim, isActive: boolean): TakenUp => {
    held = claim.lease
    isCondemned = false
    return { claim, isActive }
  }
  const claimFitting = async (generation: string | undefined): Promise<Claim | undefined> =>
    generation !== undefined && fits(generation, fingerprint)
      ? await claimUnlessCorrupt(store, generation, held?.epoch)
      : undefined
  const begin = async (): Promise<TakenUp> => {
    const claim = await store.claim(await store.begin(fingerprint))
    if (claim === undefined) throw new ViewsCorrupt('a generation was gone as soon as it was made')
    return hold(claim, false)
  }
  const find = async (): Promise<TakenUp> => {
    const { active, next } = await store.generations()
    const current = isRebuild ? undefined : await claimFitting(active)
    if (current !== undefined) return hold(current, true)
    const building = await claimFitting(next)
    return building === undefined ? begin() : hold(building, false)
  }
  const replaceCondemned = async (lease: Lease): Promise<TakenUp> => {
    await store.halt(lease, 'the views are not what was written')
    return begin()
  }
  return {
    async next() {
      if (held === undefined) return find()
      const found = await store.look(held)
      if (found === 'fenced') return found
      if (isCondemned || found === 'corrupt') return replaceCondemned(held)
      if (typeof found !== 'string') {
        const { active } = await store.generations()
        return hold(found, active === held.generation)
      }
      if (found === 'retired' && (isRebuild || !(await isActiveFitting(store, fingerprint))))
        return 'superseded'
      return find()
    },
    condemn() {
      isCondemned = true
    },
  }
}

async function isActiveFitting(store: ViewStore, fingerprint: string): Promise<boolean> {
  const { active, next } = await store.generations()
  return [active, next].some((name) => name !== undefined && fits(name, fingerprint))
}

async function claimUnlessCorrupt(
  store: ViewStore,
  generation: string,
  after: number | undefined,
): Promise<Claim | undefined> {
  try {
    return await store.claim(generation, after)
  } catch (error) {
    if (error instanceof ViewsCorrupt) return undefined
    throw error
  }
}
