import type { Instant, SystemUserId } from '../domain/values.ts'
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
    expiryContext(deriveId, id, at),
  )
  return decision.accepted && decision.events.length > 0
}

const expiryContext = (deriveId: DeriveId, id: SystemUserId, at: Instant): CommandContext => ({
  commandId: deriveId('expire-request', id),
  at,
  actor: { type: 'system', process: 'expire-requests' },
  correlationId: deriveId('expire-request', id),
})

/**
 * Ends every request whose time is up at a moment, the longest overdue first. It keeps no place of its own: which
 * requests are due is in the read models, so whichever process comes next goes on with what is left.
 *
 * @returns how many were ended.
 * @throws {ViewsNotReady} {ViewsBehind} {EventStoreUnavailable}; what was ended by then stays ended.
 */
export const expireRequests =
  ({ views, ...deps }: Expiring & { readonly views: Views }) =>
  async (at: Instant): Promise<number> => {
    let ended = 0
    for (let after: string | undefined; ;) {
      const page = { limit: pieceMax, ...(after !== undefined && { after }) }
      const { members } = await views.list(requestsByExpiry, page)
      for (const member of members) {
        if (!isDue(member, at)) return ended
        if (await expireRequest(deps, systemUserOfMember(member), at)) ended += 1
      }
      after = members.at(-1)
      if (members.length < pieceMax) return ended
    }
  }

/** Members begin with the moment from which on the request cannot be answered. */
const isDue = (member: string, at: Instant): boolean => member.slice(0, at.length) <= at
