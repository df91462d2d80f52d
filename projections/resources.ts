import { z } from 'zod'
import { ResourceContent } from '../domain/resource/events.ts'
import { OrgNo, ResourceId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const ResourceView = z.object({
  id: ResourceId,
  owner: OrgNo,
  content: ResourceContent,
  /** The place of its last event in the log, its policies included. */
  sequence: z.int().nonnegative(),
})
export type ResourceView = z.infer<typeof ResourceView>

/** The resource registry, without the policies. */
export const resources = projection({
  name: 'resources-2',
  document: ResourceView,
  events: ['ResourceCreated', 'ResourceUpdated', 'ResourcePolicyUploaded'],
  key: (event) => event.id,
  evolve: (resource, event, { position }) => {
    const sequence = Number(position)
    if (event.type === 'ResourcePolicyUploaded') return resource && { ...resource, sequence }
    const { id, owner, content } = event
    return { id, owner, content, sequence }
  },
})
