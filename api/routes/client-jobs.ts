import { z } from 'zod'
import { agentAt } from '../../application/agent-at.ts'
import { organisationOf } from '../../application/clients.ts'
import type { startClientJob } from '../../application/start-client-job.ts'
import type { OrgNo } from '../../domain/values.ts'
import { clientJobs } from '../../projections/client-jobs.ts'
import { ref, type Views } from '../../projections/views.ts'
import { personWith } from '../authentication.ts'
import { clientJobAnswer, ClientJobBody } from '../contracts/client.ts'
import { IdInPath, PartyInPath } from '../contracts/values.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { plainProblem, refusalReply } from '../problem-reply.ts'
import { agentReply } from './agent-clients.ts'

const base = '/authentication/api/v1/systemuser/agent'
const path = `${base}/:party/:systemUserId/clients/bulk`
const portal = personWith('altinn:portal/enduser')
const OfAgent = z.object({ party: PartyInPath, systemUserId: IdInPath })

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly publicUrl: () => string
  readonly startClientJob: ReturnType<typeof startClientJob>
  /** Somebody waits for jobs to be gone on with. */
  readonly hurryClientJobs: () => void
}

/** The same done with many clients of an agent, as a job that goes on by itself; beside the contract. */
export const clientJobRoutes = (functions: Functions): readonly Route[] => [
  startRoute(functions),
  readRoute(functions),
]

const startRoute = (functions: Functions): Route =>
  route({
    method: 'POST',
    path,
    access: portal,
    takes: 'json',
    contract: z.object({ params: OfAgent, body: ClientJobBody }),
    handler: async (call) => {
      const { params, body } = call.input
      const clients = body.clients && (await numbersOf(functions.views, body.clients))
      if (clients?.includes(undefined)) return refusalReply({ code: 'client-not-found' }, call)
      const { party: facilitator, systemUserId: systemUser } = params
      const outcome = await functions.startClientJob(
        {
          facilitator,
          systemUser,
          person: call.caller.person,
          action: body.action ?? 'assign',
          clients: clients?.filter((client) => client !== undefined),
        },
        call.commandOf(call.caller),
      )
      if (!outcome.done) return agentReply(outcome.refusal, call)
      functions.hurryClientJobs()
      return outcomeReply(outcome, { ...functions, ...call }, ({ id, total }) => {
        const own = path
          .replace(':party', String(Number(facilitator)))
          .replace(':systemUserId', systemUser)
        return json({ id, total }, 202, { location: `${functions.publicUrl()}${own}/${id}` })
      })
    },
  })

const numbersOf = (views: Views, uuids: readonly string[]): Promise<(OrgNo | undefined)[]> =>
  Promise.all(uuids.map(async (uuid) => (await organisationOf(views, uuid))?.orgNo))

const readRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${path}/:jobId`,
    access: portal,
    contract: z.object({ params: OfAgent.extend({ jobId: IdInPath }) }),
    handler: async (call) => {
      const { party: facilitator, systemUserId: systemUser, jobId } = call.input.params
      const of = { facilitator, systemUser, person: call.caller.person }
      const known = await agentAt(views, of, 'clients', call.atLeast)
      if ('code' in known) return agentReply(known, call)
      const { documents } = await views.fetch([ref(clientJobs, jobId)], call.atLeast)
      const [job] = documents
      return job?.systemUser === systemUser && job.facilitator === facilitator
        ? json(clientJobAnswer(job))
        : plainProblem(404, call.trace)
    },
  })
