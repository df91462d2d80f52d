import { delegationId } from '../domain/delegation/id.ts'
import type { OrgNo } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import { agentAt, type AgentOf, type AgentRefusal } from './agent-at.ts'
import type { Aggregates } from './aggregates.ts'
import { clientOfFacilitator, givesAll } from './clients.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

export type AssignClient = AgentOf & { readonly client: OrgNo }

export type AssignClientRefusal =
  AgentRefusal | { readonly code: 'client-not-found' } | { readonly code: 'client-lacks-packages' }

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'delegations'>
  readonly views: Views
}

/**
 * Hands a client to a facilitator's agent: the agent holds all its packages for that client, or nothing. The client must
 * give the facilitator every one of them. One that is assigned already stays so; after the agent's packages have changed
 * it is assigned anew. Whether the relation still holds is asked again at every decision.
 */
export const assignClient =
  ({ aggregates: { delegations }, views }: Dependencies) =>
  async (
    { client, ...of }: AssignClient,
    context: CommandContext,
  ): Promise<Outcome<true, AssignClientRefusal>> => {
    const known = await agentAt(views, of, 'clients')
    if ('code' in known) return refused(known)
    const { agent } = known
    const { facilitator } = of
    const found = await clientOfFacilitator(views, facilitator, client)
    if (found === undefined) return refused({ code: 'client-not-found' })
    if (!givesAll(found, agent)) return refused({ code: 'client-lacks-packages' })
    const { decision, position } = await delegations.execute(
      delegationId(agent.id, client),
      {
        type: 'Grant',
        systemUser: agent.id,
        party: client,
        basis: { type: 'client', facilitator, roles: found.relations.map(({ role }) => role.code) },
        rights: [],
        accessPackages: agent.accessPackages,
        at: context.at,
      },
      context,
    )
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }
