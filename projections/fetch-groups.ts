import type { Position } from './recorded.ts'
import type { Documents, Ref, Views } from './views.ts'

type Group = readonly Ref<unknown>[]

export type Groups<Some extends Group, Others extends Group, More extends Group> = {
  readonly some: readonly Some[]
  readonly others: readonly Others[]
  readonly more: readonly More[]
}

export type FoundGroups<Some extends Group, Others extends Group, More extends Group> = {
  readonly some: readonly Documents<Some>[]
  readonly others: readonly Documents<Others>[]
  readonly more: readonly Documents<More>[]
}

export type JoinedGroups<Some extends Group, Others extends Group, More extends Group> = {
  /** Of all groups, to be fetched together. */
  readonly refs: Group
  /** What was found under them, group by group. */
  readonly split: (documents: readonly unknown[]) => FoundGroups<Some, Others, More>
}

/** Groups of references of up to three kinds, so that one round trip answers all from one position. */
export function joinGroups<Some extends Group, Others extends Group, More extends Group>(
  groups: Groups<Some, Others, More>,
): JoinedGroups<Some, Others, More> {
  const first = groups.some.flat()
  const second = groups.others.flat()
  const third = first.length + second.length
  return {
    refs: [...first, ...second, ...groups.more.flat()],
    split: (documents) => ({
      some: split(groups.some, documents.slice(0, first.length)),
      others: split(groups.others, documents.slice(first.length, third)),
      more: split(groups.more, documents.slice(third)),
    }),
  }
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
  {
    more = [],
    ...groups
  }: Omit<Groups<Some, Others, More>, 'more'> & { readonly more?: readonly More[] },
  atLeast?: Position,
): Promise<FoundGroups<Some, Others, More> & { readonly position: Position }> {
  const { refs, split: splitAll } = joinGroups({ ...groups, more })
  const { position, documents } = await views.fetch(refs, atLeast)
  return { position, ...splitAll(documents) }
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
