import type { OrgNo, ResourceId } from '../values.ts'
import type { ResourceContent, ResourceEvent } from './events.ts'

export type Resource =
  | { readonly status: 'absent' }
  | {
      readonly status: 'created'
      readonly id: ResourceId
      readonly owner: OrgNo
      readonly content: ResourceContent
      readonly policy?: { readonly version: number; readonly xml: string }
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
      return { ...state, policy: { version: event.version, xml: event.xml } }
    }
  }
}
