import { delegationId } from '../domain/delegation/id.ts'
import type { AccessPackage, OrgNo, PersonRef, Right, SystemUserId } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import { type PackagesNotDelegable, packagesToDelegate } from './access-packages.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { type RightNotDelegable, rightsToDelegate } from './delegation-check.ts'
import { done, type Outcome } from './outcome.ts'
import type { PoliciesInForce } from './policies-in-force.ts'

export type OwnParty = {
  readonly systemUser: SystemUserId
  readonly party: OrgNo
  /** Who gives it, and so whose it must be to give. */
  readonly person: PersonRef
  readonly rights: readonly Right[]
  readonly accessPackages: readonly AccessPackage[]
}

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'delegations'>
  readonly views: Views
  readonly policies: PoliciesInForce
}

/**
 * Delegates of a party's own rights to a system user, all or nothing: what the person cannot give stops the whole. It is
 * written before the system user is active, as it gives nothing alone and so does no harm where a crash, or another's
 * answer in the meantime, leaves it alone.
 */
export async function grantOwnParty(
  deps: Dependencies,
  { systemUser, party, person, rights: wanted, accessPackages }: OwnParty,
  context: CommandContext,
): Promise<Outcome<true, RightNotDelegable | PackagesNotDelegable>> {
  const rights = await rightsToDelegate(deps, { party, person, rights: wanted })
  if (!rights.done) return rights
  const packages = await packagesToDelegate(deps.views, { party, person, accessPackages })
  if (!packages.done) return packages
  const { position } = await deps.aggregates.delegations.execute(
    delegationId(systemUser, party),
    {
      type: 'Grant',
      systemUser,
      party,
      basis: { type: 'own-party' },
      rights: rights.value,
      accessPackages: packages.value,
      at: context.at,
    },
    context,
  )
  return done(true, position)
}
