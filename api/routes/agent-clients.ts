import { z } from 'zod'
import { agentAt, type AgentRefusal, type KnownAgent } from '../../application/agent-at.ts'
import type { assignClient } from '../../application/assign-client.ts'
import { assignedClients, clientsOfFacilitator, organisationOf } from '../../application/clients.ts'
import type { removeClient } from '../../application/remove-client.ts'
import { standingAt } from '../../application/standing-at.ts'
import { administersClients } from '../../domain/catalogue/standing.ts'
import { packagesGiven } from '../../domain/catalogue/client-relation.ts'
import type { OrgNo, SystemUserId } from '../../domain/values.ts'
import type { Views } from '../../projections/views.ts'
import { type Person, personWith } from '../authentication.ts'
import { assignmentAnswer, clientAnswer, delegationAnswer } from '../contracts/client.ts'
import { IdInPath, PartyInPath } from '../contracts/values.ts'
import { type Answer, empty, json } from '../http/answer.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { bindingProblem, plainProblem, refusalReply } from '../problem-reply.ts'

const base = '/authentication/api/v1/systemuser/agent'
const portal = personWith('altinn:portal/enduser')
const uuid = z.uuid({ error: 'The value is not valid.' }).transform((text) => text.toLowerCase())

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly assignClient: ReturnType<typeof assignClient>
  readonly removeClient: ReturnType<typeof removeClient>
}

/** A facilitator's clients and its agents, for those who administer its clients (spec systemuser-api §1.7). */
export const agentClientRoutes = (functions: Functions): readonly Route[] => [
  clientsRoute(functions),
  delegationsRoute(functions),
  assignRoute(functions),
  removeRoute(functions),
]

/** One name, or several: a query may say it more than once. */
const Names = z
  .union([z.string(), z.array(z.string())])
  .transform((names) => (typeof names === 'string' ? [names] : names))

const packagePrefix = 'urn:altinn:accesspackage:'
const urnOf = (name: string): string =>
  name.startsWith(packagePrefix) ? name : `${packagePrefix}${name}`

const clientsRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:party/clients`,
    access: portal,
    contract: z.object({
      params: z.object({ party: PartyInPath }),
      query: anyCase({ facilitator: uuid, packages: orAbsent(Names) }),
    }),
    handler: async (call) => {
      const { params, query } = call.input
      const standing = await standingAt(views, call.caller.person, params.party)
      if (standing === undefined || !administersClients(standing))
        return refusalReply({ code: 'not-client-administrator' }, call)
      if (standing.party.uuid !== query.facilitator)
        return refusalReply({ code: 'clients-forbidden' }, call)
      const wanted = (query.packages ?? []).map(urnOf)
      const clients = await clientsOfFacilitator(views, params.party, call.atLeast)
      const fitting = clients.filter(({ relations }) => {
        const given: ReadonlySet<string> = packagesGiven(relations)
        return wanted.every((urn) => given.has(urn))
      })
      return json(fitting.map(clientAnswer))
    },
  })

type OfAgent = { readonly party: OrgNo; readonly systemUserId: SystemUserId }
type AgentCall = Call<Person, { readonly params: OfAgent }>

/** The agent of a call, and its owner; or the answer of who may not see to its clients. */
async function agentOf({ views }: Functions, call: AgentCall): Promise<KnownAgent | Answer> {
  const { party: facilitator, systemUserId: systemUser } = call.input.params
  const of = { facilitator, systemUser, person: call.caller.person }
  const known = await agentAt(views, of, 'clients', call.atLeast)
  return 'code' in known ? agentReply(known, call) : known
}

/** One that there is not is told as a mistake in what was given (spec systemuser-api §1.7). */
export const agentReply = (
  refusal: AgentRefusal,
  call: Pick<Call<unknown, unknown>, 'trace' | 'accept'>,
): Answer =>
  refusal.code === 'system-user-not-found'
    ? bindingProblem({ return: ['System user not found'] }, call.trace, true)
    : refusalReply(refusal, call)

const delegationsRoute = (functions: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:party/:facilitator/:systemUserId/delegations`,
    access: portal,
    contract: z.object({
      params: z.object({ party: PartyInPath, facilitator: uuid, systemUserId: IdInPath }),
    }),
    handler: async (call) => {
      const known = await agentOf(functions, call)
      if (!('agent' in known)) return known
      const { agent, facilitator } = known
      if (facilitator.uuid !== call.input.params.facilitator)
        return refusalReply({ code: 'clients-forbidden' }, call)
      const clients = await assignedClients(functions.views, agent, call.atLeast)
      return json(clients.map((client) => delegationAnswer({ agent, client })))
    },
  })

const ClientOfAgent = z.object({
  params: z.object({ party: PartyInPath, systemUserId: IdInPath }),
  query: anyCase({ client: orAbsent(uuid), provider: orAbsent(uuid) }),
})

const assignRoute = (functions: Functions): Route =>
  route({
    method: 'POST',
    path: `${base}/:party/:systemUserId`,
    access: portal,
    problemsAsJson: true,
    contract: ClientOfAgent,
    handler: async (call) => {
      const { client: clientUuid, provider } = call.input.query
      const known = await agentOf(functions, call)
      if (!('agent' in known)) return known
      const { agent, facilitator } = known
      if (provider !== undefined && provider !== facilitator.uuid)
        return plainProblem(403, call.trace, { detail: 'The provider is another organisation.' })
      const client = clientUuid && (await organisationOf(functions.views, clientUuid))
      if (!client || provider === undefined) return refusalReply({ code: 'client-not-found' }, call)
      const of = { facilitator: agent.party, systemUser: agent.id, person: call.caller.person }
      const outcome = await functions.assignClient(
        { ...of, client: client.orgNo },
        call.commandOf(call.caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, () =>
        json([assignmentAnswer({ agent, client })]),
      )
    },
  })

/** The client, its provider, the party and the agent must all be of each other. */
const removeRoute = (functions: Functions): Route =>
  route({
    method: 'DELETE',
    path: `${base}/:party/:systemUserId/client`,
    access: portal,
    contract: ClientOfAgent,
    handler: async (call) => {
      const { client: clientUuid, provider } = call.input.query
      const known = await agentOf(functions, call)
      if (!('agent' in known)) return known
      const { agent, facilitator } = known
      const client = clientUuid && (await organisationOf(functions.views, clientUuid))
      if (!client || provider !== facilitator.uuid)
        return refusalReply({ code: 'client-not-removable' }, call)
      const of = { facilitator: agent.party, systemUser: agent.id, person: call.caller.person }
      const outcome = await functions.removeClient(
        { ...of, client: client.orgNo },
        call.commandOf(call.caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, () => empty(200))
    },
  })
