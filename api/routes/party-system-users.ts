import { z } from 'zod'
import { wholeList } from '../../application/whole-list.ts'
import { managedParty } from '../../application/standing-at.ts'
import { delegationId } from '../../domain/delegation/id.ts'
import { type SystemUserKind } from '../../domain/values.ts'
import { grants } from '../../projections/grants.ts'
import { systemUsersOfParty } from '../../projections/system-users.ts'
import { ref, type Views } from '../../projections/views.ts'
import { personWith } from '../authentication.ts'
import { delegationsAnswer, systemUserAnswer, systemUserDetail } from '../contracts/system-user.ts'
import { IdInPath, PartyInPath } from '../contracts/values.ts'
import { type Answer, json } from '../http/answer.ts'
import { etagOf } from '../http/entity-tag.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { plainProblem, refusalReply } from '../problem-reply.ts'
import { systemById, systemsById, systemUserById, systemUsersOf } from '../reads.ts'
import type { Person } from '../authentication.ts'

const base = '/authentication/api/v1/systemuser'
const portal = personWith('altinn:portal/enduser')
const SystemUserOfParty = z.object({
  params: z.object({ party: PartyInPath, systemUserId: IdInPath }),
})
type SystemUserOfParty = z.infer<typeof SystemUserOfParty>

type Functions = { readonly views: Views }

/** A party's system users, for those who manage its access (spec systemuser-api §1.6). */
export const partySystemUserRoutes = (functions: Functions): readonly Route[] => [
  listRoute(functions, 'standard', `${base}/:party`),
  listRoute(functions, 'agent', `${base}/agent/:party`),
  readRoute(functions),
  delegationsRoute(functions),
]

/** P1 and P2: those of one kind that are active. */
const listRoute = ({ views }: Functions, kind: SystemUserKind, path: string): Route =>
  route({
    method: 'GET',
    path,
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
          .filter((user) => user.kind === kind)
          .map((user) =>
            systemUserAnswer(user, { system: byId.get(user.systemId), partyUuid: party.uuid }),
          ),
      )
    },
  })

/** The system user of a call, its party and what it holds of the party's; or the answer of who may not see them. */
async function ownOf(
  { views }: Functions,
  call: Call<Person, SystemUserOfParty>,
  notFound: () => Answer,
) {
  const { party: orgNo, systemUserId } = call.input.params
  const party = await managedParty(views, call.caller.person, orgNo)
  if (party === undefined) return refusalReply({ code: 'not-access-manager' }, call)
  const user = await systemUserById(views, systemUserId, call.atLeast)
  if (user?.party !== orgNo || user.status !== 'active') return notFound()
  const { documents } = await views.fetch([ref(grants, delegationId(user.id, orgNo))], call.atLeast)
  return { user, party, grant: documents[0] }
}

const readRoute = (functions: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:party/:systemUserId`,
    access: portal,
    contract: SystemUserOfParty,
    handler: async (call) => {
      const own = await ownOf(functions, call, () => plainProblem(404, call.trace))
      if (!('user' in own)) return own
      const { user, party, grant } = own
      const system = await systemById(functions.views, user.systemId)
      const detail = systemUserDetail(user, { system, partyUuid: party.uuid, grant })
      return json(detail, 200, etagOf(user.revised))
    },
  })

const delegationsRoute = (functions: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:party/:systemUserId/delegations`,
    access: portal,
    contract: SystemUserOfParty,
    handler: async (call) => {
      const notFound = () => refusalReply({ code: 'system-user-not-found' }, call)
      const own = await ownOf(functions, call, notFound)
      return 'user' in own ? json(delegationsAnswer(own.user.id, own.grant)) : own
    },
  })
