import { z } from 'zod'
import { Actor } from '../domain/actor.ts'
import type {
  SystemUserCreated,
  SystemUserEvent,
  SystemUserRequested,
} from '../domain/system-user/events.ts'
import {
  AccessPackage,
  ExternalRef,
  Instant,
  OrgNo,
  Right,
  SystemId,
  SystemUserId,
  SystemUserKind,
} from '../domain/values.ts'
import { type Entry, projection } from './projection.ts'
import type { Recorded } from './recorded.ts'

/** A step that somebody took, and the event that records it. */
const Step = z.object({ at: Instant, by: Actor, event: z.uuid() })

export const SystemUserView = z.object({
  id: SystemUserId,
  kind: SystemUserKind,
  systemId: SystemId,
  vendor: OrgNo,
  party: OrgNo,
  externalRef: ExternalRef,
  integrationTitle: z.string(),
  rights: z.array(Right),
  accessPackages: z.array(AccessPackage),
  redirectUrl: z.string().optional(),
  status: z.enum(['requested', 'active', 'rejected', 'withdrawn', 'expired', 'revoked']),
  escalated: z.boolean(),
  /** Was there a request first, or did the party make it by itself? */
  requested: z.boolean(),
  createdAt: Instant,
  expiresAt: Instant.optional(),
  /** The approval, or the party's own making: what the power of attorney rests on. */
  approved: Step.optional(),
  ended: Step.optional(),
  /** Why the party said no, in its own words. */
  rejectReason: z.string().optional(),
})
export type SystemUserView = z.infer<typeof SystemUserView>

export const requestsOfSystem = (kind: SystemUserKind, systemId: SystemId): string =>
  `requests-of-system:${kind}:${systemId}`
/** What the party's access managers are shown: of agents' requests only those that were passed on to them. */
export const pendingOfParty = (kind: SystemUserKind, party: OrgNo): string =>
  `pending-of-party:${kind}:${party}`
/** All requests that wait, those first whose time is up first. */
export const requestsByExpiry = 'requests-by-expiry'
export const systemUsersOfSystem = (systemId: SystemId): string =>
  `system-users-of-system:${systemId}`
export const systemUsersOfParty = (party: OrgNo): string => `system-users-of-party:${party}`

/** Members are ordered by the time of their making; the id follows it. */
const memberOf = ({ createdAt, id }: SystemUserView): string => `${createdAt}~${id}`
/** Of a member of any of these lists, of which the id is the last part. */
export const systemUserOfMember = (member: string): SystemUserId =>
  SystemUserId.parse(member.slice(member.indexOf('~') + 1))

/** Every system user from its request on, and the lists on which vendor and party find it. */
export const systemUsers = projection({
  name: 'system-users-2',
  document: SystemUserView,
  events: [
    'SystemUserRequested',
    'SystemUserRequestEscalated',
    'SystemUserApproved',
    'SystemUserRejected',
    'SystemUserRequestWithdrawn',
    'SystemUserRequestExpired',
    'SystemUserCreated',
    'SystemUserRevoked',
  ],
  key: (event) => event.id,
  evolve: (user, event, recorded): SystemUserView | undefined => {
    if (event.type === 'SystemUserRequested') return requestedView(event)
    if (event.type === 'SystemUserCreated') return createdView(event, recorded)
    return user && { ...user, ...changeOf(event, recorded) }
  },
  entries: entriesOf,
})

type Change = Exclude<SystemUserEvent, SystemUserRequested | SystemUserCreated>

function changeOf(change: Change, recorded: Recorded): Partial<SystemUserView> {
  switch (change.type) {
    case 'SystemUserRequestEscalated':
      return { escalated: true }
    case 'SystemUserApproved':
      return { status: 'active', approved: stepOf(recorded) }
    case 'SystemUserRejected':
      return {
        status: 'rejected',
        ended: stepOf(recorded),
        ...(change.reason !== undefined && { rejectReason: change.reason }),
      }
    case 'SystemUserRequestWithdrawn':
      return { status: 'withdrawn', ended: stepOf(recorded) }
    case 'SystemUserRequestExpired':
      return { status: 'expired', ended: stepOf(recorded) }
    case 'SystemUserRevoked':
      return { status: 'revoked', ended: stepOf(recorded) }
  }
}

function requestedView(event: SystemUserRequested): SystemUserView {
  const { type: _type, at, ...asked } = event
  return { ...asked, status: 'requested', escalated: false, requested: true, createdAt: at }
}

function createdView(event: SystemUserCreated, recorded: Recorded): SystemUserView {
  const { type: _type, at, ...asked } = event
  return {
    ...asked,
    status: 'active',
    escalated: false,
    requested: false,
    createdAt: at,
    approved: stepOf(recorded),
  }
}

const stepOf = ({ id, metadata }: Recorded): z.infer<typeof Step> => ({
  at: metadata.occurredAt,
  by: metadata.actor,
  event: id,
})

function entriesOf(user: SystemUserView): readonly Entry[] {
  const member = memberOf(user)
  const request: Entry[] = [{ list: requestsOfSystem(user.kind, user.systemId), member }]
  const active: Entry[] = [
    { list: systemUsersOfSystem(user.systemId), member },
    { list: systemUsersOfParty(user.party), member },
  ]
  switch (user.status) {
    case 'requested':
      return [...request, ...waitingEntries(user)]
    case 'active':
      return user.requested ? [...request, ...active] : active
    case 'rejected':
    case 'expired':
      return request
    case 'withdrawn':
    case 'revoked':
      return []
  }
}

function waitingEntries(user: SystemUserView): readonly Entry[] {
  const { id, kind, party, escalated, expiresAt } = user
  const isShown = kind === 'standard' || escalated
  return [
    ...(isShown ? [{ list: pendingOfParty(kind, party), member: memberOf(user) }] : []),
    ...(expiresAt === undefined ? [] : [{ list: requestsByExpiry, member: `${expiresAt}~${id}` }]),
  ]
}
