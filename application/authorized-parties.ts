import { clientRoles } from '../domain/catalogue/client-relation.ts'
import { packagesInForce } from '../domain/decision/packages-in-force.ts'
import { delegationId } from '../domain/delegation/id.ts'
import { type AccessPackage, OrgNo, type ResourceId, type SystemUserId } from '../domain/values.ts'
import { fetchGroups } from '../projections/fetch-groups.ts'
import { clientsOfAgent, grants, type GrantView } from '../projections/grants.ts'
import { liveSystems } from '../projections/live-systems.ts'
import { parties, type PartyView, subUnitsOf } from '../projections/parties.ts'
import type { Position } from '../projections/recorded.ts'
import { roles } from '../projections/roles.ts'
import { systemUsers, type SystemUserView } from '../projections/system-users.ts'
import { ref, type Views } from '../projections/views.ts'
import { wholeList } from './whole-list.ts'

/** A party for which a system user holds something that counts today, and the sub-units for which it counts as well. */
export type AuthorizedParty = {
  readonly party: PartyView
  readonly accessPackages: readonly AccessPackage[]
  readonly resources: readonly ResourceId[]
  readonly subUnits: readonly PartyView[]
}

/**
 * For whom a system user may do something at all (spec pdp §7): its own party, and for an agent the clients that it was
 * handed, by the same rule that decisions go by. Nobody for one that is not active, or whose system is gone.
 *
 * @throws {ViewsNotReady} {ViewsBehind}
 */
export async function authorizedParties(
  views: Views,
  id: SystemUserId,
  atLeast?: Position,
): Promise<readonly AuthorizedParty[]> {
  const { documents, position } = await views.fetch([ref(systemUsers, id)], atLeast)
  const [user] = documents
  if (user?.status !== 'active') return []
  const { documents: live } = await views.fetch([ref(liveSystems, user.systemId)], position)
  if (live[0] === undefined) return []
  const clients = await wholeList(views, clientsOfAgent(id), position)
  const givers = [...new Set([user.party, ...clients.map((client) => OrgNo.parse(client))])]
  const { some, others } = await fetchGroups(
    views,
    { some: givers.map((giver) => givenBy(id, giver)), others: [clientRoleRefs] },
    position,
  )
  const reached = some.flatMap(([grant, party]) => {
    const held = grant && party && heldIn(user, { grant, party, clientRoles: others[0] })
    return held === undefined ? [] : [held]
  })
  return Promise.all(
    reached.map(async (one) => ({
      ...one,
      subUnits: await subUnits(views, one.party.orgNo, position),
    })),
  )
}

const clientRoleRefs = clientRoles.map((code) => ref(roles, code))

const givenBy = (id: SystemUserId, giver: OrgNo) =>
  [ref(grants, delegationId(id, giver)), ref(parties, giver)] as const

type Giving = {
  readonly grant: GrantView
  readonly party: PartyView
  readonly clientRoles: Parameters<typeof packagesInForce>[0]['clientRoles']
}

/** What of a grant counts today; nothing if none of it does. */
function heldIn(
  systemUser: SystemUserView,
  { grant, party, clientRoles: definitions }: Giving,
): Omit<AuthorizedParty, 'subUnits'> | undefined {
  const accessPackages = packagesInForce({
    systemUser,
    grant,
    client: party,
    clientRoles: definitions,
  })
  if (typeof accessPackages === 'string') return undefined
  const resources = [...new Set(grant.rights.map(({ resource }) => resource))].toSorted()
  return accessPackages.length + resources.length > 0
    ? { party, accessPackages, resources }
    : undefined
}

async function subUnits(
  views: Views,
  mainUnit: OrgNo,
  atLeast: Position,
): Promise<readonly PartyView[]> {
  const members = await wholeList(views, subUnitsOf(mainUnit), atLeast)
  const refs = members.map((member) => ref(parties, OrgNo.parse(member)))
  const { documents } = await views.fetch(refs, atLeast)
  return documents.filter((unit) => unit !== undefined)
}
