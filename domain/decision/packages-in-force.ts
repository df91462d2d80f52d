import { packagesGiven, relationsOf } from '../catalogue/client-relation.ts'
import type { AccessPackage } from '../values.ts'
import type { Reason } from './answer.ts'
import type { Facts } from './facts.ts'

type Known = Pick<Facts, 'client' | 'clientRoles'> & {
  readonly systemUser: NonNullable<Facts['systemUser']>
  readonly grant: NonNullable<Facts['grant']>
}

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
}: Known): readonly AccessPackage[] | Reason {
  const { basis, accessPackages } = grant
  if (systemUser.kind === 'standard') return accessPackages
  const still = accessPackages.filter((urn) => systemUser.accessPackages.includes(urn))
  if (accessPackages.length > 0 && still.length === 0) return { code: 'agent-lost-packages' }
  if (basis.type === 'own-party') return still
  const relations = client ? relationsOf(client, systemUser.party, clientRoles) : []
  if (relations.length === 0) return { code: 'no-longer-a-client' }
  const given = packagesGiven(relations)
  const inForce = still.filter((urn) => given.has(urn))
  return inForce.length > 0 ? inForce : { code: 'client-gives-packages-no-more' }
}
