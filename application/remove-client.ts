import { delegationId } from '../domain/delegation/id.ts'
import type { OrgNo } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import { agentAt, type AgentOf, type AgentRefusal } from './agent-at.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

export type RemoveClient = AgentOf & { readonly client: OrgNo }

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'delegations'>
  readonly views: Views
}

/**
 * Takes a client back from an agent, over all the roles by which it was one, in one event. One that is not assigned, or
 * is no client any more, is taken back all the same. The facilitator's own organisation is no client of its own.
 */
export const removeClient =
  ({ aggregates: { delegations }, views }: Dependencies) =>
  async (
    { client, ...of }: RemoveClient,
    context: CommandContext,
  ): Promise<Outcome<true, AgentRefusal | { readonly code: 'client-not-removable' }>> => {
    const known = await agentAt(views, of, 'clients')
    if ('code' in known) return refused(known)
    if (client === of.facilitator) return refused({ code: 'client-not-removable' })
    const { decision, position } = await delegations.execute(
      delegationId(known.agent.id, client),
      { type: 'Revoke', systemUser: known.agent.id, party: client, at: context.at },
      context,
    )
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }
