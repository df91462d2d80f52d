import { z } from 'zod'
import { Actor } from '../domain/actor.ts'
import { Basis, DelegatedRight } from '../domain/delegation/events.ts'
import { delegationId } from '../domain/delegation/id.ts'
import type { SystemUserChangeApproved } from '../domain/system-user/change-events.ts'
import { changed } from '../domain/system-user/changes.ts'
import { AccessPackage, Instant, OrgNo, SystemUserId } from '../domain/values.ts'
import { projection } from './projection.ts'
import type { Recorded } from './recorded.ts'

export const GrantView = z.object({
  basis: Basis,
  rights: z.array(DelegatedRight),
  accessPackages: z.array(AccessPackage),
  /** A change of the system user was approved since it was granted. */
  changed: z.literal(true).optional(),
  at: Instant,
  by: Actor,
  event: z.uuid(),
  /** Whose agent holds it for which client; absent for a party's own. */
  agent: z.object({ systemUser: SystemUserId, client: OrgNo }).optional(),
})
export type GrantView = z.infer<typeof GrantView>

/** The clients that are assigned to an agent, by organisation number. */
export const clientsOfAgent = (systemUser: SystemUserId): string => `clients-of-agent:${systemUser}`

/** The agents to which a client is assigned, by their ids. */
export const agentsOfClient = (client: OrgNo): string => `agents-of-client:${client}`

/** What of a party's rights a system user was given. It counts only while that system user is active. */
export const grants = projection({
  name: 'grants-4',
  document: GrantView,
  events: ['DelegationGranted', 'DelegationRevoked', 'SystemUserChangeApproved'],
  key: (event) =>
    event.type === 'SystemUserChangeApproved'
      ? delegationId(event.id, event.party)
      : delegationId(event.systemUser, event.party),
  evolve: (grant, event, recorded): GrantView | undefined => {
    switch (event.type) {
      case 'DelegationRevoked':
        return undefined
      case 'SystemUserChangeApproved':
        return event.kind === 'agent' ? grant : afterChange(grant, event, recorded)
      case 'DelegationGranted': {
        // Somebody approved the first request late, when it had been approved and changed already.
        if (grant?.changed && event.basis.type === 'own-party') return grant
        const { systemUser, party, basis, rights, accessPackages, at } = event
        const agent = basis.type === 'client' ? { systemUser, client: party } : undefined
        const given = { basis, rights, accessPackages, at, ...stepOf(recorded) }
        return agent ? { ...given, agent } : given
      }
    }
  },
  entries: ({ agent }) =>
    agent
      ? [
          { list: clientsOfAgent(agent.systemUser), member: agent.client },
          { list: agentsOfClient(agent.client), member: agent.systemUser },
        ]
      : [],
})

function afterChange(
  grant: GrantView | undefined,
  change: SystemUserChangeApproved,
  recorded: Recorded,
): GrantView {
  const held = grant ?? { rights: [], accessPackages: [] }
  return {
    basis: { type: 'own-party' },
    ...changed(held, change),
    changed: true,
    at: change.at,
    ...stepOf(recorded),
  }
}

const stepOf = ({ id, metadata }: Recorded) => ({ by: metadata.actor, event: id })
