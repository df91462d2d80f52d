import { z } from 'zod'
import type { ApiWorld } from '../api-world.ts'
import { accounting } from '../agent-story.ts'
import { correlationId } from '../change-story.ts'
import { registerSays, uuidOf } from '../client-world.ts'
import { ola, otherParty, owner, party, vendor } from '../fixtures.ts'
import {
  lookUpScope,
  pdpScope,
  question,
  registerPath,
  registerScope,
  requestBody,
  requestPath,
  resource,
  storyWorld,
  systemBody,
  systemUserPath,
} from '../story-world.ts'
import {
  agentSystem,
  type ChangeStep,
  type ClientStep,
  isChange,
  isList,
  isOfClient,
  isOfVendor,
  isOwn,
  isReading,
  type PersonStep,
  type ReadingStep,
  type Step,
  type StepOf,
  type VendorStep,
} from './steps.ts'
import {
  type Answer,
  type Around,
  at,
  managerToken,
  parties,
  right,
  said,
  systemId,
  vendorOfSystem,
  vendors,
  vendorToken,
} from './around.ts'
import { overreach, playList, playOwn } from './play-beside.ts'

const changePath = '/authentication/api/v1/systemuser/changerequest'
const nobody = '00000000-0000-4000-8000-000000000000'

const Made = z.object({ id: z.string() })
const Users = z.array(Made)
const Decided = z.object({ response: z.tuple([z.object({ decision: z.string() })]) })

const dayMs = 24 * 60 * 60 * 1000
const packages = [{ urn: accounting }]

/** Plays steps over HTTP; what comes back is told as the model tells it. */
export async function httpPlayer() {
  const world = await storyWorld()
  const ids: string[] = []
  const idOf = (user: number): string => ids[user] ?? nobody
  await relate(world, true)
  const agents = systemBody({
    id: systemId(agentSystem),
    clientId: ['agenter'],
    rights: [],
    isVisible: false,
    accessPackages: [{ urn: accounting }],
  })
  const byVendor = await world.organisation(vendor, registerScope)
  await world.call(byVendor, 'POST', registerPath, { body: agents })
  return {
    async play(step: Step): Promise<string> {
      const around = { world, ids, idOf }
      if (isChange(step)) return playChange(around, step)
      if (isOfVendor(step)) return playVendor(around, step)
      if (isOfClient(step)) return playClient(around, step)
      if (isReading(step)) return playReading(around, step)
      if (isList(step)) return playList(around, step)
      if (isOwn(step)) return playOwn(around, step)
      if (step.do === 'overreach') return overreach(around, step)
      if (step.do !== 'relate' && step.do !== 'wait') return playPerson(around, step)
      if (step.do === 'relate') await relate(world, step.isAccountant)
      else world.clock += step.days * dayMs
      return ''
    },
  }
}

const relate = (world: ApiWorld, isAccountant: boolean): Promise<void> =>
  registerSays(world, otherParty, [
    { role: 'daglig-leder', holder: { type: 'person', person: ola } },
    ...(isAccountant
      ? [{ role: 'regnskapsforer', holder: { type: 'organisation', orgNo: party } } as const]
      : []),
  ])

type SystemStep =
  StepOf<'register'> | StepOf<'delete'> | StepOf<'replace'> | StepOf<'replace the rights'>

async function playSystem({ world }: Around, step: SystemStep) {
  const own = vendorOfSystem(step.system)
  const token = await vendorToken(world, step.isStranger ? 1 - own : own)
  const path = `${registerPath}/${systemId(step.system)}`
  if (step.do === 'delete') return said(await world.call(token, 'DELETE', path))
  if (step.do === 'replace the rights')
    return said(
      await world.call(token, 'PUT', `${path}/rights`, { body: step.offers ? right : [] }),
    )
  const body = systemBody({
    id: systemId(step.system),
    vendor: {
      authority: 'iso6523-actorid-upis',
      ID: `0192:${at(vendors, step.isStranger ? 1 - own : own)}`,
    },
    clientId: step.clients.map((n) => `client-${n}`),
  })
  if (step.do === 'register') return said(await world.call(token, 'POST', registerPath, { body }))
  const replaced = { ...body, ...(!step.offers && { rights: [] }) }
  return said(await world.call(token, 'PUT', path, { body: replaced }))
}

async function playRequest(
  { world, ids }: Around,
  step: StepOf<'ask'> | StepOf<'ask for an agent'>,
): Promise<string> {
  const isAgent = step.do === 'ask for an agent'
  const system = isAgent ? agentSystem : step.system
  const own = vendorOfSystem(system)
  const token = await vendorToken(world, step.isStranger ? 1 - own : own)
  const partyOrgNo = isAgent ? party : at(parties, step.party)
  const asked = { externalRef: step.ref, systemId: systemId(system), partyOrgNo }
  const body = isAgent ? { ...asked, accessPackages: [{ urn: accounting }] } : requestBody(asked)
  const path = `${requestPath}/vendor${isAgent ? '/agent' : ''}`
  return made(ids, await world.call(token, 'POST', path, { body }))
}

/** Which one it is, counted in the order of their making. */
function made(ids: string[], answer: Answer): string {
  if (answer.statusCode >= 300) return said(answer)
  const { id } = Made.parse(answer.json())
  if (!ids.includes(id)) ids.push(id)
  return `${answer.statusCode} ${ids.indexOf(id)}`
}

async function playPerson({ world, ids, idOf }: Around, step: PersonStep): Promise<string> {
  const token = await managerToken(world, step.party, step.isStranger)
  const orgNo = at(parties, step.party)
  const number = Number(orgNo)
  switch (step.do) {
    case 'create': {
      const body = { integrationTitle: 'x', systemId: systemId(step.system) }
      return made(
        ids,
        await world.call(token, 'POST', `${systemUserPath}/${number}/create`, { body }),
      )
    }
    case 'rename': {
      const body = { id: idOf(step.user), reporteeOrgNo: orgNo, integrationTitle: step.title }
      return said(await world.call(token, 'PUT', systemUserPath, { body }))
    }
    case 'revoke': {
      const own = `${systemUserPath}/${number}/${idOf(step.user)}`
      const agents = `${systemUserPath}/agent/${number}/${idOf(step.user)}?facilitatorId=${uuidOf(orgNo)}`
      return said(await world.call(token, 'DELETE', step.kind === 'agent' ? agents : own))
    }
    case 'approve':
    case 'reject': {
      const base = step.kind === 'agent' ? `${requestPath}/agent` : requestPath
      const path = `${base}/${number}/${idOf(step.user)}/${step.do}`
      return said(await world.call(token, 'POST', path))
    }
  }
}

function playVendor(around: Around, step: VendorStep): Promise<string> {
  switch (step.do) {
    case 'register':
    case 'delete':
    case 'replace':
    case 'replace the rights':
      return playSystem(around, step)
    case 'ask':
    case 'ask for an agent':
      return playRequest(around, step)
    case 'take back':
    case 'give up':
      return endByVendor(around, step)
  }
}

async function endByVendor({ world, idOf }: Around, step: StepOf<'take back'>): Promise<string> {
  const token = await vendorToken(world, step.vendor)
  const base = step.do === 'give up' ? `${systemUserPath}/vendor` : `${requestPath}/vendor`
  return said(await world.call(token, 'DELETE', `${base}/${idOf(step.user)}`))
}

async function playClient({ world, idOf }: Around, step: ClientStep): Promise<string> {
  const token = await managerToken(world, 0, step.isStranger)
  const query = `client=${uuidOf(otherParty)}&provider=${uuidOf(party)}`
  const base = `${systemUserPath}/agent/${Number(party)}/${idOf(step.user)}`
  return step.do === 'assign'
    ? said(await world.call(token, 'POST', `${base}?${query}`))
    : said(await world.call(token, 'DELETE', `${base}/client?${query}`))
}

async function playReading({ world, ids, idOf }: Around, step: ReadingStep): Promise<string> {
  const orgNo = at(parties, step.party)
  if (step.do === 'list') {
    const token = await managerToken(world, step.party, step.isStranger)
    const answer = await world.call(token, 'GET', `${systemUserPath}/${Number(orgNo)}`)
    if (answer.statusCode !== 200) return said(answer)
    return Users.parse(answer.json())
      .map(({ id }) => ids.indexOf(id))
      .toSorted((a, b) => a - b)
      .join(',')
  }
  if (step.do === 'decide') {
    const token = await world.organisation(owner, pdpScope)
    const body = question(idOf(step.user), {
      Resource: [
        {
          Attribute: [
            { AttributeId: 'urn:altinn:resource', Value: resource },
            { AttributeId: 'urn:altinn:organization:identifier-no', Value: orgNo },
          ],
        },
      ],
    })
    const answer = await world.call(token, 'POST', '/authorization/api/v1/authorize', { body })
    return Decided.parse(answer.json()).response[0].decision
  }
  const query = new URLSearchParams({
    clientId: step.client === 3 ? 'agenter' : `client-${step.client}`,
    systemProviderOrgNo: at(vendors, step.vendor),
    systemUserOwnerOrgNo: orgNo,
    ...(step.ref !== '' && { externalRef: step.ref }),
  })
  const token = await world.organisation(owner, lookUpScope)
  const path = `${systemUserPath}/byExternalId?${query.toString()}`
  return made(ids, await world.call(token, 'GET', path))
}

async function playChange({ world, idOf }: Around, step: ChangeStep): Promise<string> {
  const id = correlationId(step.change)
  if (step.do === 'ask for a change') {
    const token = await vendorToken(world, step.isStranger ? 1 : 0)
    const query = `correlation-id=${id}&system-user-id=${idOf(step.user)}`
    const body = wished(step)
    return said(await world.call(token, 'POST', `${changePath}/vendor?${query}`, { body }))
  }
  if (step.do === 'take back the change') {
    const token = await vendorToken(world, step.vendor)
    return said(await world.call(token, 'DELETE', `${changePath}/vendor/${id}`))
  }
  const token = await managerToken(world, step.party, step.isStranger)
  const verb = step.do === 'approve the change' ? 'approve' : 'reject'
  const path = `${changePath}/${Number(at(parties, step.party))}/${id}/${verb}`
  return said(await world.call(token, 'POST', path))
}

function wished({ wish, of }: StepOf<'ask for a change'>) {
  const rights = of === 'right' ? right : []
  const accessPackages = of === 'package' ? packages : []
  const isGiven = wish === 'give'
  return {
    requiredRights: isGiven ? rights : [],
    unwantedRights: isGiven ? [] : rights,
    requiredAccessPackages: isGiven ? accessPackages : [],
    unwantedAccessPackages: isGiven ? [] : accessPackages,
  }
}
