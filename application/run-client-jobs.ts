import { clientsLeft } from '../domain/client-job/state.ts'
import type { ClientResult } from '../domain/client-job/events.ts'
import type { Instant, OrgNo } from '../domain/values.ts'
import {
  clientJobs,
  type ClientJobView,
  jobOfMember,
  openClientJobs,
} from '../projections/client-jobs.ts'
import { ref, type Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import { assignClient } from './assign-client.ts'
import type { CommandContext } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'
import { removeClient } from './remove-client.ts'

/** So many results are recorded in one event: what a crash leaves to be done again, to no effect. */
const pieceMax = 20
const jobsMax = 100

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'clientJobs' | 'delegations'>
  readonly views: Views
  readonly deriveId: DeriveId
}

/**
 * Goes on with every job of which something is left, the oldest first. It keeps no place of its own: what is left is in
 * the read models, so whichever process comes next takes it up. A client that was seen to twice is recorded once.
 *
 * @returns how many clients were seen to.
 * @throws {ViewsNotReady} {ViewsBehind} {EventStoreUnavailable}; what was done by then stays done.
 */
export const runClientJobs = (deps: Dependencies) => {
  const see = seeToClient(deps)
  return async (now: () => Instant): Promise<number> => {
    const { position, members } = await deps.views.list(openClientJobs, { limit: jobsMax })
    const refs = members.map((member) => ref(clientJobs, jobOfMember(member)))
    const { documents } = await deps.views.fetch(refs, position)
    let seen = 0
    for (const job of documents) if (job) seen += await runJob(deps, see, job, now)
    return seen
  }
}

type SeeToClient = ReturnType<typeof seeToClient>

async function runJob(
  { aggregates, deriveId }: Dependencies,
  see: SeeToClient,
  job: ClientJobView,
  now: () => Instant,
): Promise<number> {
  const left = clientsLeft(job)
  for (let i = 0; i < left.length; i += pieceMax) {
    const results: ClientResult[] = []
    for (const client of left.slice(i, i + pieceMax))
      results.push({ client, outcome: await see(job, client, now()) })
    const at = now()
    const context = contextOf(deriveId(job.id, 'results', left[i] ?? ''), job, at)
    await aggregates.clientJobs.execute(
      job.id,
      { type: 'RecordClientResults', results, at },
      context,
    )
  }
  return left.length
}

/** The same as what the person would be told: `done`, or why not. */
function seeToClient(deps: Dependencies) {
  const actions = { assign: assignClient(deps), remove: removeClient(deps) }
  return async (job: ClientJobView, client: OrgNo, at: Instant): Promise<string> => {
    const { facilitator, systemUser, person, action } = job
    const context = contextOf(deps.deriveId(job.id, action, client), job, at)
    const outcome = await actions[action]({ facilitator, systemUser, person, client }, context)
    return outcome.done ? 'done' : outcome.refusal.code
  }
}

const contextOf = (
  commandId: string,
  { id, person }: ClientJobView,
  at: Instant,
): CommandContext => ({
  commandId,
  at,
  actor: { type: 'person', person },
  correlationId: id,
  causationId: id,
})
