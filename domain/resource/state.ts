import type { AttributePair } from '../policy/rights.ts'
import type { OrgNo, ResourceId } from '../values.ts'
import type { ResourceContent, ResourceEvent } from './events.ts'

type PolicyVersion = {
  readonly version: number
  readonly xml: string
  readonly subjects?: readonly AttributePair[] | undefined
  /** The last one of a resource that was deleted is not, even if the resource is made anew. */
  readonly inForce: boolean
}

export type Resource =
  | { readonly status: 'absent' }
  | {
      readonly status: 'created' | 'deleted'
      readonly id: ResourceId
      readonly owner: OrgNo
      readonly content: ResourceContent
      /** Contents are counted through deletions, and so are policies: no version ever means two things. */
      readonly version: number
      readonly policy?: PolicyVersion
    }

export const initial: Resource = { status: 'absent' }

export function evolve(state: Resource, event: ResourceEvent): Resource {
  switch (event.type) {
    case 'ResourceCreated': {
      const { id, owner, content } = event
      const known = state.status === 'absent' ? { version: 0 } : state
      const version = event.version ?? known.version + 1
      return { ...known, status: 'created', id, owner, content, version }
    }
    case 'ResourceUpdated': {
      if (state.status === 'absent') return state
      return { ...state, content: event.content, version: event.version ?? state.version + 1 }
    }
    case 'ResourcePolicyUploaded': {
      if (state.status === 'absent') return state
      const { version, xml, subjects } = event
      return { ...state, policy: { version, xml, subjects, inForce: true } }
    }
    case 'ResourceDeleted': {
      if (state.status === 'absent') return state
      const { policy, ...kept } = state
      const last = policy && { policy: { ...policy, inForce: false } }
      return { ...kept, ...last, status: 'deleted' }
    }
  }
}
