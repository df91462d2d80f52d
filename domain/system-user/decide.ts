import { accept, type Decision, refuse } from '../decider.ts'
import type { Instant, OrgNo, SystemUserKind } from '../values.ts'
import { type ChangeCommand, type ChangeRefusal, decideChange, expireAll } from './decide-change.ts'
import type { SystemUserEvent } from './events.ts'
import { identityOf } from './identity.ts'
import type { Asked, Changeable, SystemUser } from './state.ts'

/** An answer to a request: of the party that it was made to, as one of the kind that the party was shown. */
type Answer = { readonly party: OrgNo; readonly kind: SystemUserKind; readonly at: Instant }

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
  | (Answer & { readonly type: 'EscalateRequest' })
  | (Answer & { readonly type: 'ApproveSystemUser' })
  | (Answer & { readonly type: 'RejectSystemUser'; readonly reason?: string })
  | { readonly type: 'WithdrawRequest'; readonly vendor: OrgNo; readonly at: Instant }
  | { readonly type: 'ExpireRequest'; readonly at: Instant }
  /** The party gives the triple of a request that it rejected to a system user of its own making. */
  | { readonly type: 'SupersedeRequest'; readonly party: OrgNo; readonly at: Instant }
  | (Answer & { readonly type: 'RevokeSystemUser' })
  /** The vendor gives up what it was given. */
  | { readonly type: 'GiveUpSystemUser'; readonly vendor: OrgNo; readonly at: Instant }
  | {
      readonly type: 'RenameSystemUser'
      readonly party: OrgNo
      readonly integrationTitle: string
      readonly at: Instant
    }
  | ChangeCommand

type CommandOf<Type extends SystemUserCommand['type']> = Extract<SystemUserCommand, { type: Type }>

export type SystemUserRefusal =
  | { readonly code: 'request-not-found' }
  | { readonly code: 'agent-request-not-found' }
  | { readonly code: 'request-already-decided' }
  | { readonly code: 'request-expired' }
  | { readonly code: 'system-user-not-found' }
  | { readonly code: 'system-user-exists' }
  | { readonly code: 'standard-expected' }
  | { readonly code: 'agent-expected' }
  | ChangeRefusal

type SystemUserDecision = Decision<SystemUserEvent, SystemUserRefusal>

export const decide = (command: SystemUserCommand, state: SystemUser): SystemUserDecision =>
  'change' in command ? decideChange(command, state) : decideItself(command, state)

/** What is about the system user itself, and not about a change of it. */
function decideItself(
  command: Exclude<SystemUserCommand, ChangeCommand>,
  state: SystemUser,
): SystemUserDecision {
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
    case 'SupersedeRequest':
      return supersede(command, state)
    case 'RevokeSystemUser':
      return revoke(command, state)
    case 'GiveUpSystemUser':
      return giveUp(command, state)
    case 'RenameSystemUser':
      return rename(command, state)
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

// Whose it is comes before what was already done: a stranger is told the same as for nothing. So is everybody of a
// request that is gone, taken back by its vendor or with its system user.

function escalate(command: CommandOf<'EscalateRequest'>, state: SystemUser): SystemUserDecision {
  if (!isShownTo(state, command)) return refuse({ code: 'request-not-found' })
  // Nothing waits for anybody any more, so there is nothing to pass on (spec systemuser-api §10).
  if (state.status !== 'requested' || state.escalated) return accept()
  if (command.at >= state.expiresAt) return refuse({ code: 'request-expired' })
  return accept({
    type: 'SystemUserRequestEscalated',
    ...identityOf(state.asked),
    at: command.at,
  })
}

function approve(command: CommandOf<'ApproveSystemUser'>, state: SystemUser): SystemUserDecision {
  if (!isShownTo(state, command)) return refuse(notFound(command))
  if (state.status === 'active') return accept()
  if (state.status !== 'requested') return refuse({ code: 'request-already-decided' })
  if (command.at >= state.expiresAt) return refuse({ code: 'request-expired' })
  const { integrationTitle } = state.asked
  return accept({
    type: 'SystemUserApproved',
    ...identityOf(state.asked),
    integrationTitle,
    at: command.at,
  })
}

function reject(command: CommandOf<'RejectSystemUser'>, state: SystemUser): SystemUserDecision {
  const { reason, at } = command
  if (!isShownTo(state, command)) return refuse(notFound(command))
  if (state.status === 'rejected') return accept()
  if (state.status !== 'requested') return refuse({ code: 'request-already-decided' })
  if (at >= state.expiresAt) return refuse({ code: 'request-expired' })
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
  if (state.status === 'absent' || state.status === 'revoked' || state.asked.vendor !== vendor)
    return refuse({ code: 'request-not-found' })
  if (state.status === 'withdrawn') return accept()
  if (state.status === 'active') return refuse({ code: 'request-already-decided' })
  return accept({ type: 'SystemUserRequestWithdrawn', ...identityOf(state.asked), at })
}

function expire({ at }: CommandOf<'ExpireRequest'>, state: SystemUser): SystemUserDecision {
  if (state.status !== 'requested' || at < state.expiresAt) return accept()
  return accept({ type: 'SystemUserRequestExpired', ...identityOf(state.asked), at })
}

function supersede(
  { party, at }: CommandOf<'SupersedeRequest'>,
  state: SystemUser,
): SystemUserDecision {
  if (!isOf(state, party)) return refuse({ code: 'request-not-found' })
  if (state.status === 'withdrawn') return accept()
  if (state.status !== 'rejected') return refuse({ code: 'request-already-decided' })
  return accept({ type: 'SystemUserRequestWithdrawn', ...identityOf(state.asked), at })
}

function revoke(
  { party, kind, at }: CommandOf<'RevokeSystemUser'>,
  state: SystemUser,
): SystemUserDecision {
  if (!isOf(state, party)) return refuse({ code: 'system-user-not-found' })
  if (state.status !== 'active' && state.status !== 'revoked')
    return refuse({ code: 'system-user-not-found' })
  if (state.asked.kind !== kind)
    return refuse({ code: kind === 'agent' ? 'agent-expected' : 'standard-expected' })
  return end(state, at)
}

function giveUp(
  { vendor, at }: CommandOf<'GiveUpSystemUser'>,
  state: SystemUser,
): SystemUserDecision {
  const isOwn = state.status !== 'absent' && state.asked.vendor === vendor
  if (!isOwn || (state.status !== 'active' && state.status !== 'revoked'))
    return refuse({ code: 'system-user-not-found' })
  return end(state, at)
}

/** What still waits ends with it. */
function end(state: Changeable, at: Instant): SystemUserDecision {
  if (state.status === 'revoked') return accept()
  const revoked: SystemUserEvent = { type: 'SystemUserRevoked', ...identityOf(state.asked), at }
  return accept<SystemUserEvent>(revoked, ...expireAll(state, at))
}

function rename(
  { party, integrationTitle, at }: CommandOf<'RenameSystemUser'>,
  state: SystemUser,
): SystemUserDecision {
  if (!isOf(state, party) || state.status !== 'active')
    return refuse({ code: 'system-user-not-found' })
  if (state.asked.integrationTitle === integrationTitle) return accept()
  return accept({ type: 'SystemUserRenamed', ...identityOf(state.asked), integrationTitle, at })
}

type Known = Exclude<SystemUser, { status: 'absent' }>
type Shown = Exclude<Known, { status: 'revoked' }>

const isOf = (state: SystemUser, party: OrgNo): state is Known =>
  state.status !== 'absent' && state.asked.party === party

const isShownTo = (state: SystemUser, { party, kind }: Answer): state is Shown =>
  isOf(state, party) &&
  state.asked.kind === kind &&
  state.status !== 'withdrawn' &&
  state.status !== 'revoked'

/** The contract has a word of its own for agents' requests, when they are answered. */
const notFound = ({ kind }: Answer): SystemUserRefusal => ({
  code: kind === 'agent' ? 'agent-request-not-found' : 'request-not-found',
})
