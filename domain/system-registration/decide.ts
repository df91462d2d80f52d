import { accept, type Decision, refuse } from '../decider.ts'
import { same } from '../same.ts'
import type { AccessPackage, Instant, OrgNo, Right, SystemId } from '../values.ts'
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
  | {
      readonly type: 'ReplaceRights'
      readonly vendor: OrgNo
      readonly rights: Right[]
      readonly at: Instant
    }
  | {
      readonly type: 'ReplaceAccessPackages'
      readonly vendor: OrgNo
      readonly accessPackages: AccessPackage[]
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
    case 'ReplaceRights':
      return replaceRights(command, state)
    case 'ReplaceAccessPackages':
      return replaceAccessPackages(command, state)
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
  const owned = changeable(state, vendor)
  if ('code' in owned) return refuse(owned)
  const { systemId, content: before } = owned
  if (same(before, content)) return accept()
  return accept({ type: 'SystemReplaced', systemId, vendor, content, at })
}

function replaceRights(
  { vendor, rights, at }: CommandOf<'ReplaceRights'>,
  state: SystemRegistration,
): SystemDecision {
  const owned = changeable(state, vendor)
  if ('code' in owned) return refuse(owned)
  const { systemId, content } = owned
  if (same(content.rights, rights)) return accept()
  return accept({ type: 'SystemRightsReplaced', systemId, vendor, rights, at })
}

function replaceAccessPackages(
  { vendor, accessPackages, at }: CommandOf<'ReplaceAccessPackages'>,
  state: SystemRegistration,
): SystemDecision {
  const owned = changeable(state, vendor)
  if ('code' in owned) return refuse(owned)
  const { systemId, content } = owned
  if (same(content.accessPackages, accessPackages)) return accept()
  return accept({ type: 'SystemAccessPackagesReplaced', systemId, vendor, accessPackages, at })
}

/** The system, if the vendor may change it: whose it is comes before what became of it. */
function changeable(
  state: SystemRegistration,
  vendor: OrgNo,
): Extract<SystemRegistration, { status: 'registered' }> | SystemRegistrationRefusal {
  if (state.status === 'absent' || state.vendor !== vendor) return { code: 'system-not-found' }
  return state.status === 'deleted' ? { code: 'system-deleted' } : state
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
