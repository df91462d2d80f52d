import type { Instant, ResourceId } from '../domain/values.ts'
import type { Position } from '../projections/recorded.ts'
import {
  inSubjectChange,
  type NamedSubject,
  resourceSubjects,
  subjectChanges,
} from '../projections/resource-subjects.ts'
import { ref, type Views } from '../projections/views.ts'

export type SubjectChange = NamedSubject & { readonly resource: ResourceId }

export type SubjectFeed = {
  readonly changes: readonly SubjectChange[]
  /** Where the next page begins; undefined if nothing was read. */
  readonly last: string | undefined
}

type Asked = {
  readonly after: string | undefined
  /** Changes from here on alone. */
  readonly since: Instant | undefined
  readonly limit: number
}

const piecesMax = 20

/**
 * Changes of whom policies name, in the order of the log. A page may hold fewer than were asked for, or none, and still
 * be followed by others: so far was looked for those that are late enough. A change that is overtaken while it is read
 * turns up further on, so nothing is skipped.
 */
export async function subjectFeed(
  views: Views,
  { after, since, limit }: Asked,
  atLeast?: Position,
): Promise<SubjectFeed> {
  let last = after
  for (let piece = 0; piece < piecesMax; piece += 1) {
    const page = { limit, ...(last !== undefined && { after: last }) }
    const { members } = await views.list(subjectChanges, page, atLeast)
    if (members.length === 0) break
    last = members.at(-1)
    const changes = (await changesAt(views, members, atLeast)).filter(
      ({ updatedAt }) => since === undefined || updatedAt >= since,
    )
    if (changes.length > 0) return { changes, last }
  }
  return { changes: [], last: last === after ? undefined : last }
}

async function changesAt(
  views: Views,
  members: readonly string[],
  atLeast: Position | undefined,
): Promise<readonly SubjectChange[]> {
  const places = members.map(inSubjectChange)
  const ids = [...new Set(places.map(({ resource }) => resource))]
  const { documents } = await views.fetch(
    ids.map((id) => ref(resourceSubjects, id)),
    atLeast,
  )
  const byId = new Map(ids.map((id, i) => [id, documents[i]]))
  return places.flatMap(({ place, resource }) => {
    const found = byId.get(resource)?.subjects.find((one) => one.place === place)
    return found ? [{ ...found, resource }] : []
  })
}
