import { accept, type Decision, refuse } from '../decider.ts'
import type { AttributePair } from '../policy/rights.ts'
import { same } from '../same.ts'
import type { Instant, OrgNo, ResourceId } from '../values.ts'
import { isByAccessList, type ResourceContent, type ResourceEvent } from './events.ts'
import type { Resource } from './state.ts'

export type ResourceCommand =
  | {
      readonly type: 'CreateResource'
      readonly id: ResourceId
      readonly owner: OrgNo
      readonly content: ResourceContent
      readonly at: Instant
    }
  | {
      readonly type: 'UpdateResource'
      readonly owner: OrgNo
      readonly content: ResourceContent
      readonly at: Instant
    }
  | {
      /** The policy has been read and found to speak of this resource alone. */
      readonly type: 'UploadPolicy'
      readonly owner: OrgNo
      readonly xml: string
      readonly subjects: readonly AttributePair[]
      readonly at: Instant
    }
  | {
      readonly type: 'DeleteResource'
      readonly owner: OrgNo
      readonly at: Instant
    }

export type ResourceRefusal =
  | { readonly code: 'resource-exists' }
  | { readonly code: 'resource-not-found' }
  | { readonly code: 'resource-of-another-owner' }

type ResourceDecision = Decision<ResourceEvent, ResourceRefusal>

type CommandOf<Type extends ResourceCommand['type']> = Extract<ResourceCommand, { type: Type }>

export function decide(command: ResourceCommand, state: Resource): ResourceDecision {
  switch (command.type) {
    case 'CreateResource':
      return create(command, state)
    case 'UpdateResource':
      return update(command, state)
    case 'UploadPolicy':
      return uploadPolicy(command, state)
    case 'DeleteResource':
      return remove(command, state)
  }
}

/** An id that was given up stays its owner's: what others were given under it must not become another's. */
function create(
  { id, owner, content, at }: CommandOf<'CreateResource'>,
  state: Resource,
): ResourceDecision {
  const version = state.status === 'absent' ? 1 : state.version + 1
  const created = { type: 'ResourceCreated', id, owner, content, version, at } as const
  if (state.status === 'absent') return accept(created)
  if (state.owner !== owner) return refuse({ code: 'resource-exists' })
  if (state.status === 'deleted') return accept(created)
  return same(state.content, content) ? accept() : refuse({ code: 'resource-exists' })
}

function update(
  { owner, content, at }: CommandOf<'UpdateResource'>,
  state: Resource,
): ResourceDecision {
  if (state.status !== 'created') return refuse({ code: 'resource-not-found' })
  if (state.owner !== owner) return refuse({ code: 'resource-of-another-owner' })
  if (same(state.content, content)) return accept()
  const version = state.version + 1
  return accept({ type: 'ResourceUpdated', id: state.id, owner, content, version, at })
}

function remove({ owner, at }: CommandOf<'DeleteResource'>, state: Resource): ResourceDecision {
  if (state.status === 'absent') return refuse({ code: 'resource-not-found' })
  if (state.owner !== owner) return refuse({ code: 'resource-of-another-owner' })
  if (state.status === 'deleted') return accept()
  return accept({ type: 'ResourceDeleted', id: state.id, owner, at })
}

function uploadPolicy(
  { owner, xml, subjects, at }: CommandOf<'UploadPolicy'>,
  state: Resource,
): ResourceDecision {
  if (state.status !== 'created') return refuse({ code: 'resource-not-found' })
  if (state.owner !== owner) return refuse({ code: 'resource-of-another-owner' })
  const named = [...subjects]
  // The same text may be read otherwise than it once was, or was recorded without what it names.
  const { policy } = state
  if (policy?.inForce && policy.xml === xml && same(policy.subjects, named)) return accept()
  const version = (policy?.version ?? 0) + 1
  const uploaded = { id: state.id, owner, version, xml, subjects: named, at }
  const limited = isByAccessList(state.content) && { byAccessList: true as const }
  return accept({ type: 'ResourcePolicyUploaded', ...uploaded, ...limited })
}
