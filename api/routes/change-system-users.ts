import { z } from 'zod'
import type { createSystemUser } from '../../application/create-system-user.ts'
import type { renameSystemUser } from '../../application/rename-system-user.ts'
import type { revokeSystemUser } from '../../application/revoke-system-user.ts'
import { managedParty } from '../../application/standing-at.ts'
import { SystemId } from '../../domain/values.ts'
import type { Views } from '../../projections/views.ts'
import { personWith } from '../authentication.ts'
import { CreateBody, systemUserAnswer, UpdateBody } from '../contracts/system-user.ts'
import { IdInPath, PartyInPath } from '../contracts/values.ts'
import { empty, json } from '../http/answer.ts'
import { anyCase } from '../http/any-case.ts'
import { type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { coded, refusalReply } from '../problem-reply.ts'

const base = '/authentication/api/v1/systemuser'
const portal = personWith('altinn:portal/enduser')
const ofParty = z.object({ party: PartyInPath, systemUserId: IdInPath })

const ofUser = ({ params }: { readonly params: z.infer<typeof ofParty> }): string =>
  `systemUser-${params.systemUserId}`

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly createSystemUser: ReturnType<typeof createSystemUser>
  readonly renameSystemUser: ReturnType<typeof renameSystemUser>
  readonly revokeSystemUser: ReturnType<typeof revokeSystemUser>
}

/** What a party does with its system users by itself (spec systemuser-api §1.6). */
export const changeSystemUserRoutes = (functions: Functions): readonly Route[] => [
  createRoute(functions),
  renameRoute(functions),
  revokeRoute(functions),
  revokeAgentRoute(functions),
]

const createRoute = (functions: Functions): Route =>
  route({
    method: 'POST',
    path: `${base}/:party/create`,
    access: portal,
    takes: 'json',
    problemsAsJson: true,
    contract: z.object({ params: z.object({ party: PartyInPath }), body: CreateBody }),
    handler: async (call) => {
      const { caller, input } = call
      const { systemId, integrationTitle } = input.body
      const id = SystemId.safeParse(systemId)
      if (!id.success) return refusalReply({ code: 'system-not-found' }, call)
      const outcome = await functions.createSystemUser(
        { ...input.params, person: caller.person, systemId: id.data, integrationTitle },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, ({ asked, at, ...beside }) =>
        json(systemUserAnswer({ ...asked, status: 'active', createdAt: at }, beside)),
      )
    },
  })

const renameRoute = (functions: Functions): Route =>
  route({
    method: 'PUT',
    path: base,
    access: portal,
    takes: 'json',
    bodyName: 'request',
    contract: z.object({ body: UpdateBody }),
    thing: ({ body }) => `systemUser-${body.id}`,
    handler: async (call) => {
      const { caller, input } = call
      const { id: systemUser, reporteeOrgNo: party, integrationTitle } = input.body
      const outcome = await functions.renameSystemUser(
        { party, systemUser, integrationTitle, person: caller.person },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, () => empty(200))
    },
  })

const revokeRoute = (functions: Functions): Route =>
  route({
    method: 'DELETE',
    path: `${base}/:party/:systemUserId`,
    access: portal,
    contract: z.object({ params: ofParty }),
    thing: ofUser,
    handler: async (call) => {
      const { caller, input } = call
      const { party, systemUserId: systemUser } = input.params
      const outcome = await functions.revokeSystemUser(
        { kind: 'standard', party, systemUser, person: caller.person },
        call.commandOf(caller),
      )
      if (!outcome.done && outcome.refusal.code === 'system-user-not-found') return json(0, 404)
      return outcomeReply(outcome, { ...functions, ...call }, () => json(1, 202))
    },
  })

/** The facilitator is the party once more, by its uuid. Its clients' access ends with the agent. */
const revokeAgentRoute = (functions: Functions): Route =>
  route({
    method: 'DELETE',
    path: `${base}/agent/:party/:systemUserId`,
    access: portal,
    contract: z.object({
      params: ofParty,
      query: anyCase({ facilitatorId: z.uuid({ error: 'The value is not valid.' }) }),
    }),
    thing: ofUser,
    handler: async (call) => {
      const { caller, input } = call
      const { party: orgNo, systemUserId: systemUser } = input.params
      const { person } = caller
      const party = await managedParty(functions.views, person, orgNo)
      if (party === undefined) return refusalReply({ code: 'not-access-manager' }, call)
      if (party.uuid !== input.query.facilitatorId.toLowerCase())
        return coded(otherFacilitator, call.trace)
      const outcome = await functions.revokeSystemUser(
        { kind: 'agent', party: orgNo, systemUser, person },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, () => empty(200))
    },
  })

const otherFacilitator = {
  code: 'AUTH-00039',
  status: 400,
  title: 'The facilitator is another organisation than the party.',
} as const
