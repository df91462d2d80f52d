import { z } from 'zod'
import type { revokeSystemUser } from '../../application/revoke-system-user.ts'
import { managedParty } from '../../application/standing-at.ts'
import { delegationId } from '../../domain/delegation/id.ts'
import { grants } from '../../projections/grants.ts'
import { systemUsersOfParty } from '../../projections/system-users.ts'
import { ref, type Views } from '../../projections/views.ts'
import { personWith } from '../authentication.ts'
import { systemUserAnswer, systemUserDetail } from '../contracts/system-user.ts'
import { IdInPath, PartyInPath } from '../contracts/values.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { plainProblem, refusalReply } from '../problem-reply.ts'
import { systemById, systemsById, systemUserById, systemUsersOf, wholeList } from '../reads.ts'

const base = '/authentication/api/v1/systemuser'
const portal = personWith('altinn:portal/enduser')
const SystemUserOfParty = z.object({
  params: z.object({ party: PartyInPath, systemUserId: IdInPath }),
})

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly revokeSystemUser: ReturnType<typeof revokeSystemUser>
}

/** A party's system users, for those who manage its access (spec systemuser-api §1.6). */
export const partySystemUserRoutes = (functions: Functions): readonly Route[] => [
  listRoute(functions),
  readRoute(functions),
  revokeRoute(functions),
]

const listRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:party`,
    access: portal,
    contract: z.object({ params: z.object({ party: PartyInPath }) }),
    handler: async (call) => {
      const party = await managedParty(views, call.caller.person, call.input.params.party)
      if (party === undefined) return refusalReply({ code: 'not-access-manager' }, call)
      const members = await wholeList(views, systemUsersOfParty(party.orgNo), call.atLeast)
      const users = await systemUsersOf(views, members, call.atLeast)
      const known = await systemsById(views, [...new Set(users.map(({ systemId }) => systemId))])
      const byId = new Map(known.map((system) => [system.systemId, system]))
      return json(
        users
          .filter(({ kind }) => kind === 'standard')
          .map((user) =>
            systemUserAnswer(user, { system: byId.get(user.systemId), partyUuid: party.uuid }),
          ),
      )
    },
  })

const readRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:party/:systemUserId`,
    access: portal,
    contract: SystemUserOfParty,
    handler: async (call) => {
      const { party: orgNo, systemUserId } = call.input.params
      const party = await managedParty(views, call.caller.person, orgNo)
      if (party === undefined) return refusalReply({ code: 'not-access-manager' }, call)
      const user = await systemUserById(views, systemUserId, call.atLeast)
      if (user?.party !== orgNo || user.status !== 'active') return plainProblem(404, call.trace)
      const { documents } = await views.fetch([ref(grants, delegationId(user.id, orgNo))])
      const [grant] = documents
      const system = await systemById(views, user.systemId)
      return json(systemUserDetail(user, { system, partyUuid: party.uuid, grant }))
    },
  })

const revokeRoute = (functions: Functions): Route =>
  route({
    method: 'DELETE',
    path: `${base}/:party/:systemUserId`,
    access: portal,
    contract: SystemUserOfParty,
    handler: async (call) => {
      const { caller, input } = call
      const { party, systemUserId } = input.params
      const outcome = await functions.revokeSystemUser(
        { party, systemUser: systemUserId, person: caller.person },
        call.commandOf(caller),
      )
      if (!outcome.done && outcome.refusal.code === 'system-user-not-found') return json(0, 404)
      return outcomeReply(outcome, { ...functions, ...call }, () => json(1, 202))
    },
  })
