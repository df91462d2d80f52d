import { z } from 'zod'
import { Actor } from '../domain/actor.ts'
import {
  type SystemUserChangeEvent,
  type SystemUserChangeRequested,
  WantedChange,
} from '../domain/system-user/change-events.ts'
import { SystemUserIdentity } from '../domain/system-user/identity.ts'
import { ChangeId, Instant, type OrgNo, type SystemId, SystemUserId } from '../domain/values.ts'
import { tripleKey } from './holders.ts'
import { type Entry, projection } from './projection.ts'
import type { Recorded } from './recorded.ts'

export const ChangeRequestView = SystemUserIdentity.omit({ id: true }).extend({
  id: ChangeId,
  systemUser: SystemUserId,
  wanted: WantedChange,
  redirectUrl: z.string().optional(),
  status: z.enum(['requested', 'approved', 'rejected', 'withdrawn', 'expired']),
  createdAt: Instant,
  expiresAt: Instant,
  ended: z.object({ at: Instant, by: Actor, event: z.uuid() }).optional(),
  /** Why the party said no, in its own words. */
  rejectReason: z.string().optional(),
})
export type ChangeRequestView = z.infer<typeof ChangeRequestView>

export const changesOfSystem = (systemId: SystemId): string => `changes-of-system:${systemId}`
/** Of whatever system users had a triple, one after the other. */
export const changesOfTriple = (triple: Parameters<typeof tripleKey>[0]): string =>
  `changes-of-triple:${tripleKey(triple)}`
/** What the party's access managers have to answer. */
export const pendingChangesOfParty = (party: OrgNo): string => `pending-changes-of-party:${party}`
/** All changes that wait, those first whose time is up first. */
export const changesByExpiry = 'changes-by-expiry'

/** Of a member of any of these lists, of which the id is the last part. */
export const changeOfMember = (member: string): ChangeId =>
  ChangeId.parse(member.slice(member.lastIndexOf('~') + 1))
/** Of a member of {@link changesByExpiry}, which names the system user too. */
export const systemUserOfExpiry = (member: string): SystemUserId =>
  SystemUserId.parse(member.slice(member.indexOf('~') + 1, member.lastIndexOf('~')))

/** Every change that was asked for, under its id, and the lists on which vendor and party find it. */
export const changeRequests = projection({
  name: 'change-requests',
  document: ChangeRequestView,
  events: [
    'SystemUserChangeRequested',
    'SystemUserChangeApproved',
    'SystemUserChangeRejected',
    'SystemUserChangeWithdrawn',
    'SystemUserChangeExpired',
  ],
  key: (event) => event.change,
  evolve: (change, event, recorded): ChangeRequestView | undefined => {
    if (event.type === 'SystemUserChangeRequested') return requestedView(event)
    return change && { ...change, ...endOf(event), ended: stepOf(recorded) }
  },
  entries: entriesOf,
})

function requestedView(event: SystemUserChangeRequested): ChangeRequestView {
  const { kind, systemId, vendor, party, externalRef, redirectUrl } = event
  return {
    id: event.change,
    systemUser: event.id,
    kind,
    systemId,
    vendor,
    party,
    externalRef,
    wanted: WantedChange.parse(event),
    ...(redirectUrl !== undefined && { redirectUrl }),
    status: 'requested',
    createdAt: event.at,
    expiresAt: event.expiresAt,
  }
}

function endOf(
  end: Exclude<SystemUserChangeEvent, SystemUserChangeRequested>,
): Pick<ChangeRequestView, 'status' | 'rejectReason'> {
  switch (end.type) {
    case 'SystemUserChangeApproved':
      return { status: 'approved' }
    case 'SystemUserChangeRejected':
      return {
        status: 'rejected',
        ...(end.reason !== undefined && { rejectReason: end.reason }),
      }
    case 'SystemUserChangeWithdrawn':
      return { status: 'withdrawn' }
    case 'SystemUserChangeExpired':
      return { status: 'expired' }
  }
}

const stepOf = ({ id, metadata }: Recorded): NonNullable<ChangeRequestView['ended']> => ({
  at: metadata.occurredAt,
  by: metadata.actor,
  event: id,
})

/** Ordered by the time of their making, which never changes. What was withdrawn is on no list. */
function entriesOf(change: ChangeRequestView): readonly Entry[] {
  if (change.status === 'withdrawn') return []
  const { id, systemUser, systemId, party, createdAt, expiresAt } = change
  const member = `${createdAt}~${id}`
  const shown = [
    { list: changesOfSystem(systemId), member },
    { list: changesOfTriple(change), member },
  ]
  if (change.status !== 'requested') return shown
  return [
    ...shown,
    { list: pendingChangesOfParty(party), member },
    { list: changesByExpiry, member: `${expiresAt}~${systemUser}~${id}` },
  ]
}
