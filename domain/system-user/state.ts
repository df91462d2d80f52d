import type { Instant } from '../values.ts'
import type {
  SystemUserCreated,
  SystemUserEvent,
  SystemUserIdentity,
  SystemUserRequested,
} from './events.ts'

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
  | { readonly status: 'active' | 'revoked'; readonly asked: Asked }

export const initial: SystemUser = { status: 'absent' }

export function evolve(state: SystemUser, event: SystemUserEvent): SystemUser {
  switch (event.type) {
    case 'SystemUserRequested':
      return {
        status: 'requested',
        asked: askedIn(event),
        escalated: false,
        expiresAt: event.expiresAt,
      }
    case 'SystemUserCreated':
      return { status: 'active', asked: askedIn(event) }
    case 'SystemUserRequestEscalated':
      return state.status === 'requested' ? { ...state, escalated: true } : state
    case 'SystemUserApproved':
      return ended(state, 'active')
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
      return ended(state, 'revoked')
  }
}

function ended(
  state: SystemUser,
  status: Exclude<SystemUser['status'], 'absent' | 'requested'>,
): SystemUser {
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

/** The members by which every event names its system user. */
export function identityOf(of: SystemUserIdentity): SystemUserIdentity {
  const { id, kind, systemId, vendor, party, externalRef } = of
  return { id, kind, systemId, vendor, party, externalRef }
}

/** May the triple (system, party, external reference) be used for a new request? Once true, true for ever. */
export const hasEnded = (state: SystemUser): boolean =>
  state.status === 'withdrawn' || state.status === 'expired' || state.status === 'revoked'

/** Has the time passed in which the request could be answered, whether or not that is recorded yet? */
export const hasLapsed = (state: SystemUser, at: Instant): boolean =>
  state.status === 'requested' && at >= state.expiresAt
