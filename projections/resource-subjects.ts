import { z } from 'zod'
import type { AttributePair } from '../domain/policy/rights.ts'
import { subjectUrn } from '../domain/policy/subjects.ts'
import { Instant, ResourceId } from '../domain/values.ts'
import { padded } from './padded.ts'
import { projection } from './projection.ts'
import type { Position } from './recorded.ts'

const NamedSubject = z.object({
  id: z.string(),
  value: z.string(),
  /** When it was first named, or when it no longer was. */
  updatedAt: Instant,
  /** Where that stands in the feed of changes. */
  place: z.string(),
  deleted: z.literal(true).optional(),
})
export type NamedSubject = z.infer<typeof NamedSubject>

export const ResourceSubjectsView = z.object({
  resource: ResourceId,
  subjects: z.array(NamedSubject),
})
export type ResourceSubjectsView = z.infer<typeof ResourceSubjectsView>

/** The list of resources whose policy names a subject, by id. */
export const resourcesOfSubject = (urn: string): string => `resources-of-subject:${urn}`

/** The list of all changes of whom policies name, in the order of the log; a later change takes the place of an earlier. */
export const subjectChanges = 'subject-changes'

/** A member of {@link subjectChanges}: places are of one length, and resources hold no tilde. */
const changeOf = (place: string, resource: ResourceId): string => `${place}~${resource}`

export function inSubjectChange(member: string): { place: string; resource: ResourceId } {
  const cut = member.lastIndexOf('~')
  return { place: member.slice(0, cut), resource: ResourceId.parse(member.slice(cut + 1)) }
}

/** Whom each resource's policy names now, and whom it named before. */
export const resourceSubjects = projection({
  name: 'resource-subjects',
  document: ResourceSubjectsView,
  events: ['ResourcePolicyUploaded', 'ResourceDeleted'],
  key: (event) => event.id,
  evolve: (known, event, { position }) => {
    const named = event.type === 'ResourceDeleted' ? [] : (event.subjects ?? [])
    const { id: resource, at } = event
    return { resource, subjects: changedSubjects(known?.subjects ?? [], named, { at, position }) }
  },
  entries: ({ resource, subjects }) =>
    subjects.flatMap((subject) => {
      const change = { list: subjectChanges, member: changeOf(subject.place, resource) }
      if (subject.deleted) return [change]
      return [change, { list: resourcesOfSubject(subjectUrn(subject)), member: resource }]
    }),
})

type Moment = { readonly at: Instant; readonly position: Position }

/** Those that are named as before stay where they are; the others, come or gone, move to the end of the feed. */
function changedSubjects(
  known: readonly NamedSubject[],
  named: readonly AttributePair[],
  { at, position }: Moment,
): NamedSubject[] {
  const now = new Set(named.map(subjectUrn))
  const stay = known.filter((one) => (one.deleted ?? false) !== now.has(subjectUrn(one)))
  const staying = new Set(stay.map(subjectUrn))
  const gone = known
    .filter((one) => !one.deleted && !now.has(subjectUrn(one)))
    .map(({ id, value }) => ({ id, value, deleted: true as const }))
  const come = named.filter((one) => !staying.has(subjectUrn(one)))
  const moved = [...gone, ...come].map((one, i) => ({
    ...one,
    updatedAt: at,
    place: `${padded(position, 16)}~${padded(i, 5)}`,
  }))
  return [...stay, ...moved]
}
