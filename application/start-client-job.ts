import type { ClientAction } from '../domain/client-job/events.ts'
import type { OrgNo } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import { agentAt, type AgentOf, type AgentRefusal } from './agent-at.ts'
import type { Aggregates } from './aggregates.ts'
import { assignedClients, availableClients } from './clients.ts'
import type { CommandContext } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'
import { done, type Outcome, refused } from './outcome.ts'

export type StartClientJob = AgentOf & {
  readonly action: ClientAction
  /** All that it can be done with, if none are named. */
  readonly clients?: readonly OrgNo[] | undefined
}

export type StartedClientJob = { readonly id: string; readonly total: number }

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'clientJobs'>
  readonly views: Views
  readonly deriveId: DeriveId
}

/**
 * Takes on the same for many clients of an agent. Nothing is done yet: each is seen to by itself, as if it were asked for
 * alone, and a client with which it cannot be done stops no other.
 */
export const startClientJob =
  ({ aggregates: { clientJobs }, views, deriveId }: Dependencies) =>
  async (
    { action, clients: named, ...of }: StartClientJob,
    context: CommandContext,
  ): Promise<Outcome<StartedClientJob, AgentRefusal>> => {
    const known = await agentAt(views, of, 'clients')
    if ('code' in known) return refused(known)
    const { agent } = known
    const all = action === 'assign' ? availableClients : assignedClients
    const clients = named ?? (await all(views, agent)).map(({ orgNo }) => orgNo)
    const id = deriveId(context.commandId, 'client-job')
    const { facilitator, systemUser, person } = of
    const wanted = { id, systemUser, facilitator, person, action, clients: [...clients] }
    const { position } = await clientJobs.execute(
      id,
      { type: 'StartClientJob', wanted, at: context.at },
      context,
    )
    return done({ id, total: new Set(clients).size }, position)
  }
