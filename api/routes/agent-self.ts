import { z } from 'zod'
import { agentAt } from '../../application/agent-at.ts'
import { holdsOwn } from '../../application/clients.ts'
import type {
  addOwnOrganisation,
  OwnOrganisationRefusal,
  removeOwnOrganisation,
} from '../../application/own-organisation.ts'
import type { Outcome } from '../../application/outcome.ts'
import type { Views } from '../../projections/views.ts'
import { type Person, personWith } from '../authentication.ts'
import { IdInPath, PartyInPath } from '../contracts/values.ts'
import { type Answer, json } from '../http/answer.ts'
import { anyCase } from '../http/any-case.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { refusalReply } from '../problem-reply.ts'
import { agentReply } from './agent-clients.ts'

const path = '/authentication/api/v1/systemuser/agent/:party/:systemUserId/self'
const portal = personWith('altinn:portal/enduser')

const Own = z.object({
  params: z.object({ party: PartyInPath, systemUserId: IdInPath }),
  query: anyCase({ partyUuid: z.uuid({ error: 'The value is not valid.' }) }),
})

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly addOwnOrganisation: ReturnType<typeof addOwnOrganisation>
  readonly removeOwnOrganisation: ReturnType<typeof removeOwnOrganisation>
}

type OwnCall = Call<Person, z.infer<typeof Own>>

/** An agent that acts for its owner as well, for those who manage the owner's access (A5–A7). */
export const agentSelfRoutes = (functions: Functions): readonly Route[] => [
  route({
    method: 'GET',
    path,
    access: portal,
    problemsAsJson: true,
    contract: Own,
    handler: async (call) => {
      const known = await ownAgent(functions, call)
      return 'agent' in known ? json(await holdsOwn(functions.views, known.agent)) : known
    },
  }),
  changeRoute(functions, 'POST', functions.addOwnOrganisation),
  changeRoute(functions, 'DELETE', functions.removeOwnOrganisation),
]

type Change = (
  of: Parameters<typeof agentAt>[1],
  context: ReturnType<OwnCall['commandOf']>,
) => Promise<Outcome<true, OwnOrganisationRefusal>>

const changeRoute = (functions: Functions, method: 'POST' | 'DELETE', change: Change): Route =>
  route({
    method,
    path,
    access: portal,
    problemsAsJson: true,
    contract: Own,
    handler: async (call) => {
      const known = await ownAgent(functions, call)
      if (!('agent' in known)) return known
      const outcome = await change(ofCall(call), call.commandOf(call.caller))
      return outcomeReply(outcome, { ...functions, ...call }, () => json(true))
    },
  })

const ofCall = ({ caller, input: { params } }: OwnCall) => ({
  facilitator: params.party,
  systemUser: params.systemUserId,
  person: caller.person,
})

/** The party and its uuid must be of each other. */
async function ownAgent({ views }: Functions, call: OwnCall) {
  const known = await agentAt(views, ofCall(call), 'access', call.atLeast)
  if ('code' in known) return agentReply(known, call)
  const isOwn = known.facilitator.uuid === call.input.query.partyUuid.toLowerCase()
  const answer: Answer = refusalReply({ code: 'clients-forbidden' }, call)
  return isOwn ? known : answer
}
