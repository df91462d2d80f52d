import type { Position } from './recorded.ts'
import type { Documents, Ref, Views } from './views.ts'

type Group = readonly Ref<unknown>[]

export type FetchedGroups<Some extends Group, Others extends Group, More extends Group> = {
  readonly position: Position
  readonly some: readonly Documents<Some>[]
  readonly others: readonly Documents<Others>[]
  readonly more: readonly Documents<More>[]
}

/**
 * Groups of documents of up to three kinds as they were at one position, in one round trip.
 *
 * @throws as {@link Views.fetch}.
 */
export async function fetchGroups<
  Some extends Group,
  Others extends Group,
  More extends Group = readonly [],
>(
  views: Views,
  groups: {
    readonly some: readonly Some[]
    readonly others: readonly Others[]
    readonly more?: readonly More[]
  },
  atLeast?: Position,
): Promise<FetchedGroups<Some, Others, More>> {
  const first = groups.some.flat()
  const second = groups.others.flat()
  const more = groups.more ?? []
  const refs = [...first, ...second, ...more.flat()]
  const third = first.length + second.length
  const { position, documents } = await views.fetch(refs, atLeast)
  return {
    position,
    some: split(groups.some, documents.slice(0, first.length)),
    others: split(groups.others, documents.slice(first.length, third)),
    more: split(more, documents.slice(third)),
  }
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
