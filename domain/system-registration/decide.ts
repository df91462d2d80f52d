import { accept, type Decision, refuse } from '../decider.ts'
import { same } from '../same.ts'
import type { Instant, OrgNo, SystemId } from '../values.ts'
import type { SystemContent, SystemRegistrationEvent } from './events.ts'
import type { SystemRegistration } from './state.ts'

export type SystemRegistrationCommand =
  | {
      readonly type: 'RegisterSystem'
      readonly systemId: SystemId
      readonly internalId: string
      readonly vendor: OrgNo
      readonly content: SystemContent
      readonly at: Instant
    }
  | {
      readonly type: 'ReplaceSystem'
      readonly vendor: OrgNo
      readonly content: SystemContent
      readonly at: Instant
    }
  | { readonly type: 'DeleteSystem'; readonly vendor: OrgNo; readonly at: Instant }

type CommandOf<Type extends SystemRegistrationCommand['type']> = Extract<
  SystemRegistrationCommand,
  { type: Type }
>

export type SystemRegistrationRefusal =
  | { readonly code: 'system-not-found' }
  | { readonly code: 'system-id-of-another-vendor' }
  | { readonly code: 'system-id-taken' }
  | { readonly code: 'system-deleted' }

type SystemDecision = Decision<SystemRegistrationEvent, SystemRegistrationRefusal>

export function decide(
  command: SystemRegistrationCommand,
  state: SystemRegistration,
): SystemDecision {
  switch (command.type) {
    case 'RegisterSystem':
      return register(command, state)
    case 'ReplaceSystem':
      return replace(command, state)
    case 'DeleteSystem':
      return remove(command, state)
  }
}

function register(
  { systemId, internalId, vendor, content, at }: CommandOf<'RegisterSystem'>,
  state: SystemRegistration,
): SystemDecision {
  if (!systemId.startsWith(vendor)) return refuse({ code: 'system-id-of-another-vendor' })
  if (state.status === 'absent')
    return accept({ type: 'SystemRegistered', systemId, internalId, vendor, content, at })
  const repeated = state.status === 'registered' && state.internalId === internalId
  return repeated ? accept() : refuse({ code: 'system-id-taken' })
}

function replace(
  { vendor, content, at }: CommandOf<'ReplaceSystem'>,
  state: SystemRegistration,
): SystemDecision {
  if (state.status === 'absent' || state.vendor !== vendor)
    return refuse({ code: 'system-not-found' })
  if (state.status === 'deleted') return refuse({ code: 'system-deleted' })
  if (same(state.content, content)) return accept()
  return accept({ type: 'SystemReplaced', systemId: state.systemId, vendor, content, at })
}

function remove(
  { vendor, at }: CommandOf<'DeleteSystem'>,
  state: SystemRegistration,
): SystemDecision {
  if (state.status === 'absent' || state.vendor !== vendor)
    return refuse({ code: 'system-not-found' })
  if (state.status === 'deleted') return accept()
  return accept({ type: 'SystemDeleted', systemId: state.systemId, vendor, at })
}
