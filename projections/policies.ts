import { z } from 'zod'
import { isByAccessList } from '../domain/resource/events.ts'
import { OrgNo, type ResourceId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const CurrentPolicy = z.object({
  version: z.int().positive(),
  /** Whose the resource is. */
  owner: OrgNo,
  /** It is for those alone who stand on its access lists. */
  byAccessList: z.literal(true).optional(),
})
export type CurrentPolicy = z.infer<typeof CurrentPolicy>

/** Whose a resource is, and which version of its policy it goes by now. Small, as every decision asks for it. */
export const currentPolicies = projection({
  name: 'current-policies-3',
  document: CurrentPolicy,
  events: ['ResourcePolicyUploaded', 'ResourceUpdated', 'ResourceDeleted'],
  key: (event) => event.id,
  evolve: (policy, event) => {
    switch (event.type) {
      case 'ResourceDeleted':
        return undefined
      case 'ResourceUpdated':
        return (
          policy && {
            version: policy.version,
            owner: event.owner,
            ...(isByAccessList(event.content) && { byAccessList: true as const }),
          }
        )
      case 'ResourcePolicyUploaded': {
        const { version, owner, byAccessList } = event
        return { version, owner, ...(byAccessList && { byAccessList }) }
      }
    }
  },
})

export const PolicyText = z.object({ xml: z.string() })
export type PolicyText = z.infer<typeof PolicyText>

export const policyKey = (resource: ResourceId, version: number): string => `${resource}@${version}`

/** Every version of every policy, as it was uploaded. One that is written never changes. */
export const policies = projection({
  name: 'policies',
  document: PolicyText,
  events: ['ResourcePolicyUploaded'],
  key: (event) => policyKey(event.id, event.version),
  evolve: (_policy, { xml }) => ({ xml }),
})
