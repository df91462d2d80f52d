import { z } from 'zod'
import { Actor } from '../domain/actor.ts'
import { Basis, DelegatedRight } from '../domain/delegation/events.ts'
import { delegationId } from '../domain/delegation/id.ts'
import { AccessPackage, Instant } from '../domain/values.ts'
import { projection } from './projection.ts'

export const GrantView = z.object({
  basis: Basis,
  rights: z.array(DelegatedRight),
  accessPackages: z.array(AccessPackage),
  at: Instant,
  by: Actor,
  event: z.uuid(),
})
export type GrantView = z.infer<typeof GrantView>

/** What of a party's rights a system user was given. It counts only while that system user is active. */
export const grants = projection({
  name: 'grants',
  document: GrantView,
  events: ['DelegationGranted', 'DelegationRevoked'],
  key: (event) => delegationId(event.systemUser, event.party),
  evolve: (_grant, event, { id, metadata }) => {
    if (event.type === 'DelegationRevoked') return undefined
    const { basis, rights, accessPackages, at } = event
    return { basis, rights, accessPackages, at, by: metadata.actor, event: id }
  },
})
