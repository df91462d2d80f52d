import { z } from 'zod'
import { Instant, ResourceId } from '../domain/values.ts'
import { padded } from './padded.ts'
import { projection } from './projection.ts'

export const ResourceChange = z.object({
  id: ResourceId,
  changedAt: Instant,
  /** Where it stands in the feed. */
  place: z.string(),
  hasPolicy: z.boolean(),
})
export type ResourceChange = z.infer<typeof ResourceChange>

/** The list of resources in the order in which they last changed, of those that ever had a policy. */
export const resourcesByChange = 'resources-by-change'

/** When each resource, its policy included, last changed, or was deleted. */
export const resourceChanges = projection({
  name: 'resource-changes',
  document: ResourceChange,
  events: ['ResourceCreated', 'ResourceUpdated', 'ResourcePolicyUploaded', 'ResourceDeleted'],
  key: (event) => event.id,
  evolve: (known, event, { position }) => ({
    id: event.id,
    changedAt: event.at,
    place: `${padded(position, 16)}~${event.id}`,
    hasPolicy: known?.hasPolicy === true || event.type === 'ResourcePolicyUploaded',
  }),
  entries: ({ place, hasPolicy }) =>
    hasPolicy ? [{ list: resourcesByChange, member: place }] : [],
})

export const resourceOfChange = (member: string): ResourceId =>
  ResourceId.parse(member.slice(member.indexOf('~') + 1))
