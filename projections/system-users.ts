import { z } from 'zod'
import { Actor } from '../domain/actor.ts'
import type {
  SystemUserChangeApproved,
  SystemUserChangeEvent,
} from '../domain/system-user/change-events.ts'
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
  /** What it has now, and until it is approved what is asked for. */
  rights: z.array(Right),
  accessPackages: z.array(AccessPackage),
  /** What was asked for first, if that has been changed since. */
  asked: z.object({ rights: z.array(Right), accessPackages: z.array(AccessPackage) }).optional(),
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
  /** Its last change: when, and where in the log. */
  changedAt: Instant,
  sequence: z.int().nonnegative(),
  /** The place of its last event of any kind, changes that are only asked for included. */
  revised: z.int().nonnegative(),
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

/** All that are or were active, in the order of their last change. */
export const systemUsersByChange = 'system-users-by-change'

const sequenceDigits = 16

/** A member of {@link systemUsersByChange} begins with its place in the log. */
const changeMember = ({ sequence, id }: SystemUserView): string =>
  `${String(sequence).padStart(sequenceDigits, '0')}~${id}`
/** After all members of that place. */
export const afterChange = (sequence: number): string =>
  `${String(sequence).padStart(sequenceDigits, '0')}~~`
export const sequenceOfMember = (member: string): number => Number(member.slice(0, sequenceDigits))

/** Members are ordered by the time of their making; the id follows it. */
const memberOf = ({ createdAt, id }: SystemUserView): string => `${createdAt}~${id}`
/** Of a member of any of these lists, of which the id is the last part. */
export const systemUserOfMember = (member: string): SystemUserId =>
  SystemUserId.parse(member.slice(member.indexOf('~') + 1))

/** Every system user from its request on, and the lists on which vendor and party find it. */
export const systemUsers = projection({
  name: 'system-users-5',
  document: SystemUserView,
  events: [
    'SystemUserRequested',
    'SystemUserRequestEscalated',
    'SystemUserApproved',
    'SystemUserRejected',
    'SystemUserRequestWithdrawn',
    'SystemUserRequestExpired',
    'SystemUserCreated',
    'SystemUserRenamed',
    'SystemUserRevoked',
    'SystemUserChangeRequested',
    'SystemUserChangeApproved',
    'SystemUserChangeRejected',
    'SystemUserChangeWithdrawn',
    'SystemUserChangeExpired',
  ],
  key: (event) => event.id,
  evolve: (user, event, recorded): SystemUserView | undefined => {
    if (event.type === 'SystemUserRequested') return requestedView(event, recorded)
    if (event.type === 'SystemUserCreated') return createdView(event, recorded)
    if (user === undefined) return undefined
    const revised = placeOf(recorded)
    if (isOnlyAbout(event)) return { ...user, revised }
    const { occurredAt: changedAt } = recorded.metadata
    const later = { ...user, changedAt, sequence: revised, revised }
    if (event.type === 'SystemUserChangeApproved') return changedView(later, event)
    return changedBy(later, event, recorded)
  },
  entries: entriesOf,
})

function changedView(
  user: SystemUserView,
  { given, taken }: SystemUserChangeApproved,
): SystemUserView {
  const { asked = { rights: user.rights, accessPackages: user.accessPackages } } = user
  const rights = user.rights.filter(({ resource }) => !taken.resources.includes(resource))
  const had = new Set(rights.map(({ resource }) => resource))
  const resources = new Set(given.rights.map(({ resource }) => resource))
  const added = [...resources].filter((resource) => !had.has(resource))
  const packages = user.accessPackages.filter((urn) => !taken.accessPackages.includes(urn))
  return {
    ...user,
    rights: [...rights, ...added.map((resource) => ({ resource }))],
    accessPackages: [...new Set([...packages, ...given.accessPackages])],
    asked,
  }
}

/** What is asked for, and not yet so: it changes nothing that is shown, and is the last thing that happened. */
type Asking = Exclude<SystemUserChangeEvent, { readonly type: 'SystemUserChangeApproved' }>

const asking: ReadonlySet<string> = new Set<Asking['type']>([
  'SystemUserChangeRequested',
  'SystemUserChangeRejected',
  'SystemUserChangeWithdrawn',
  'SystemUserChangeExpired',
])

const isOnlyAbout = (event: SystemUserEvent): event is Asking => asking.has(event.type)

type Change = Exclude<
  SystemUserEvent,
  SystemUserRequested | SystemUserCreated | SystemUserChangeEvent
>

function changedBy(user: SystemUserView, change: Change, recorded: Recorded): SystemUserView {
  switch (change.type) {
    case 'SystemUserRequestEscalated':
      return { ...user, escalated: true }
    case 'SystemUserApproved':
      return { ...user, status: 'active', approved: stepOf(recorded) }
    case 'SystemUserRejected': {
      const rejected = { ...user, status: 'rejected' as const, ended: stepOf(recorded) }
      return change.reason === undefined ? rejected : { ...rejected, rejectReason: change.reason }
    }
    case 'SystemUserRequestWithdrawn':
      return { ...user, status: 'withdrawn', ended: stepOf(recorded) }
    case 'SystemUserRequestExpired':
      return { ...user, status: 'expired', ended: stepOf(recorded) }
    case 'SystemUserRenamed':
      return { ...user, integrationTitle: change.integrationTitle }
    case 'SystemUserRevoked':
      return { ...user, status: 'revoked', ended: stepOf(recorded) }
  }
}

/** A place in the log is a number of bytes: it is exact up to 9 petabytes of log. */
const placeOf = ({ position }: Recorded): number => Number(position)

// The two views are written out member by member: this is done for every system user of a log, and spreading some twenty
// members costs as much as all the rest.

function requestedView(event: SystemUserRequested, recorded: Recorded): SystemUserView {
  const place = placeOf(recorded)
  return {
    id: event.id,
    kind: event.kind,
    systemId: event.systemId,
    vendor: event.vendor,
    party: event.party,
    externalRef: event.externalRef,
    integrationTitle: event.integrationTitle,
    rights: event.rights,
    accessPackages: event.accessPackages,
    redirectUrl: event.redirectUrl,
    expiresAt: event.expiresAt,
    status: 'requested',
    escalated: false,
    requested: true,
    createdAt: event.at,
    changedAt: recorded.metadata.occurredAt,
    sequence: place,
    revised: place,
  }
}

function createdView(event: SystemUserCreated, recorded: Recorded): SystemUserView {
  const place = placeOf(recorded)
  return {
    id: event.id,
    kind: event.kind,
    systemId: event.systemId,
    vendor: event.vendor,
    party: event.party,
    externalRef: event.externalRef,
    integrationTitle: event.integrationTitle,
    rights: event.rights,
    accessPackages: event.accessPackages,
    status: 'active',
    escalated: false,
    requested: false,
    createdAt: event.at,
    approved: stepOf(recorded),
    changedAt: recorded.metadata.occurredAt,
    sequence: place,
    revised: place,
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
  const change: Entry = { list: systemUsersByChange, member: changeMember(user) }
  // It stands where it became active, so that whoever pages through the list misses none that comes meanwhile.
  const since = `${user.approved?.at ?? user.createdAt}~${user.id}`
  const active: Entry[] = [
    change,
    { list: systemUsersOfSystem(user.systemId), member: since },
    { list: systemUsersOfParty(user.party), member: since },
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
      return []
    case 'revoked':
      return [change]
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
