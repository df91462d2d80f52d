import { z } from 'zod'
import { OrgNo, type ResourceId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const CurrentPolicy = z.object({
  version: z.int().positive(),
  /** Whose the resource is. */
  owner: OrgNo,
})
export type CurrentPolicy = z.infer<typeof CurrentPolicy>

/** Whose a resource is, and which version of its policy it goes by now. Small, as every decision asks for it. */
export const currentPolicies = projection({
  name: 'current-policies-2',
  document: CurrentPolicy,
  events: ['ResourcePolicyUploaded', 'ResourceUpdated', 'ResourceDeleted'],
  key: (event) => event.id,
  evolve: (policy, event) => {
    switch (event.type) {
      case 'ResourceDeleted':
        return undefined
      case 'ResourceUpdated':
        return policy && { ...policy, owner: event.owner }
      case 'ResourcePolicyUploaded':
        return { version: event.version, owner: event.owner }
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
