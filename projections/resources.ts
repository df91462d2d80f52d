import { z } from 'zod'
import { ResourceContent } from '../domain/resource/events.ts'
import { OrgNo, ResourceId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const ResourceView = z.object({
  id: ResourceId,
  owner: OrgNo,
  content: ResourceContent,
  /** Which of its contents this is. */
  version: z.int().positive(),
  /** The place of its last event in the log, its policies included. */
  sequence: z.int().nonnegative(),
})
export type ResourceView = z.infer<typeof ResourceView>

/** The list of all resources, by id. */
export const resourceList = 'resources'

/** The resource registry, without the policies and without what was deleted. */
export const resources = projection({
  name: 'resources-3',
  document: ResourceView,
  events: ['ResourceCreated', 'ResourceUpdated', 'ResourcePolicyUploaded', 'ResourceDeleted'],
  key: (event) => event.id,
  evolve: (resource, event, { position }) => {
    const sequence = Number(position)
    switch (event.type) {
      case 'ResourceDeleted':
        return undefined
      case 'ResourcePolicyUploaded':
        return resource && { ...resource, sequence }
      case 'ResourceCreated':
      case 'ResourceUpdated': {
        const { id, owner, content, version = (resource?.version ?? 0) + 1 } = event
        return { id, owner, content, version, sequence }
      }
    }
  },
  entries: ({ id }) => [{ list: resourceList, member: id }],
})

export const ResourceVersion = z.object({ id: ResourceId, content: ResourceContent })
export type ResourceVersion = z.infer<typeof ResourceVersion>

export const resourceVersionKey = (id: ResourceId, version: number): string => `${id}@${version}`

/** Every content that a resource ever had, by its version. */
export const resourceVersions = projection({
  name: 'resource-versions',
  document: ResourceVersion,
  events: ['ResourceCreated', 'ResourceUpdated'],
  key: ({ id, version }) => (version === undefined ? undefined : resourceVersionKey(id, version)),
  evolve: (_version, { id, content }) => ({ id, content }),
})
