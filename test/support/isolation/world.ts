import { z } from 'zod'
import { PersonRef } from '../../../domain/values.ts'
import { accounting } from '../agent-story.ts'
import { fishers, listScope } from '../access-list-desk.ts'
import { clientWorld, registerSays, uuidOf } from '../client-world.ts'
import { otherParty, otherVendor, owner, party, vendor } from '../fixtures.ts'
import {
  registerPath,
  registerScope,
  requestBody,
  requestPath,
  resource,
  system,
  systemBody,
  systemUserPath,
  writeScope,
} from '../story-world.ts'

/** Leads the client, and has nothing to do with the party. */
export const per = PersonRef.parse('1b4e28ba-2fa1-41d2-883f-0016d3cca427')

/** What a path or a body can name. */
export type Ids = {
  readonly party: string
  readonly partyUuid: string
  readonly client: string
  readonly system: string
  /** One that people may choose. */
  readonly visibleSystem: string
  /** That of the system user. */
  readonly userSystem: string
  readonly change: string
  readonly vendor: string
  readonly externalRef: string
  readonly request: string
  readonly agentRequest: string
  readonly user: string
  readonly agent: string
  readonly job: string
  readonly resource: string
  readonly accessList: string
}

export type Isolated = {
  readonly world: Awaited<ReturnType<typeof clientWorld>>['world']
  readonly own: Ids
  /** Of nothing that there is, for the same party. */
  readonly nothing: Ids
  /** Another vendor's. */
  readonly foreign: Ids
}

const Made = z.object({ id: z.string() })
const none = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99'
const otherSystem = `${otherVendor}_annet`
const otherAgents = `${otherVendor}_agenter`
const ownSystem = `${system}_eget`
const visibleSystem = `${system}_nytt`

export const changePath = '/authentication/api/v1/systemuser/changerequest/vendor'
const firstChange = '0b9c7a52-3f1e-4d8a-8f6e-2a7d5c4b3e01'
const secondChange = '0b9c7a52-3f1e-4d8a-8f6e-2a7d5c4b3e02'
/** What a vendor can always ask for: less. */
export const lessAccess = {
  requiredRights: [],
  unwantedRights: [{ resource: [{ id: 'urn:altinn:resource', value: resource }] }],
  requiredAccessPackages: [],
  unwantedAccessPackages: [],
}

/** A world in which there is one of everything that a route can be asked for, of two vendors. */
export async function isolatedWorld(): Promise<Isolated> {
  const { world, pias, agent, base, accountantOf } = await clientWorld()
  await registerSays(world, otherParty, [
    { role: 'daglig-leder', holder: { type: 'person', person: per } },
    accountantOf(party),
  ])
  const idOf = async (by: string, path: string, body: unknown): Promise<string> =>
    Made.parse((await world.call(by, 'POST', path, { body })).json()).id
  const vendors = await world.organisation(vendor, `${writeScope} ${registerScope}`)
  const others = await world.organisation(otherVendor, `${writeScope} ${registerScope}`)
  const ask = (by: string, changes: Readonly<Record<string, unknown>>) =>
    idOf(by, `${requestPath}/vendor`, requestBody({ redirectUrl: undefined, ...changes }))
  const register = (by: string, changes: Readonly<Record<string, unknown>>) =>
    world.call(by, 'POST', registerPath, { body: systemBody({ isVisible: true, ...changes }) })
  await register(vendors, { id: ownSystem, clientId: ['eget'] })
  await register(vendors, { id: visibleSystem, clientId: ['nytt'] })
  const theirs = { ID: `0192:${otherVendor}` }
  await register(others, { id: otherSystem, vendor: theirs, clientId: ['annet'] })
  await register(others, {
    id: otherAgents,
    vendor: theirs,
    clientId: [],
    isVisible: false,
    accessPackages: [{ urn: accounting }],
  })
  const make = (systemId: string) =>
    idOf(pias, `${systemUserPath}/${Number(party)}/create`, { integrationTitle: 'Vårt', systemId })
  const agentRequestOf = (by: string, systemId: string) =>
    idOf(by, `${requestPath}/vendor/agent`, {
      systemId,
      partyOrgNo: party,
      externalRef: 'waiting',
      accessPackages: [{ urn: accounting }],
    })
  const agentRequest = await agentRequestOf(vendors, system)
  const job = await idOf(pias, `${base}/${agent}/clients/bulk`, {})
  const user = await make(ownSystem)
  const foreignUser = await make(otherSystem)
  const changeOf = async (by: string, id: string, systemUser: string): Promise<string> => {
    const path = `${changePath}?correlation-id=${id}&system-user-id=${systemUser}`
    return idOf(by, path, lessAccess)
  }
  const owners = await world.organisation(owner, listScope)
  await world.call(owners, 'PUT', fishers, { body: { name: 'Fiskere' } })
  const own: Ids = {
    party: String(Number(party)),
    partyUuid: uuidOf(party),
    client: uuidOf(otherParty),
    system,
    visibleSystem,
    vendor,
    externalRef: 'kunde-17',
    request: await ask(vendors, {}),
    agentRequest,
    user,
    userSystem: ownSystem,
    change: await changeOf(vendors, firstChange, user),
    agent,
    job,
    resource,
    accessList: 'fiskere',
  }
  const missing = {
    change: none,
    request: none,
    agentRequest: none,
    user: none,
    agent: none,
    job: none,
  }
  const noSystem = `${vendor}_none`
  const nothing: Ids = {
    ...own,
    ...missing,
    system: noSystem,
    userSystem: noSystem,
    visibleSystem: noSystem,
    externalRef: 'none',
  }
  const foreign: Ids = {
    ...own,
    system: otherSystem,
    visibleSystem: otherSystem,
    agentRequest: await agentRequestOf(others, otherAgents),
    vendor: otherVendor,
    externalRef: 'theirs',
    request: await ask(others, { systemId: otherSystem, externalRef: 'theirs' }),
    user: foreignUser,
    userSystem: otherSystem,
    change: await changeOf(others, secondChange, foreignUser),
  }
  return {
    world,
    own,
    nothing: { ...nothing, resource: 'ingenting', accessList: 'ingen' },
    foreign,
  }
}
