import { accept, type Decision, refuse } from '../decider.ts'
import type { Instant, OrgNo } from '../values.ts'
import type { SystemUserEvent } from './events.ts'
import { type Asked, identityOf, type SystemUser } from './state.ts'

export type SystemUserCommand =
  | {
      readonly type: 'RequestSystemUser'
      readonly asked: Asked
      readonly expiresAt: Instant
      readonly at: Instant
    }
  | {
      readonly type: 'CreateSystemUser'
      readonly asked: Omit<Asked, 'redirectUrl'>
      readonly at: Instant
    }
  | { readonly type: 'EscalateRequest'; readonly party: OrgNo; readonly at: Instant }
  | { readonly type: 'ApproveSystemUser'; readonly party: OrgNo; readonly at: Instant }
  | {
      readonly type: 'RejectSystemUser'
      readonly party: OrgNo
      readonly reason?: string
      readonly at: Instant
    }
  | { readonly type: 'WithdrawRequest'; readonly vendor: OrgNo; readonly at: Instant }
  | { readonly type: 'ExpireRequest'; readonly at: Instant }
  | { readonly type: 'RevokeSystemUser'; readonly party: OrgNo; readonly at: Instant }

type CommandOf<Type extends SystemUserCommand['type']> = Extract<SystemUserCommand, { type: Type }>

export type SystemUserRefusal =
  | { readonly code: 'request-not-found' }
  | { readonly code: 'request-already-decided' }
  | { readonly code: 'request-expired' }
  | { readonly code: 'system-user-not-found' }
  | { readonly code: 'system-user-exists' }

type SystemUserDecision = Decision<SystemUserEvent, SystemUserRefusal>

export function decide(command: SystemUserCommand, state: SystemUser): SystemUserDecision {
  switch (command.type) {
    case 'RequestSystemUser':
      return request(command, state)
    case 'CreateSystemUser':
      return create(command, state)
    case 'EscalateRequest':
      return escalate(command, state)
    case 'ApproveSystemUser':
      return approve(command, state)
    case 'RejectSystemUser':
      return reject(command, state)
    case 'WithdrawRequest':
      return withdraw(command, state)
    case 'ExpireRequest':
      return expire(command, state)
    case 'RevokeSystemUser':
      return revoke(command, state)
  }
}

function request(
  { asked, expiresAt, at }: CommandOf<'RequestSystemUser'>,
  state: SystemUser,
): SystemUserDecision {
  // The id is given once and belongs to one request: whoever comes second finds what the first one wrote.
  if (state.status !== 'absent') return accept()
  return accept({ type: 'SystemUserRequested', ...asked, expiresAt, at })
}

function create(
  { asked, at }: CommandOf<'CreateSystemUser'>,
  state: SystemUser,
): SystemUserDecision {
  if (state.status === 'absent') return accept({ type: 'SystemUserCreated', ...asked, at })
  return state.status === 'active' ? accept() : refuse({ code: 'system-user-exists' })
}

// Whose it is comes before what was already done: a stranger is told the same as for nothing.

function escalate(
  { party, at }: CommandOf<'EscalateRequest'>,
  state: SystemUser,
): SystemUserDecision {
  if (!isOf(state, party)) return refuse({ code: 'request-not-found' })
  if (state.status !== 'requested') return refuse({ code: 'request-already-decided' })
  if (state.escalated) return accept()
  return accept({ type: 'SystemUserRequestEscalated', ...identityOf(state.asked), at })
}

function approve(
  { party, at }: CommandOf<'ApproveSystemUser'>,
  state: SystemUser,
): SystemUserDecision {
  if (!isOf(state, party)) return refuse({ code: 'request-not-found' })
  if (state.status === 'active') return accept()
  if (state.status !== 'requested') return refuse({ code: 'request-already-decided' })
  if (at >= state.expiresAt) return refuse({ code: 'request-expired' })
  const { integrationTitle } = state.asked
  return accept({ type: 'SystemUserApproved', ...identityOf(state.asked), integrationTitle, at })
}

function reject(
  { party, reason, at }: CommandOf<'RejectSystemUser'>,
  state: SystemUser,
): SystemUserDecision {
  if (!isOf(state, party)) return refuse({ code: 'request-not-found' })
  if (state.status === 'rejected') return accept()
  if (state.status !== 'requested') return refuse({ code: 'request-already-decided' })
  return accept({
    type: 'SystemUserRejected',
    ...identityOf(state.asked),
    ...(reason !== undefined && { reason }),
    at,
  })
}

function withdraw(
  { vendor, at }: CommandOf<'WithdrawRequest'>,
  state: SystemUser,
): SystemUserDecision {
  if (state.status === 'absent' || state.asked.vendor !== vendor)
    return refuse({ code: 'request-not-found' })
  if (state.status === 'withdrawn') return accept()
  if (state.status !== 'requested' && state.status !== 'rejected')
    return refuse({ code: 'request-already-decided' })
  return accept({ type: 'SystemUserRequestWithdrawn', ...identityOf(state.asked), at })
}

function expire({ at }: CommandOf<'ExpireRequest'>, state: SystemUser): SystemUserDecision {
  if (state.status !== 'requested' || at < state.expiresAt) return accept()
  return accept({ type: 'SystemUserRequestExpired', ...identityOf(state.asked), at })
}

function revoke(
  { party, at }: CommandOf<'RevokeSystemUser'>,
  state: SystemUser,
): SystemUserDecision {
  if (!isOf(state, party)) return refuse({ code: 'system-user-not-found' })
  if (state.status === 'revoked') return accept()
  if (state.status !== 'active') return refuse({ code: 'system-user-not-found' })
  return accept({ type: 'SystemUserRevoked', ...identityOf(state.asked), at })
}

type Known = Exclude<SystemUser, { status: 'absent' }>

const isOf = (state: SystemUser, party: OrgNo): state is Known =>
  state.status !== 'absent' && state.asked.party === party
