import type { Position } from './recorded.ts'
import type { Documents, Ref, Views } from './views.ts'

type Group = readonly Ref<unknown>[]

/** Several groups of documents as they were at one position, in one round trip. @throws as {@link Views.fetch}. */
export async function fetchGroups<Refs extends Group>(
  views: Views,
  groups: readonly Refs[],
  atLeast?: Position,
): Promise<{ readonly position: Position; readonly groups: readonly Documents<Refs>[] }> {
  const { position, documents } = await views.fetch(groups.flat(), atLeast)
  return { position, groups: split(groups, documents) }
}

// The overload says that each group's documents answer that group's references.
function split<Refs extends Group>(
  groups: readonly Refs[],
  documents: readonly unknown[],
): readonly Documents<Refs>[]
function split(groups: readonly Group[], documents: readonly unknown[]): readonly unknown[] {
  let start = 0
  return groups.map(({ length }) => {
    start += length
    return documents.slice(start - length, start)
  })
}
