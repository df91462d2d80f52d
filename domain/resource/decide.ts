import { accept, type Decision, refuse } from '../decider.ts'
import type { AttributePair } from '../policy/rights.ts'
import { same } from '../same.ts'
import type { Instant, OrgNo, ResourceId } from '../values.ts'
import type { ResourceContent, ResourceEvent } from './events.ts'
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
  }
}

function create(
  { id, owner, content, at }: CommandOf<'CreateResource'>,
  state: Resource,
): ResourceDecision {
  if (state.status === 'absent') return accept({ type: 'ResourceCreated', id, owner, content, at })
  const repeated = state.owner === owner && same(state.content, content)
  return repeated ? accept() : refuse({ code: 'resource-exists' })
}

function update(
  { owner, content, at }: CommandOf<'UpdateResource'>,
  state: Resource,
): ResourceDecision {
  if (state.status === 'absent') return refuse({ code: 'resource-not-found' })
  if (state.owner !== owner) return refuse({ code: 'resource-of-another-owner' })
  if (same(state.content, content)) return accept()
  return accept({ type: 'ResourceUpdated', id: state.id, owner, content, at })
}

function uploadPolicy(
  { owner, xml, subjects, at }: CommandOf<'UploadPolicy'>,
  state: Resource,
): ResourceDecision {
  if (state.status === 'absent') return refuse({ code: 'resource-not-found' })
  if (state.owner !== owner) return refuse({ code: 'resource-of-another-owner' })
  const named = [...subjects]
  // The same text may be read otherwise than it once was, or was recorded without what it names.
  if (state.policy?.xml === xml && same(state.policy.subjects, named)) return accept()
  const version = (state.policy?.version ?? 0) + 1
  const uploaded = { id: state.id, owner, version, xml, subjects: named, at }
  return accept({ type: 'ResourcePolicyUploaded', ...uploaded })
}
