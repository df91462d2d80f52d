import { z } from 'zod'
import type { SystemUserHistory, systemUserHistory } from '../../application/system-user-history.ts'
import type { isAccessManager } from '../../application/access-manager.ts'
import type { Recorded } from '../../projections/recorded.ts'
import type { Views } from '../../projections/views.ts'
import { type Organisation, type Person, personOrOrganisationWith } from '../authentication.ts'
import { IdInPath } from '../contracts/values.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { refusalReply } from '../problem-reply.ts'

type Functions = {
  readonly views: Views
  readonly isAccessManager: typeof isAccessManager
  readonly systemUserHistory: ReturnType<typeof systemUserHistory>
}

/** What happened to a system user, for its vendor and for those who manage access for its party. */
export const historyRoutes = (functions: Functions): readonly Route[] => [
  route({
    method: 'GET',
    path: '/audit/api/v1/systemusers/:id/history',
    access: personOrOrganisationWith(
      'altinn:portal/enduser',
      'altinn:authentication/systemuser.request.read',
    ),
    contract: z.object({ params: z.object({ id: IdInPath }) }),
    handler: async (call) => {
      const { id } = call.input.params
      const history = await functions.systemUserHistory(id)
      if (history === undefined || !(await maySee(functions, call.caller, history)))
        return refusalReply({ code: 'system-user-not-found' }, call)
      const { vendor, party, events } = history
      return json({ systemUser: id, vendor, party, events: events.map(historyEntry) })
    },
  }),
]

async function maySee(
  { views, isAccessManager: isManager }: Functions,
  caller: Organisation | Person,
  { vendor, party }: SystemUserHistory,
): Promise<boolean> {
  if (caller.kind === 'organisation') return caller.orgNo === vendor
  return isManager(views, caller.person, party)
}

/** Positions are larger than a JSON number is exact for. */
const historyEntry = ({ id, position, event, metadata }: Recorded) => ({
  id,
  position: String(position),
  type: event.type,
  at: metadata.occurredAt,
  by: metadata.actor,
  clientId: metadata.clientId,
  commandId: metadata.commandId,
  correlationId: metadata.correlationId,
  data: event,
})
