import { clientRoles } from '../domain/catalogue/client-relation.ts'
import { packagesInForce } from '../domain/decision/packages-in-force.ts'
import { delegationId } from '../domain/delegation/id.ts'
import { type AccessPackage, OrgNo, type ResourceId, type SystemUserId } from '../domain/values.ts'
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
  const found = await Promise.all(givers.map((giver) => reachOf(views, user, giver, position)))
  return found.filter((one) => one !== undefined)
}

async function reachOf(
  views: Views,
  systemUser: SystemUserView,
  giver: OrgNo,
  atLeast: Position,
): Promise<AuthorizedParty | undefined> {
  const { documents } = await views.fetch(
    [
      ref(grants, delegationId(systemUser.id, giver)),
      ref(parties, giver),
      ...clientRoles.map((code) => ref(roles, code)),
    ],
    atLeast,
  )
  const [grant, party, ...clientRoleDefinitions] = documents
  if (grant === undefined || party === undefined) return undefined
  const held = heldIn(systemUser, grant, party, clientRoleDefinitions)
  if (held.accessPackages.length === 0 && held.resources.length === 0) return undefined
  return { party, ...held, subUnits: await subUnits(views, giver, atLeast) }
}

type Definitions = Parameters<typeof packagesInForce>[0]['clientRoles']

function heldIn(
  systemUser: SystemUserView,
  grant: GrantView,
  client: PartyView,
  definitions: Definitions,
): Pick<AuthorizedParty, 'accessPackages' | 'resources'> {
  const inForce = packagesInForce({ systemUser, grant, client, clientRoles: definitions })
  if (typeof inForce === 'string') return { accessPackages: [], resources: [] }
  const resources = new Set(grant.rights.map(({ resource }) => resource))
  return { accessPackages: inForce, resources: [...resources].toSorted() }
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
