import { clientRoles } from '../domain/catalogue/client-relation.ts'
import { packagesInForce } from '../domain/decision/packages-in-force.ts'
import { delegationId } from '../domain/delegation/id.ts'
import { OrgNo, type SystemUserId } from '../domain/values.ts'
import { fetchGroups } from '../projections/fetch-groups.ts'
import { clientsOfAgent, grants, type GrantView } from '../projections/grants.ts'
import { liveSystems } from '../projections/live-systems.ts'
import { parties, type PartyView, subUnitsOf } from '../projections/parties.ts'
import type { Position } from '../projections/recorded.ts'
import { roles } from '../projections/roles.ts'
import { systemUsers, type SystemUserView } from '../projections/system-users.ts'
import { ref, type Views } from '../projections/views.ts'
import { openToParty } from './open-to-party.ts'
import { type HeldAt, partiesIn } from './party-hierarchy.ts'
import { wholeList } from './whole-list.ts'

/**
 * For whom a system user may do something at all, and by what (spec pdp §7): its own party, and for an agent the clients
 * that it was handed, by the same rule that decisions go by; and their sub-units. Nobody for one that is not active, or
 * whose system is gone.
 *
 * @throws {ViewsNotReady} {ViewsBehind}
 */
export async function heldBySystemUser(
  views: Views,
  id: SystemUserId,
  atLeast?: Position,
): Promise<readonly HeldAt[]> {
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
  const below = await Promise.all(reached.map(async (one) => heldBelow(views, one, position)))
  return openToParty(views, merged([...reached, ...below.flat()]), position)
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
): HeldAt | undefined {
  const accessPackages = packagesInForce({
    systemUser,
    grant,
    client: party,
    clientRoles: definitions,
  })
  if (typeof accessPackages === 'string') return undefined
  const resources = [...new Set(grant.rights.map(({ resource }) => resource))].toSorted()
  return accessPackages.length + resources.length > 0
    ? { party, roles: [], accessPackages, resources }
    : undefined
}

/** What a main unit gave counts for its sub-units. */
async function heldBelow(
  views: Views,
  held: HeldAt,
  atLeast: Position,
): Promise<readonly HeldAt[]> {
  const members = await wholeList(views, subUnitsOf(held.party.orgNo), atLeast)
  const units = await partiesIn(
    views,
    members.map((member) => OrgNo.parse(member)),
    atLeast,
  )
  return units.map((party) => ({ ...held, party }))
}

/** A sub-unit that gave something itself is one party all the same. */
function merged(held: readonly HeldAt[]): readonly HeldAt[] {
  const all = new Map<OrgNo, HeldAt>()
  for (const one of held) {
    const known = all.get(one.party.orgNo)
    all.set(one.party.orgNo, known === undefined ? one : together(known, one))
  }
  return [...all.values()]
}

const together = (one: HeldAt, other: HeldAt): HeldAt => ({
  ...one,
  accessPackages: [...new Set([...one.accessPackages, ...other.accessPackages])].toSorted(),
  resources: [...new Set([...one.resources, ...other.resources])].toSorted(),
})
