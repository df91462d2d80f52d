import { z } from 'zod'
import type { ResourceId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const CurrentPolicy = z.object({ version: z.int().positive() })
export type CurrentPolicy = z.infer<typeof CurrentPolicy>

/** Which version of its policy a resource goes by now. Small, as every decision asks for it. */
export const currentPolicies = projection({
  name: 'current-policies',
  document: CurrentPolicy,
  events: ['ResourcePolicyUploaded'],
  key: (event) => event.id,
  evolve: (_policy, { version }) => ({ version }),
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
