import type { RecentChanges } from '../../projections/recent-changes.ts'
import type { Position } from '../../projections/recorded.ts'
import type { Documents, Ref } from '../../projections/views.ts'

export type AnyRefs = readonly Ref<unknown>[]

/** What was found under references, and where the views were when it was last known to be so. */
export type Found<Refs extends AnyRefs> = {
  readonly generation: string
  readonly documents: Documents<Refs>
  readonly keys: ReadonlySet<string>
  position: Position
}

/** What was found under references that were brought more than once. It goes with the references. */
export type FoundBefore = {
  of<const Refs extends AnyRefs>(refs: Refs): Found<Refs> | undefined
  /** Of references that were not brought before nothing is kept: most are brought once. */
  found<const Refs extends AnyRefs>(refs: Refs, found: Omit<Found<Refs>, 'keys'>): void
}

type FoundOfAny = Omit<Found<AnyRefs>, 'documents'> & { readonly documents: readonly unknown[] }

export const keysOf = (refs: AnyRefs): readonly string[] => refs.map(({ storedKey }) => storedKey)

export function foundBefore(): FoundBefore {
  const seen = new WeakSet<AnyRefs>()
  const lasts = new WeakMap<AnyRefs, FoundOfAny>()

  // The overload says that what is kept for references are their documents.
  function of<const Refs extends AnyRefs>(refs: Refs): Found<Refs> | undefined
  function of(refs: AnyRefs): FoundOfAny | undefined {
    return lasts.get(refs)
  }
  return {
    of,
    found(refs, found) {
      if (seen.has(refs)) lasts.set(refs, { ...found, keys: new Set(keysOf(refs)) })
      else seen.add(refs)
    },
  }
}

/** May what was found be so still? If something is known to have changed, there is no need to ask. */
export const mayBeSo = (
  { keys, position }: FoundOfAny,
  changes: RecentChanges | undefined,
): boolean => {
  const heard = changes?.heard() ?? position
  return heard <= position || changes?.areUnchanged(keys, position, heard) === true
}

/** Is it so for certain, now that the views are seen to be at a position? */
export const isSo = (
  { keys, position }: FoundOfAny,
  now: Position,
  changes: RecentChanges | undefined,
): boolean => now === position || changes?.areUnchanged(keys, position, now) === true
