import { z } from 'zod'
import type { SystemUserHistory, systemUserHistory } from '../../application/system-user-history.ts'
import type { isAccessManager } from '../../application/access-manager.ts'
import type { Actor } from '../../domain/actor.ts'
import type { PersonRef } from '../../domain/values.ts'
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
  /** A person's name, from the vault; undefined for who was erased, or never had one here. */
  readonly nameOf: (person: PersonRef) => string | undefined
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
      // A vendor learns that a person of its customer did it, and not who.
      const nameOf = call.caller.kind === 'person' ? functions.nameOf : () => undefined
      const entries = events.map((recorded) => historyEntry(recorded, nameOf))
      return json({ systemUser: id, vendor, party, events: entries })
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

type NameOf = Functions['nameOf']

/** Positions are larger than a JSON number is exact for. */
const historyEntry = ({ id, position, event, metadata }: Recorded, nameOf: NameOf) => ({
  id,
  position: String(position),
  type: event.type,
  at: metadata.occurredAt,
  by: named(metadata.actor, nameOf),
  clientId: metadata.clientId,
  commandId: metadata.commandId,
  correlationId: metadata.correlationId,
  data: event,
})

const named = (actor: Actor, nameOf: NameOf) =>
  actor.type === 'person' ? { ...actor, name: nameOf(actor.person) } : actor
