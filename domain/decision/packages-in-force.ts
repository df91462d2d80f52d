import { packagesGiven, relationsOf } from '../catalogue/client-relation.ts'
import type { AccessPackage } from '../values.ts'
import type { Reason } from './answer.ts'
import type { Facts } from './facts.ts'

type Known = {
  readonly systemUser: NonNullable<Facts['systemUser']>
  readonly grant: NonNullable<Facts['grant']>
  readonly client: Facts['client']
  readonly clientRoles: Facts['clientRoles']
}

/** Why nothing of a delegation counts today. */
export type Lost = Extract<
  Reason['code'],
  'agent-lost-packages' | 'no-longer-a-client' | 'client-gives-packages-no-more'
>

/**
 * Those of the packages delegated that count today, or why none does. An agent's count while the agent may still be
 * handed them; those of a client, while the client gives them to the agent's owner by a relation in the register. So a
 * relation that ends there ends what rests on it at once, with nothing left behind (spec pdp §5.3).
 */
export function packagesInForce({
  systemUser,
  grant,
  client,
  clientRoles = [],
}: Known): readonly AccessPackage[] | Lost {
  const { basis, accessPackages } = grant
  if (systemUser.kind === 'standard') return accessPackages
  const still = accessPackages.filter((urn) => systemUser.accessPackages.includes(urn))
  if (accessPackages.length > 0 && still.length === 0) return 'agent-lost-packages'
  if (basis.type === 'own-party') return still
  const relations = client ? relationsOf(client, systemUser.party, clientRoles) : []
  if (relations.length === 0) return 'no-longer-a-client'
  const given = packagesGiven(relations)
  const inForce = still.filter((urn) => given.has(urn))
  return inForce.length > 0 ? inForce : 'client-gives-packages-no-more'
}
