import {
  type ClientRelation,
  clientRoles,
  packagesGiven,
  relationsOf,
} from '../domain/catalogue/client-relation.ts'
import type { RoleDefinition } from '../domain/catalogue/events.ts'
import { delegationId } from '../domain/delegation/id.ts'
import { OrgNo } from '../domain/values.ts'
import { clientsOfAgent, grants } from '../projections/grants.ts'
import { organisationsByUuid } from '../projections/organisations-by-uuid.ts'
import { clientsOf, parties, type PartyView } from '../projections/parties.ts'
import type { Position } from '../projections/recorded.ts'
import { roles } from '../projections/roles.ts'
import type { SystemUserView } from '../projections/system-users.ts'
import { ref, type Views } from '../projections/views.ts'
import { wholeList } from './whole-list.ts'

/** A client of a facilitator, and what makes it one. */
export type KnownClient = {
  readonly party: PartyView
  readonly relations: readonly ClientRelation[]
}

type Definitions = readonly (RoleDefinition | undefined)[]

async function definitionsOf(views: Views): Promise<Definitions> {
  const { documents } = await views.fetch(clientRoles.map((code) => ref(roles, code)))
  return documents
}

const partiesOf = async (
  views: Views,
  members: readonly string[],
  atLeast?: Position,
): Promise<readonly PartyView[]> => {
  const refs = members.map((member) => ref(parties, OrgNo.parse(member)))
  const { documents } = await views.fetch(refs, atLeast)
  return documents.filter((party) => party !== undefined)
}

/** Every client of a facilitator that gives it something, by organisation number. */
export async function clientsOfFacilitator(
  views: Views,
  facilitator: OrgNo,
  atLeast?: Position,
): Promise<readonly KnownClient[]> {
  const definitions = await definitionsOf(views)
  const members = await wholeList(views, clientsOf(facilitator), atLeast)
  return (await partiesOf(views, members, atLeast))
    .map((party) => ({ party, relations: relationsOf(party, facilitator, definitions) }))
    .filter(({ relations }) => relations.some(({ packages }) => packages.length > 0))
}

/** One client of a facilitator; undefined if the organisation is none, or is not in the register. */
export async function clientOfFacilitator(
  views: Views,
  facilitator: OrgNo,
  client: OrgNo,
): Promise<KnownClient | undefined> {
  const definitions = await definitionsOf(views)
  const [party] = await partiesOf(views, [client])
  const relations = party ? relationsOf(party, facilitator, definitions) : []
  return party && relations.length > 0 ? { party, relations } : undefined
}

/** Does the client give all that the agent must have? (spec systemuser-api §2.7) */
export function givesAll(
  { relations }: KnownClient,
  { accessPackages }: Pick<SystemUserView, 'accessPackages'>,
): boolean {
  const given = packagesGiven(relations)
  return accessPackages.length > 0 && accessPackages.every((urn) => given.has(urn))
}

/** The clients that are assigned to an agent, by organisation number, whether or not they still are clients. */
export async function assignedClients(
  views: Views,
  { id }: Pick<SystemUserView, 'id'>,
  atLeast?: Position,
): Promise<readonly PartyView[]> {
  return partiesOf(views, await wholeList(views, clientsOfAgent(id), atLeast), atLeast)
}

/** Those that could be assigned to an agent, and are not yet. */
export async function availableClients(
  views: Views,
  agent: SystemUserView,
  atLeast?: Position,
): Promise<readonly PartyView[]> {
  const clients = await clientsOfFacilitator(views, agent.party, atLeast)
  const assigned = new Set(await wholeList(views, clientsOfAgent(agent.id), atLeast))
  return clients
    .filter((client) => givesAll(client, agent) && !assigned.has(client.party.orgNo))
    .map(({ party }) => party)
}

/** The organisation that has this uuid in the register now. */
export async function organisationOf(views: Views, uuid: string): Promise<PartyView | undefined> {
  const { documents } = await views.fetch([ref(organisationsByUuid, uuid.toLowerCase())])
  const [found] = documents
  const [party] = found ? await partiesOf(views, [found.orgNo]) : []
  return party?.uuid === uuid.toLowerCase() ? party : undefined
}

/** Does an agent hold something of its owner's own? */
export async function holdsOwn(views: Views, agent: SystemUserView): Promise<boolean> {
  const { documents } = await views.fetch([ref(grants, delegationId(agent.id, agent.party))])
  return documents[0] !== undefined
}
