import type { OrgNo, ResourceId } from '../domain/values.ts'
import { accessListMemberships, resourceAccessLists } from '../projections/access-lists.ts'
import { currentPolicies } from '../projections/policies.ts'
import type { Position } from '../projections/recorded.ts'
import { ref, type Views } from '../projections/views.ts'
import { limitsOf } from './limits-of.ts'
import type { HeldAt } from './party-hierarchy.ts'

/** Without the resources that are for others alone: those by whose access lists the party may do nothing. */
export async function openToParty(
  views: Views,
  held: readonly HeldAt[],
  atLeast?: Position,
): Promise<readonly HeldAt[]> {
  const named = [...new Set(held.flatMap(({ resources }) => resources))]
  const { documents, position } = await views.fetch(
    named.map((resource) => ref(currentPolicies, resource)),
    atLeast,
  )
  const limited = named.filter((_resource, i) => documents[i]?.byAccessList)
  if (limited.length === 0) return held
  const places = held.map(({ party }) => party.orgNo)
  const closed = await closedTo(views, { limited, parties: places, atLeast: position })
  return held
    .map((one) => ({
      ...one,
      resources: one.resources.filter((id) => !closed(one.party.orgNo, id)),
    }))
    .filter((one) => one.roles.length + one.accessPackages.length + one.resources.length > 0)
}

type Places = {
  readonly limited: readonly ResourceId[]
  readonly parties: readonly OrgNo[]
  readonly atLeast: Position
}

/** Is a resource closed to a party, whatever the action? */
async function closedTo(
  views: Views,
  { limited, parties, atLeast }: Places,
): Promise<(party: OrgNo, resource: ResourceId) => boolean> {
  const { documents: lists, position } = await views.fetch(
    limited.map((resource) => ref(resourceAccessLists, resource)),
    atLeast,
  )
  const { documents: standing } = await views.fetch(
    parties.map((party) => ref(accessListMemberships, party)),
    position,
  )
  const listsOf = new Map(limited.map((resource, i) => [resource, lists[i]]))
  const standingOf = new Map(parties.map((party, i) => [party, standing[i]]))
  return (party, resource) => {
    if (!listsOf.has(resource)) return false
    const limits = limitsOf(listsOf.get(resource), standingOf.get(party))
    const own = new Set(limits.memberships.map(({ id, edition }) => `${id} ${edition}`))
    return !limits.lists.some(({ id, edition }) => own.has(`${id} ${edition}`))
  }
}
