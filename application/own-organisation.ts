import { delegationId } from '../domain/delegation/id.ts'
import type { Views } from '../projections/views.ts'
import {
  definitionsOf,
  type PackagesNotDelegable,
  type PackagesRefused,
} from './access-packages.ts'
import { agentAt, type AgentOf, type AgentRefusal } from './agent-at.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import type { RightNotDelegable } from './delegation-check.ts'
import { grantOwnParty } from './grant-own-party.ts'
import { done, type Outcome, refused } from './outcome.ts'
import type { PoliciesInForce } from './policies-in-force.ts'

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'delegations'>
  readonly views: Views
  readonly policies: PoliciesInForce
}

export type OwnOrganisationRefusal =
  AgentRefusal | PackagesRefused | PackagesNotDelegable | RightNotDelegable

/**
 * Lets an agent act for the organisation that owns it as well, as if it were a client of its own: with all the agent's
 * packages, each of which must be such as can be given directly, and the person's to give.
 */
export const addOwnOrganisation =
  (deps: Dependencies) =>
  async (of: AgentOf, context: CommandContext): Promise<Outcome<true, OwnOrganisationRefusal>> => {
    const known = await agentAt(deps.views, of, 'access')
    if ('code' in known) return refused(known)
    const { accessPackages } = known.agent
    const definitions = await definitionsOf(deps.views, accessPackages)
    const others = accessPackages.filter((urn) => definitions.get(urn)?.isAssignable !== true)
    if (others.length > 0)
      return refused({ code: 'packages-not-assignable', accessPackages: others })
    const { facilitator: party, person, systemUser } = of
    return grantOwnParty(deps, { systemUser, party, person, rights: [], accessPackages }, context)
  }

/** The agent acts for its owner no more. */
export const removeOwnOrganisation =
  ({ aggregates: { delegations }, views }: Dependencies) =>
  async (of: AgentOf, context: CommandContext): Promise<Outcome<true, AgentRefusal>> => {
    const known = await agentAt(views, of, 'access')
    if ('code' in known) return refused(known)
    const { facilitator: party, systemUser } = of
    const { decision, position } = await delegations.execute(
      delegationId(systemUser, party),
      { type: 'Revoke', systemUser, party, at: context.at },
      context,
    )
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }
