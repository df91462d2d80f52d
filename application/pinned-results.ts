import type { Position } from '../projections/recorded.ts'
import { recentMap } from '../projections/recent-map.ts'

/** What a search found at its position, kept so that all its pages are of that one. */
export type Pinned = { readonly results: readonly unknown[]; readonly position: Position }

type Kept = Pinned & { readonly search: string }

/** Each holds as many results as a search finds at the most. */
const keptMax = 50

/**
 * Results of searches that are not read to their end. `search` names who asked for what: a page of another search is not
 * given out. At least the last {@link keptMax} searches are kept, in this process alone; older ones are made anew by
 * whoever wants them.
 */
export function pinnedResults(newId: () => string) {
  const kept = recentMap<Kept>(keptMax)
  return {
    keep(search: string, pinned: Pinned): string {
      const id = newId()
      kept.set(id, { ...pinned, search })
      return id
    },
    find(search: string, id: string): Pinned | undefined {
      const found = kept.get(id)
      return found?.search === search ? found : undefined
    },
  }
}

export type PinnedResults = ReturnType<typeof pinnedResults>
