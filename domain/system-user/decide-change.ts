import { accept, type Decision, refuse } from '../decider.ts'
import type { ChangeId, Instant, OrgNo } from '../values.ts'
import type { Difference, SystemUserChangeEvent, WantedChange } from './change-events.ts'
import { type Change, changeOf } from './changes.ts'
import { identityOf } from './identity.ts'
import type { Changeable, SystemUser } from './state.ts'

type OfChange = { readonly change: ChangeId; readonly at: Instant }

export type ChangeCommand =
  | (OfChange & {
      readonly type: 'RequestChange'
      readonly vendor: OrgNo
      readonly wanted: WantedChange
      readonly redirectUrl?: string
      readonly expiresAt: Instant
    })
  | (OfChange & {
      readonly type: 'ApproveChange'
      readonly party: OrgNo
      readonly difference: Difference
      /** How many changes were approved when the difference was worked out. */
      readonly after: number
    })
  | (OfChange & {
      readonly type: 'RejectChange'
      readonly party: OrgNo
      readonly reason?: string
    })
  | (OfChange & { readonly type: 'WithdrawChange'; readonly vendor: OrgNo })
  | (OfChange & { readonly type: 'ExpireChange' })

type CommandOf<Type extends ChangeCommand['type']> = Extract<ChangeCommand, { type: Type }>

export type ChangeRefusal =
  | { readonly code: 'request-not-found' }
  | { readonly code: 'request-already-decided' }
  | { readonly code: 'request-expired' }
  | { readonly code: 'system-user-not-found' }
  /** Another change was approved since it was worked out what this one comes to. */
  | { readonly code: 'change-overtaken' }

type ChangeDecision = Decision<SystemUserChangeEvent, ChangeRefusal>

export function decideChange(command: ChangeCommand, state: SystemUser): ChangeDecision {
  switch (command.type) {
    case 'RequestChange':
      return request(command, state)
    case 'ApproveChange':
      return approve(command, state)
    case 'RejectChange':
      return reject(command, state)
    case 'WithdrawChange':
      return withdraw(command, state)
    case 'ExpireChange':
      return expire(command, state)
  }
}

function request(command: CommandOf<'RequestChange'>, state: SystemUser): ChangeDecision {
  const { vendor, change, wanted, redirectUrl, expiresAt, at } = command
  if (state.status !== 'active' || state.asked.vendor !== vendor)
    return refuse({ code: 'system-user-not-found' })
  if (changeOf(state.changes, change)) return accept()
  return accept({
    type: 'SystemUserChangeRequested',
    ...identityOf(state.asked),
    change,
    ...wanted,
    ...(redirectUrl !== undefined && { redirectUrl }),
    expiresAt,
    at,
  })
}

function approve(command: CommandOf<'ApproveChange'>, state: SystemUser): ChangeDecision {
  const { party, change: id, difference, after, at } = command
  const found = shownTo(state, party, id)
  if (found === undefined) return refuse({ code: 'request-not-found' })
  if (found.change.status === 'approved') return accept()
  const late = tooLate(found.change, at)
  if (late) return refuse(late)
  const { asked, changes } = found.user
  if (changes.applied.length !== after) return refuse({ code: 'change-overtaken' })
  const { given, taken } = difference
  return accept({
    type: 'SystemUserChangeApproved',
    ...identityOf(asked),
    change: id,
    given,
    taken,
    at,
  })
}

function reject(command: CommandOf<'RejectChange'>, state: SystemUser): ChangeDecision {
  const { party, change: id, reason, at } = command
  const found = shownTo(state, party, id)
  if (found === undefined) return refuse({ code: 'request-not-found' })
  if (found.change.status === 'rejected') return accept()
  const late = tooLate(found.change, at)
  if (late) return refuse(late)
  return accept({
    type: 'SystemUserChangeRejected',
    ...identityOf(found.user.asked),
    change: id,
    ...(reason !== undefined && { reason }),
    at,
  })
}

/** A vendor takes back what it asked for, and never what was approved. */
function withdraw(
  { vendor, change: id, at }: CommandOf<'WithdrawChange'>,
  state: SystemUser,
): ChangeDecision {
  const found = find(state, id)
  if (found === undefined || found.user.asked.vendor !== vendor)
    return refuse({ code: 'request-not-found' })
  if (found.change.status === 'withdrawn') return accept()
  if (found.change.status === 'approved') return refuse({ code: 'request-already-decided' })
  const named = identityOf(found.user.asked)
  return accept({ type: 'SystemUserChangeWithdrawn', ...named, change: id, at })
}

function expire({ change: id, at }: CommandOf<'ExpireChange'>, state: SystemUser): ChangeDecision {
  const found = find(state, id)
  if (found?.change.status !== 'requested') return accept()
  if (found.user.status === 'active' && at < found.change.expiresAt) return accept()
  const named = identityOf(found.user.asked)
  return accept({ type: 'SystemUserChangeExpired', ...named, change: id, at })
}

/** The end of what still waits when its system user ends. */
export const expireAll = ({ asked, changes }: Changeable, at: Instant): SystemUserChangeEvent[] =>
  changes.asked
    .filter(({ status }) => status === 'requested')
    .map(({ id }) => ({
      type: 'SystemUserChangeExpired',
      ...identityOf(asked),
      change: id,
      at,
    }))

type Found = { readonly user: Changeable; readonly change: Change }

function find(state: SystemUser, id: ChangeId): Found | undefined {
  if (!('changes' in state)) return undefined
  const change = changeOf(state.changes, id)
  return change && { user: state, change }
}

/** What the party is shown: nothing of another's, and nothing that was taken back or whose system user is gone. */
function shownTo(state: SystemUser, party: OrgNo, id: ChangeId): Found | undefined {
  const found = find(state, id)
  const isShown =
    found?.user.status === 'active' &&
    found.user.asked.party === party &&
    found.change.status !== 'withdrawn'
  return isShown ? found : undefined
}

function tooLate({ status, expiresAt }: Change, at: Instant): ChangeRefusal | undefined {
  if (status !== 'requested') return { code: 'request-already-decided' }
  return at >= expiresAt ? { code: 'request-expired' } : undefined
}
