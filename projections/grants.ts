import { z } from 'zod'
import { Actor } from '../domain/actor.ts'
import { Basis, DelegatedRight } from '../domain/delegation/events.ts'
import { delegationId } from '../domain/delegation/id.ts'
import { AccessPackage, Instant, OrgNo, SystemUserId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const GrantView = z.object({
  basis: Basis,
  rights: z.array(DelegatedRight),
  accessPackages: z.array(AccessPackage),
  at: Instant,
  by: Actor,
  event: z.uuid(),
  /** Whose agent holds it for which client; absent for a party's own. */
  agent: z.object({ systemUser: SystemUserId, client: OrgNo }).optional(),
})
export type GrantView = z.infer<typeof GrantView>

/** The clients that are assigned to an agent, by organisation number. */
export const clientsOfAgent = (systemUser: SystemUserId): string => `clients-of-agent:${systemUser}`

/** What of a party's rights a system user was given. It counts only while that system user is active. */
export const grants = projection({
  name: 'grants-2',
  document: GrantView,
  events: ['DelegationGranted', 'DelegationRevoked'],
  key: (event) => delegationId(event.systemUser, event.party),
  evolve: (_grant, event, { id, metadata }) => {
    if (event.type === 'DelegationRevoked') return undefined
    const { systemUser, party, basis, rights, accessPackages, at } = event
    const agent = basis.type === 'client' ? { systemUser, client: party } : undefined
    const given = { basis, rights, accessPackages, at, by: metadata.actor, event: id }
    return agent ? { ...given, agent } : given
  },
  entries: ({ agent }) =>
    agent ? [{ list: clientsOfAgent(agent.systemUser), member: agent.client }] : [],
})
