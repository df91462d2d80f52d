import type { AttributePair } from '../policy/rights.ts'
import type { OrgNo, ResourceId } from '../values.ts'
import type { ResourceContent, ResourceEvent } from './events.ts'

type PolicyVersion = {
  readonly version: number
  readonly xml: string
  readonly subjects?: readonly AttributePair[] | undefined
}

export type Resource =
  | { readonly status: 'absent' }
  | {
      readonly status: 'created'
      readonly id: ResourceId
      readonly owner: OrgNo
      readonly content: ResourceContent
      readonly policy?: PolicyVersion
    }

export const initial: Resource = { status: 'absent' }

export function evolve(state: Resource, event: ResourceEvent): Resource {
  switch (event.type) {
    case 'ResourceCreated':
      return { status: 'created', id: event.id, owner: event.owner, content: event.content }
    case 'ResourceUpdated':
      return state.status === 'absent' ? state : { ...state, content: event.content }
    case 'ResourcePolicyUploaded': {
      if (state.status === 'absent') return state
      const { version, xml, subjects } = event
      return { ...state, policy: { version, xml, subjects } }
    }
  }
}
