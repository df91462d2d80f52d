import { administersClients, managesAccess } from '../domain/catalogue/standing.ts'
import type { OrgNo, PersonRef, SystemUserId } from '../domain/values.ts'
import type { PartyView } from '../projections/parties.ts'
import type { Views } from '../projections/views.ts'
import { systemUsers, type SystemUserView } from '../projections/system-users.ts'
import { ref } from '../projections/views.ts'
import type { Position } from '../projections/recorded.ts'
import { standingAt } from './standing-at.ts'

export type AgentRefusal =
  | { readonly code: 'not-client-administrator' }
  | { readonly code: 'not-access-manager' }
  | { readonly code: 'system-user-not-found' }
  | { readonly code: 'agent-expected' }

/** What the person must be allowed to at the facilitator. */
type Duty = 'clients' | 'access'

export type AgentOf = {
  readonly facilitator: OrgNo
  readonly systemUser: SystemUserId
  readonly person: PersonRef
}

export type KnownAgent = { readonly agent: SystemUserView; readonly facilitator: PartyView }

/**
 * An agent and the facilitator that owns it, for a person who may see to it: for clients a client administrator, for the
 * rest an access manager (spec systemuser-api §1.7). One of another party is as none at all.
 */
export async function agentAt(
  views: Views,
  { facilitator: orgNo, systemUser, person }: AgentOf,
  duty: Duty,
  atLeast?: Position,
): Promise<KnownAgent | AgentRefusal> {
  const standing = await standingAt(views, person, orgNo)
  const isAllowed = duty === 'clients' ? administersClients : managesAccess
  if (standing === undefined || !isAllowed(standing))
    return { code: duty === 'clients' ? 'not-client-administrator' : 'not-access-manager' }
  const { documents } = await views.fetch([ref(systemUsers, systemUser)], atLeast)
  const [agent] = documents
  if (agent?.party !== orgNo || agent.status !== 'active') return { code: 'system-user-not-found' }
  return agent.kind === 'agent'
    ? { agent, facilitator: standing.party }
    : { code: 'agent-expected' }
}
