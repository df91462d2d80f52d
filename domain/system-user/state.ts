import type { Instant } from '../values.ts'
import type { SystemUserChangeEvent } from './change-events.ts'
import { type Changes, evolveChanges, noChanges } from './changes.ts'
import type { SystemUserCreated, SystemUserEvent, SystemUserRequested } from './events.ts'
import { identityOf } from './identity.ts'

/** What was asked for and is kept for as long as the system user is known. */
export type Asked = Omit<SystemUserRequested, 'type' | 'at' | 'expiresAt'>

export type SystemUser =
  | { readonly status: 'absent' }
  | {
      readonly status: 'requested'
      readonly asked: Asked
      readonly escalated: boolean
      readonly expiresAt: Instant
    }
  | { readonly status: 'rejected' | 'withdrawn' | 'expired'; readonly asked: Asked }
  | Changeable

/** One that is or was active, and the changes that were asked of it. */
export type Changeable = {
  readonly status: 'active' | 'revoked'
  readonly asked: Asked
  readonly changes: Changes
}

export const initial: SystemUser = { status: 'absent' }

export const evolve = (state: SystemUser, event: SystemUserEvent): SystemUser =>
  'change' in event ? withChange(state, event) : evolveItself(state, event)

function evolveItself(
  state: SystemUser,
  event: Exclude<SystemUserEvent, SystemUserChangeEvent>,
): SystemUser {
  switch (event.type) {
    case 'SystemUserRequested':
      return {
        status: 'requested',
        asked: askedIn(event),
        escalated: false,
        expiresAt: event.expiresAt,
      }
    case 'SystemUserCreated':
      return { status: 'active', asked: askedIn(event), changes: noChanges }
    case 'SystemUserRequestEscalated':
      return state.status === 'requested' ? { ...state, escalated: true } : state
    case 'SystemUserApproved':
      return begun(state, 'active')
    case 'SystemUserRejected':
      return ended(state, 'rejected')
    case 'SystemUserRequestWithdrawn':
      return ended(state, 'withdrawn')
    case 'SystemUserRequestExpired':
      return ended(state, 'expired')
    case 'SystemUserRenamed':
      return state.status === 'active'
        ? { ...state, asked: { ...state.asked, integrationTitle: event.integrationTitle } }
        : state
    case 'SystemUserRevoked':
      return begun(state, 'revoked')
  }
}

function withChange(state: SystemUser, event: SystemUserChangeEvent): SystemUser {
  return 'changes' in state ? { ...state, changes: evolveChanges(state.changes, event) } : state
}

function begun(state: SystemUser, status: Changeable['status']): SystemUser {
  if (state.status === 'absent') return state
  return { status, asked: state.asked, changes: 'changes' in state ? state.changes : noChanges }
}

function ended(state: SystemUser, status: 'rejected' | 'withdrawn' | 'expired'): SystemUser {
  return state.status === 'absent' ? state : { status, asked: state.asked }
}

function askedIn(event: SystemUserRequested | SystemUserCreated): Asked {
  const redirectUrl = 'redirectUrl' in event ? event.redirectUrl : undefined
  return {
    ...identityOf(event),
    integrationTitle: event.integrationTitle,
    rights: event.rights,
    accessPackages: event.accessPackages,
    ...(redirectUrl !== undefined && { redirectUrl }),
  }
}

/** May the triple (system, party, external reference) be used for a new request? Once true, true for ever. */
export const hasEnded = (state: SystemUser): boolean =>
  state.status === 'withdrawn' || state.status === 'expired' || state.status === 'revoked'

/** Has the time passed in which the request could be answered, whether or not that is recorded yet? */
export const hasLapsed = (state: SystemUser, at: Instant): boolean =>
  state.status === 'requested' && at >= state.expiresAt
