import { z } from 'zod'
import { ResourceContent } from '../domain/resource/events.ts'
import { OrgNo, ResourceId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const ResourceView = z.object({ id: ResourceId, owner: OrgNo, content: ResourceContent })
export type ResourceView = z.infer<typeof ResourceView>

/** The resource registry, without the policies. */
export const resources = projection({
  name: 'resources',
  document: ResourceView,
  events: ['ResourceCreated', 'ResourceUpdated'],
  key: (event) => event.id,
  evolve: (_resource, { id, owner, content }) => ({ id, owner, content }),
})
