import { packagesToGive, policyRoleCodes } from '../domain/catalogue/standing.ts'
import { isOnList } from '../domain/decision/access-lists.ts'
import { delegableRights, type Giver } from '../domain/delegation/delegable-rights.ts'
import type { DelegatedRight } from '../domain/delegation/events.ts'
import { subjectAttribute } from '../domain/policy/altinn-attributes.ts'
import type { PolicyRight } from '../domain/policy/rights.ts'
import type { AccessPackage, OrgNo, PersonRef, ResourceId, Right } from '../domain/values.ts'
import { accessListMemberships, resourceAccessLists } from '../projections/access-lists.ts'
import { currentPolicies } from '../projections/policies.ts'
import { resources } from '../projections/resources.ts'
import { ref, type Views } from '../projections/views.ts'
import { limitsOf } from './limits-of.ts'
import { done, type Outcome, refused } from './outcome.ts'
import type { PoliciesInForce } from './policies-in-force.ts'
import { standingAt } from './standing-at.ts'

type Dependencies = { readonly views: Views; readonly policies: PoliciesInForce }

type Wanted = {
  readonly party: OrgNo
  readonly person: PersonRef
  readonly rights: readonly Right[]
}

export type RightNotDelegable = {
  /** By whose lack: the resource itself cannot be given, or the person lacks a role or an access package for it. */
  readonly code:
    | 'right-not-delegable'
    | 'package-missing'
    | 'resource-not-delegable'
    | 'resource-is-a-scope'
    | 'party-not-on-access-list'
  readonly resource: ResourceId
}

/**
 * What the person can hand on of each resource asked for, of the party's rights. At least one right of each is enough
 * (spec pdp §6.2); a resource of which there is none refuses the whole.
 */
export async function rightsToDelegate(
  deps: Dependencies,
  { party, person, rights }: Wanted,
): Promise<Outcome<DelegatedRight[], RightNotDelegable>> {
  const giver = await giverOf(deps.views, party, person)
  const delegated: DelegatedRight[] = []
  for (const resource of new Set(rights.map((right) => right.resource))) {
    const own = await delegableRightsOf(deps, { resource, party }, giver)
    if (typeof own === 'string') return refused({ code: own, resource })
    delegated.push(...own)
  }
  return done(delegated)
}

async function delegableRightsOf(
  { views, policies }: Dependencies,
  { resource, party }: { readonly resource: ResourceId; readonly party: OrgNo },
  giver: Giver,
): Promise<DelegatedRight[] | RightNotDelegable['code']> {
  const { documents } = await views.fetch([
    ref(resources, resource),
    ref(currentPolicies, resource),
    ref(resourceAccessLists, resource),
    ref(accessListMemberships, party),
  ])
  const [registered, current, lists, memberships] = documents
  if (registered?.content.resourceType === 'MaskinportenSchema') return 'resource-is-a-scope'
  if (!registered?.content.delegable || current === undefined) return 'resource-not-delegable'
  const policy = await policies.get(resource, current.version)
  const rights = [...policy.rights.values()]
  const own = delegableRights(resource, rights, giver)
  const limits = current.byAccessList && limitsOf(lists, memberships)
  const within = limits ? own.filter(({ action }) => isOnList(limits, action)) : own
  if (within.length > 0) return within
  if (own.length > 0) return 'party-not-on-access-list'
  return isForRoles(rights) ? 'right-not-delegable' : 'package-missing'
}

/** Does the policy give anything to somebody for a role? If not, packages are the only way to it. */
const isForRoles = (rights: readonly PolicyRight[]): boolean =>
  rights.some(({ subjects }) =>
    subjects.some(({ attributes }) =>
      attributes.some(({ id }) => id === subjectAttribute.roleCode),
    ),
  )

async function giverOf(views: Views, orgNo: OrgNo, person: PersonRef): Promise<Giver> {
  const standing = (await standingAt(views, person, orgNo)) ?? { roles: [], form: '' }
  const packages = [...packagesToGive(standing)].map(suffixOf)
  return { roleCodes: policyRoleCodes(standing), packages: new Set(packages) }
}

const suffixOf = (urn: AccessPackage): string => urn.slice(urn.lastIndexOf(':') + 1)
