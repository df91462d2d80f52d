import { z } from 'zod'
import type { assignClient } from '../../application/assign-client.ts'
import { assignedClients, availableClients, organisationOf } from '../../application/clients.ts'
import type { removeClient } from '../../application/remove-client.ts'
import { standingAt } from '../../application/standing-at.ts'
import { wholeList } from '../../application/whole-list.ts'
import { administersClients } from '../../domain/catalogue/standing.ts'
import { OrgNo, SystemUserId } from '../../domain/values.ts'
import type { PartyView } from '../../projections/parties.ts'
import type { Position } from '../../projections/recorded.ts'
import { type SystemUserView, systemUsersOfParty } from '../../projections/system-users.ts'
import type { Views } from '../../projections/views.ts'
import { type Access, type Person, personWith } from '../authentication.ts'
import { clientPage } from '../contracts/client.ts'
import { systemUserAnswer } from '../contracts/system-user.ts'
import { type Answer, json } from '../http/answer.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { pageToken, PageToken } from '../http/page-token.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import {
  notFoundHere,
  refusalReply,
  type ValidationError,
  validationReply,
} from '../problem-reply.ts'
import { systemsById, systemUserById, systemUsersOf } from '../reads.ts'

const base = '/authentication/api/v1/enduser/systemuser'
const reader = personWith('altinn:clientdelegations.read', 'altinn:clientdelegations.write')
const writer = personWith('altinn:clientdelegations.write')
const uuid = z.uuid({ error: 'The value is not valid.' }).transform((text) => text.toLowerCase())

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly publicUrl: () => string
  readonly assignClient: ReturnType<typeof assignClient>
  readonly removeClient: ReturnType<typeof removeClient>
}

/** The same as the portal does, for vendors that act with a user's token (spec systemuser-api §1.8). */
export const clientDelegationRoutes = (functions: Functions): readonly Route[] => [
  agentsRoute(functions),
  clientsRoute(functions, 'clients/available', availableClients),
  clientsRoute(functions, 'clients', assignedClients),
  changeRoute(functions, 'POST', functions.assignClient),
  changeRoute(functions, 'DELETE', functions.removeClient),
]

const agentsRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/agents`,
    access: reader,
    contract: z.object({
      query: anyCase({ party: z.string({ error: 'The party field is required.' }).min(1) }),
    }),
    handler: async (call) => {
      const orgNo = OrgNo.safeParse(call.input.query.party).data
      const standing = orgNo && (await standingAt(views, call.caller.person, orgNo))
      if (!standing) return notFoundHere('Party not found', 'There is no such party.', call.trace)
      if (!administersClients(standing))
        return refusalReply({ code: 'not-client-administrator' }, call)
      const { party } = standing
      const members = await wholeList(views, systemUsersOfParty(party.orgNo), call.atLeast)
      const users = await systemUsersOf(views, members, call.atLeast)
      const agents = users.filter(({ kind }) => kind === 'agent')
      const systems = await systemsById(views, [...new Set(agents.map((one) => one.systemId))])
      const byId = new Map(systems.map((system) => [system.systemId, system]))
      return json(
        agents.map((agent) => ({
          ...systemUserAnswer(agent, { system: byId.get(agent.systemId), partyUuid: party.uuid }),
          // Unlike the portal's list, this one does not name the system so.
          systemInternalId: undefined,
        })),
      )
    },
  })

const noAgent: ValidationError = {
  code: 'AUTH.VLD-00014',
  path: '?agent',
  title: 'The agent is missing, or there is no such system user.',
}
const notAnAgent: ValidationError = {
  code: 'AUTH.VLD-00015',
  path: '?agent',
  title: 'The system user is not one that acts for clients.',
}
const noClient: ValidationError = {
  code: 'AUTH.VLD-00016',
  path: '?client',
  title: 'The client is missing.',
}

type AgentCall = Pick<Call<Person, unknown>, 'caller' | 'trace' | 'atLeast' | 'accept'>

/**
 * The agent of a call, in the contract's order: what is missing, whose it is, may the person. Who has no role at its
 * owner is told as of nothing; who has one, that it may not.
 */
async function agentOf(
  views: Views,
  id: string | undefined,
  call: AgentCall,
  others: readonly ValidationError[] = [],
): Promise<SystemUserView | Answer> {
  const nothing = validationReply([noAgent, ...others], call.trace)
  const agent = id && (await systemUserById(views, SystemUserId.parse(id), call.atLeast))
  if (!agent || agent.status !== 'active') return nothing
  const standing = await standingAt(views, call.caller.person, agent.party)
  if (standing && !standing.hasRole) return nothing
  const errors = agent.kind === 'agent' ? others : [notAnAgent, ...others]
  if (errors.length > 0) return validationReply(errors, call.trace)
  if (standing === undefined)
    return notFoundHere('System Owner not Found', 'The owner is not in the register.', call.trace)
  return administersClients(standing)
    ? agent
    : refusalReply({ code: 'not-client-administrator' }, call)
}

type ClientsOf = (
  views: Views,
  agent: SystemUserView,
  atLeast?: Position,
) => Promise<readonly PartyView[]>

/** D2 and D3: all of them, or page by page for whoever says how long a page is to be. */
const clientsRoute = ({ views, publicUrl }: Functions, part: string, clientsOf: ClientsOf): Route =>
  route({
    method: 'GET',
    path: `${base}/${part}`,
    access: reader,
    contract: z.object({
      query: anyCase({
        agent: orAbsent(uuid),
        pageSize: orAbsent(z.coerce.number().int().min(1).max(1000)),
        token: orAbsent(PageToken),
      }),
    }),
    handler: async (call) => {
      const { agent: id, pageSize, token = '' } = call.input.query
      const agent = await agentOf(views, id, call)
      if (!('systemId' in agent)) return agent
      const all = await clientsOf(views, agent, call.atLeast)
      const rest = all.filter(({ orgNo }) => orgNo > token)
      const shown = pageSize === undefined ? rest : rest.slice(0, pageSize)
      const last = shown.length < rest.length ? shown.at(-1) : undefined
      const query = `agent=${agent.id}&pageSize=${pageSize}`
      const url = `${publicUrl()}${base}/${part}?${query}`
      const next = last && `${url}&token=${pageToken(last.orgNo)}`
      return json(clientPage(agent, shown, next))
    },
  })

type Change = Functions['assignClient'] | Functions['removeClient']
const access: Access<Person> = writer

const changeRoute = (functions: Functions, method: 'POST' | 'DELETE', change: Change): Route =>
  route({
    method,
    path: `${base}/clients`,
    access,
    contract: z.object({ query: anyCase({ agent: orAbsent(uuid), client: orAbsent(uuid) }) }),
    handler: async (call) => {
      const { agent: id, client: clientUuid } = call.input.query
      const others = clientUuid === undefined ? [noClient] : []
      const agent = await agentOf(functions.views, id, call, others)
      if (!('systemId' in agent)) return agent
      const client = await organisationOf(functions.views, clientUuid ?? '')
      if (client === undefined) {
        const code = method === 'POST' ? 'client-not-found' : 'client-not-removable'
        return refusalReply({ code }, call)
      }
      const { person } = call.caller
      const of = { facilitator: agent.party, systemUser: agent.id, person, client: client.orgNo }
      const outcome = await change(of, call.commandOf(call.caller))
      return outcomeReply(outcome, { ...functions, ...call }, () =>
        json({ agent: agent.id, client: client.uuid }),
      )
    },
  })
