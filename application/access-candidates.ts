import { mainUnitOf } from '../domain/party/units.ts'
import { OrgNo, type PersonRef, ResourceId, SystemUserId } from '../domain/values.ts'
import { agentsOfClient, clientsOfAgent } from '../projections/grants.ts'
import { subUnitsOf } from '../projections/parties.ts'
import { partiesOfHolder } from '../projections/people-at-parties.ts'
import { currentPolicies } from '../projections/policies.ts'
import type { Position } from '../projections/recorded.ts'
import { resourceList } from '../projections/resources.ts'
import { systemUserOfMember, systemUsers, systemUsersOfParty } from '../projections/system-users.ts'
import { ref, type Views } from '../projections/views.ts'
import { partyAt } from './party-at.ts'
import type { PoliciesInForce } from './policies-in-force.ts'
import { wholeList } from './whole-list.ts'

// Who and what may come into question at all: never too few, as what is not among them is never asked about.

/** Every system user that the party, or its main unit, may have given something. */
export async function systemUsersOf(
  views: Views,
  party: OrgNo,
  atLeast?: Position,
): Promise<readonly SystemUserId[]> {
  const givers = await withMainUnit(views, party, atLeast)
  const found = await Promise.all(
    givers.map(async (giver) => [
      ...(await wholeList(views, systemUsersOfParty(giver), atLeast)).map(systemUserOfMember),
      ...(await wholeList(views, agentsOfClient(giver), atLeast)).map((id) =>
        SystemUserId.parse(id),
      ),
    ]),
  )
  return [...new Set(found.flat())].toSorted()
}

/** Every person who holds a role at the party or its main unit. */
export async function peopleOf(
  views: Views,
  party: OrgNo,
  atLeast?: Position,
): Promise<readonly PersonRef[]> {
  const units = await Promise.all(
    (await withMainUnit(views, party, atLeast)).map((unit) => partyAt(views, unit, atLeast)),
  )
  const holders = units.flatMap((unit) => unit?.roles ?? []).map(({ holder }) => holder)
  const people = holders.flatMap((holder) => (holder.type === 'person' ? [holder.person] : []))
  return [...new Set(people)].toSorted()
}

/** Every party, sub-units included, that may have given the system user something. */
export async function partiesOf(
  views: Views,
  systemUser: SystemUserId,
  atLeast?: Position,
): Promise<readonly OrgNo[]> {
  const { documents } = await views.fetch([ref(systemUsers, systemUser)], atLeast)
  const [user] = documents
  if (user === undefined) return []
  const clients = await wholeList(views, clientsOfAgent(systemUser), atLeast)
  const givers = [user.party, ...clients.map((client) => OrgNo.parse(client))]
  return withSubUnits(views, givers, atLeast)
}

/** Every party, sub-units included, at which the person may hold a role. */
export async function partiesOfPerson(
  views: Views,
  person: PersonRef,
  atLeast?: Position,
): Promise<readonly OrgNo[]> {
  const held = await wholeList(views, partiesOfHolder(person), atLeast)
  return withSubUnits(
    views,
    held.map((party) => OrgNo.parse(party)),
    atLeast,
  )
}

async function withSubUnits(
  views: Views,
  parties: readonly OrgNo[],
  atLeast: Position | undefined,
): Promise<readonly OrgNo[]> {
  const units = await Promise.all(
    parties.map((party) => wholeList(views, subUnitsOf(party), atLeast)),
  )
  return [...new Set([...parties, ...units.flat().map((unit) => OrgNo.parse(unit))])].toSorted()
}

/** Every resource of the registry. */
export const resourcesInQuestion = async (
  views: Views,
  atLeast?: Position,
): Promise<readonly ResourceId[]> =>
  (await wholeList(views, resourceList, atLeast)).map((id) => ResourceId.parse(id))

/** Every action that the resource's policy of today speaks of. */
export async function actionsOf(
  { views, policies }: { readonly views: Views; readonly policies: PoliciesInForce },
  resource: ResourceId,
  atLeast?: Position,
): Promise<readonly string[]> {
  const { documents } = await views.fetch([ref(currentPolicies, resource)], atLeast)
  const [current] = documents
  if (current === undefined) return []
  const { actions } = await policies.get(resource, current.version)
  return [...actions].toSorted()
}

async function withMainUnit(
  views: Views,
  party: OrgNo,
  atLeast: Position | undefined,
): Promise<readonly OrgNo[]> {
  const known = await partyAt(views, party, atLeast)
  const mainUnit = known && mainUnitOf(known)
  return mainUnit === undefined ? [party] : [party, mainUnit]
}
