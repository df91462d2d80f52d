import type { ChangeId, Instant, SystemUserId } from '../domain/values.ts'
import {
  changeOfMember,
  changesByExpiry,
  systemUserOfExpiry,
} from '../projections/change-requests.ts'
import { requestsByExpiry, systemUserOfMember } from '../projections/system-users.ts'
import type { Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'

const pieceMax = 200

type Expiring = {
  readonly aggregates: Pick<Aggregates, 'systemUsers'>
  readonly deriveId: DeriveId
}

/**
 * Ends a request whose time is up, on behalf of nobody: the system does. The command is the same whoever finds the
 * request first and however often, so it is recorded once. One that was answered in the meantime is left as it is.
 *
 * @returns whether it is ended by this.
 */
export async function expireRequest(
  { aggregates: { systemUsers }, deriveId }: Expiring,
  id: SystemUserId,
  at: Instant,
): Promise<boolean> {
  const { decision } = await systemUsers.execute(
    id,
    { type: 'ExpireRequest', at },
    expiryContext(deriveId('expire-request', id), at),
  )
  return decision.accepted && decision.events.length > 0
}

/** The same for a change of a system user. */
export async function expireChange(
  { aggregates: { systemUsers }, deriveId }: Expiring,
  { systemUser, change }: { readonly systemUser: SystemUserId; readonly change: ChangeId },
  at: Instant,
): Promise<boolean> {
  const { decision } = await systemUsers.execute(
    systemUser,
    { type: 'ExpireChange', change, at },
    expiryContext(deriveId('expire-change', change), at),
  )
  return decision.accepted && decision.events.length > 0
}

const expiryContext = (commandId: string, at: Instant): CommandContext => ({
  commandId,
  at,
  actor: { type: 'system', process: 'expire-requests' },
  correlationId: commandId,
})

/**
 * Ends every request whose time is up at a moment, those for changes too, the longest overdue of each kind first. It
 * keeps no place of its own: which requests are due is in the read models, so whichever process comes next goes on with
 * what is left.
 *
 * @returns how many were ended.
 * @throws {ViewsNotReady} {ViewsBehind} {EventStoreUnavailable}; what was ended by then stays ended.
 */
export const expireRequests =
  ({ views, ...deps }: Expiring & { readonly views: Views }) =>
  async (at: Instant): Promise<number> => {
    const requests = await expireDue(views, { list: requestsByExpiry, at }, (member) =>
      expireRequest(deps, systemUserOfMember(member), at),
    )
    const changes = await expireDue(views, { list: changesByExpiry, at }, (member) => {
      const named = { systemUser: systemUserOfExpiry(member), change: changeOfMember(member) }
      return expireChange(deps, named, at)
    })
    return requests + changes
  }

type Due = { readonly list: string; readonly at: Instant }

async function expireDue(
  views: Views,
  { list, at }: Due,
  expire: (member: string) => Promise<boolean>,
): Promise<number> {
  let ended = 0
  for (let after: string | undefined; ;) {
    const page = { limit: pieceMax, ...(after !== undefined && { after }) }
    const { members } = await views.list(list, page)
    for (const member of members) {
      if (!isDue(member, at)) return ended
      if (await expire(member)) ended += 1
    }
    after = members.at(-1)
    if (members.length < pieceMax) return ended
  }
}

/** Members begin with the moment from which on the request cannot be answered. */
const isDue = (member: string, at: Instant): boolean => member.slice(0, at.length) <= at
