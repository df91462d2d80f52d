import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { accounting, agentBody, offerPackages } from '../support/agent-story.ts'
import type { ApiWorld } from '../support/api-world.ts'
import { skattNaering, smallCatalogue, withCatalogue } from '../support/catalogue.ts'
import { ola, otherParty, otherVendor, owner, party, pia, vendor } from '../support/fixtures.ts'
import {
  authorizePath,
  lookUpScope,
  pdpScope,
  question,
  readScope,
  registerPath,
  registerScope,
  requestBody,
  requestPath,
  resource,
  storyWorld,
  system,
  systemBody,
  systemUserPath,
  writeScope,
} from '../support/story-world.ts'

const own = Number(party)
const adminScope = 'altinn:authentication/systemuser.admin'
const User = z.looseObject({ id: z.string(), integrationTitle: z.string() })
const Page = z.object({
  links: z.object({ next: z.string().optional() }),
  data: z.array(z.looseObject({ id: z.string() })),
})
const Stream = Page.extend({
  stats: z.object({ pageStart: z.int(), pageEnd: z.int(), sequenceMax: z.int() }),
  data: z.array(z.looseObject({ id: z.string(), sequenceNo: z.int(), isDeleted: z.boolean() })),
})

let world: ApiWorld
let pias: string

beforeEach(async () => {
  world = await storyWorld()
  pias = await world.person(pia)
})

const create = (changes: Readonly<Record<string, unknown>> = {}, token = pias, at = own) =>
  world.call(token, 'POST', `${systemUserPath}/${at}/create`, {
    body: { integrationTitle: 'Vårt regnskap', systemId: system, ...changes },
  })
const created = async (): Promise<string> => User.parse((await create()).json()).id
const ask = async (changes: Readonly<Record<string, unknown>> = {}): Promise<string> => {
  const token = await world.organisation(vendor, writeScope)
  const body = requestBody(changes)
  const made = await world.call(token, 'POST', `${requestPath}/vendor`, { body })
  return z.object({ id: z.string() }).parse(made.json()).id
}
const answer = (id: string, verb: string) =>
  world.call(pias, 'POST', `${requestPath}/${own}/${id}/${verb}`)
const approved = async (changes: Readonly<Record<string, unknown>> = {}): Promise<string> => {
  const id = await ask(changes)
  await answer(id, 'approve')
  return id
}
const decisionOn = async (id: string): Promise<unknown> => {
  const token = await world.organisation(owner, pdpScope)
  const decided = await world.call(token, 'POST', authorizePath, { body: question(id) })
  const { response } = z
    .object({ response: z.array(z.object({ decision: z.string() })) })
    .parse(decided.json())
  return response[0]?.decision
}

describe('a system user that a party makes itself', () => {
  test('holds all that the system asks for, at once', async () => {
    await offerPackages(world, [skattNaering])
    await world.call(
      await world.organisation(vendor, registerScope),
      'PUT',
      `${registerPath}/${system}`,
      {
        body: systemBody({ accessPackages: [{ urn: skattNaering }] }),
      },
    )
    const made = await create()
    expect(made.statusCode).toBe(200)
    expect(made.json()).toMatchObject({
      integrationTitle: 'Vårt regnskap',
      systemId: system,
      productName: 'SmartRegnskap',
      reporteeOrgNo: party,
      partyId: String(own),
      externalRef: party,
      supplierOrgno: vendor,
      userType: 'standard',
      isDeleted: false,
      accessPackages: [{ urn: skattNaering }],
    })
    const { id } = User.parse(made.json())
    const held = await world.call(pias, 'GET', `${systemUserPath}/${own}/${id}/delegations`)
    expect(held.json()).toEqual({
      systemUserId: id,
      rights: [{ resource: [{ id: 'urn:altinn:resource', value: resource }] }],
      accessPackages: [{ urn: skattNaering }],
    })
    expect(await decisionOn(id)).toBe('Permit')
    const listed = await world.call(pias, 'GET', `${systemUserPath}/${own}`)
    expect(listed.json()).toEqual([made.json()])
  })

  test('is found by a token look-up, and ends as any other', async () => {
    const id = await created()
    const token = await world.organisation(owner, lookUpScope)
    const lookUp = `${systemUserPath}/byExternalId?clientId=${systemBody().clientId[0]}&systemProviderOrgNo=${vendor}&systemUserOwnerOrgNo=${party}`
    expect((await world.call(token, 'GET', lookUp)).json()).toMatchObject({ id })
    expect((await world.call(pias, 'DELETE', `${systemUserPath}/${own}/${id}`)).statusCode).toBe(
      202,
    )
    expect((await world.call(token, 'GET', lookUp)).statusCode).toBe(404)
    expect(await decisionOn(id)).toBe('NotApplicable')
    expect((await create()).statusCode).toBe(200)
  })

  test('may belong to a system of the party’s own making, which nobody else sees', async () => {
    const ours = `${party}_eget`
    const token = await world.organisation(party, registerScope)
    const body = systemBody({
      id: ours,
      vendor: { ID: `0192:${party}` },
      clientId: ['eget'],
      isVisible: false,
    })
    expect((await world.call(token, 'POST', registerPath, { body })).statusCode).toBe(200)
    const made = await create({ systemId: ours })
    expect(made.json()).toMatchObject({ systemId: ours, supplierOrgno: party })
    expect(await decisionOn(User.parse(made.json()).id)).toBe('Permit')
    const lookUp = `${systemUserPath}/byExternalId?clientId=eget&systemProviderOrgNo=${party}&systemUserOwnerOrgNo=${party}`
    const maskinporten = await world.organisation(owner, lookUpScope)
    expect((await world.call(maskinporten, 'GET', lookUp)).json()).toMatchObject({ systemId: ours })
  })

  test('cannot belong to a hidden system of somebody else, or to a deleted one', async () => {
    const token = await world.organisation(vendor, registerScope)
    const path = `${registerPath}/${system}`
    await world.call(token, 'PUT', path, { body: systemBody({ isVisible: false }) })
    expect((await create()).json()).toMatchObject({ code: 'AUTH-00011' })
    await world.call(token, 'PUT', path, { body: systemBody() })
    await world.call(token, 'DELETE', path)
    expect((await create()).json()).toMatchObject({ code: 'AUTH-00011' })
    expect((await create({ systemId: 'no system' })).json()).toMatchObject({ code: 'AUTH-00011' })
  })

  test('is made by those who manage access alone', async () => {
    expect((await create({}, await world.person(ola))).statusCode).toBe(403)
    expect((await create({}, pias, Number(otherParty))).statusCode).toBe(403)
  })

  test('is not made beside a request that waits for an answer', async () => {
    const id = await ask({ externalRef: undefined })
    expect((await create()).json()).toMatchObject({ code: 'AUTH-00007', status: 400 })
    expect((await answer(id, 'approve')).body).toBe('true')
    expect((await create()).json()).toMatchObject({ code: 'AUTH-00004', status: 400 })
  })

  test('takes the place of a request that was rejected', async () => {
    const id = await ask({ externalRef: undefined })
    await answer(id, 'reject')
    const made = await create()
    expect(made.statusCode).toBe(200)
    expect(User.parse(made.json()).id).not.toBe(id)
    const vendors = await world.organisation(vendor, readScope)
    expect((await world.call(vendors, 'GET', `${requestPath}/vendor/${id}`)).statusCode).toBe(404)
  })

  test('with a right that is not the person’s to give is not made, nor anything of it', async () => {
    const token = await world.organisation(vendor, registerScope)
    const body = systemBody({ rights: [], accessPackages: [{ urn: skattNaering }] })
    await world.call(token, 'PUT', `${registerPath}/${system}`, { body })
    const roles = smallCatalogue.roles.map((role) => ({
      ...role,
      packages: role.packages.filter(({ accessPackage }) => accessPackage !== skattNaering),
    }))
    await withCatalogue(world.store, { ...smallCatalogue, roles }, 'not hers')
    expect((await create()).json()).toMatchObject({ code: 'AUTH-00053' })
    expect((await world.call(pias, 'GET', `${systemUserPath}/${own}`)).json()).toEqual([])
  })
})

describe('the title of a system user', () => {
  const put = (body: Readonly<Record<string, unknown>>, token = pias) =>
    world.call(token, 'PUT', systemUserPath, { body })
  const titled = async (id: string): Promise<string> =>
    User.parse((await world.call(pias, 'GET', `${systemUserPath}/${own}/${id}`)).json())
      .integrationTitle

  test('is the party’s to change', async () => {
    const id = await created()
    const body = { id, reporteeOrgNo: party, integrationTitle: ' Nytt navn ', systemId: system }
    const changed = await put(body)
    expect([changed.statusCode, changed.body]).toEqual([200, ''])
    expect(changed.headers['consistency-token']).toBeDefined()
    expect(await titled(id)).toBe('Nytt navn')
    const token = await world.organisation(owner, lookUpScope)
    const lookUp = `${systemUserPath}/byExternalId?clientId=${systemBody().clientId[0]}&systemProviderOrgNo=${vendor}&systemUserOwnerOrgNo=${party}`
    expect((await world.call(token, 'GET', lookUp)).json()).toMatchObject({
      integrationTitle: 'Nytt navn',
    })
  })

  test('is not anybody else’s', async () => {
    const id = await created()
    const body = { id, reporteeOrgNo: party, integrationTitle: 'Nytt' }
    expect((await put(body, await world.person(ola))).statusCode).toBe(403)
    expect((await put({ ...body, reporteeOrgNo: otherParty })).statusCode).toBe(403)
    const nothing = { ...body, id: '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99' }
    expect((await put(nothing)).json()).toMatchObject({ code: 'AUTH-00015', status: 404 })
    expect((await put({ ...body, id: 'x' })).statusCode).toBe(400)
    expect(await titled(id)).toBe('Vårt regnskap')
  })
})

describe('a vendor', () => {
  const vendors = `${systemUserPath}/vendor`
  const get = async (path: string, org: string = vendor, scope = readScope) =>
    world.call(await world.organisation(org, scope), 'GET', `${vendors}/${path}`)

  test('finds a system user by what it was asked for with', async () => {
    const id = await approved()
    const query = `byquery?system-id=${system}&orgno=${party}&external-ref=kunde-17`
    for (const scope of [readScope, writeScope])
      expect((await get(query, vendor, scope)).json()).toMatchObject({
        id,
        externalRef: 'kunde-17',
      })
    expect((await get(query, otherVendor)).statusCode).toBe(404)
    expect((await get(`byquery?system-id=${system}&orgno=none`)).statusCode).toBe(404)
    const without = await approved({ externalRef: undefined })
    const byParty = await get(`byquery?system-id=${system}&orgno=${party}`)
    expect(byParty.json()).toMatchObject({ id: without, externalRef: party })
  })

  test('pages through the system users of a system, missing none that come and go', async () => {
    const made: string[] = []
    for (let i = 0; i < 120; i += 1) made.push(await approved({ externalRef: `kunde-${i}` }))
    const seen: string[] = []
    let next: string | undefined = `bysystem/${system}`
    for (let page = 0; next !== undefined; page += 1) {
      const { data, links } = Page.parse((await get(next)).json())
      expect(data.length).toBeLessThanOrEqual(50)
      seen.push(...data.map(({ id }) => id))
      next = links.next?.slice(links.next.indexOf('bysystem'))
      await world.call(pias, 'DELETE', `${systemUserPath}/${own}/${made[page]}`)
      made.push(await approved({ externalRef: `later-${page}` }))
    }
    expect(new Set(seen).size).toBe(seen.length)
    const stayed = made.slice(4, 120)
    expect(stayed.filter((id) => !seen.includes(id))).toEqual([])
    expect((await get(`bysystem/${system}`, otherVendor)).json()).toMatchObject({
      code: 'AUTH-00011',
    })
  })

  test('gives up a system user of its own, which ends all that it held', async () => {
    const id = await approved()
    const token = await world.organisation(vendor, writeScope)
    const ended = await world.call(token, 'DELETE', `${vendors}/${id}`)
    expect([ended.statusCode, ended.body]).toEqual([202, ''])
    expect(await decisionOn(id)).toBe('NotApplicable')
    expect((await world.call(token, 'DELETE', `${vendors}/${id}`)).statusCode).toBe(202)
    const history = await world.call(
      await world.organisation(vendor, readScope),
      'GET',
      `/audit/api/v1/systemusers/${id}/history`,
    )
    expect(history.json()).toMatchObject({
      events: expect.arrayContaining([
        expect.objectContaining({
          type: 'SystemUserRevoked',
          by: { type: 'organisation', orgNo: vendor },
        }),
      ]),
    })
  })

  test('gives up no other vendor’s, and none that only waits', async () => {
    const id = await approved()
    const waiting = await ask({ externalRef: 'waits' })
    const other = await world.organisation(otherVendor, writeScope)
    const token = await world.organisation(vendor, writeScope)
    const nothing = { code: 'AUTH-00015', status: 404 }
    expect((await world.call(other, 'DELETE', `${vendors}/${id}`)).json()).toMatchObject(nothing)
    expect((await world.call(token, 'DELETE', `${vendors}/${waiting}`)).json()).toMatchObject(
      nothing,
    )
    expect(await decisionOn(id)).toBe('Permit')
  })
})

describe('agents', () => {
  const facilitator = async (): Promise<string> =>
    z
      .tuple([z.looseObject({ partyUuId: z.string() })])
      .parse((await world.call(pias, 'GET', `${systemUserPath}/agent/${own}`)).json())[0].partyUuId
  const agent = async (): Promise<string> => {
    await offerPackages(world, [accounting])
    const token = await world.organisation(vendor, writeScope)
    const body = agentBody()
    const made = await world.call(token, 'POST', `${requestPath}/vendor/agent`, { body })
    const { id } = z.object({ id: z.string() }).parse(made.json())
    await world.call(pias, 'POST', `${requestPath}/agent/${own}/${id}/approve`)
    return id
  }

  test('are listed apart from the party’s own', async () => {
    const id = await agent()
    const mine = await approved()
    const agents = await world.call(pias, 'GET', `${systemUserPath}/agent/${own}`)
    expect(agents.json()).toMatchObject([
      { id, userType: 'agent', accessPackages: [{ urn: accounting }] },
    ])
    const users = await world.call(pias, 'GET', `${systemUserPath}/${own}`)
    expect(users.json()).toMatchObject([{ id: mine, userType: 'standard' }])
    const detail = await world.call(pias, 'GET', `${systemUserPath}/${own}/${id}`)
    expect(detail.json()).toMatchObject({ id, accessPackages: [{ urn: accounting }] })
    expect(detail.json()).not.toHaveProperty('rights')
    const olas = await world.person(ola)
    expect((await world.call(olas, 'GET', `${systemUserPath}/agent/${own}`)).statusCode).toBe(403)
  })

  test('are ended by their own route, once and for all', async () => {
    const id = await agent()
    const path = `${systemUserPath}/agent/${own}/${id}?facilitatorId=${await facilitator()}`
    expect((await world.call(await world.person(ola), 'DELETE', path)).statusCode).toBe(403)
    const ended = await world.call(pias, 'DELETE', path)
    expect([ended.statusCode, ended.body]).toEqual([200, ''])
    expect((await world.call(pias, 'GET', `${systemUserPath}/agent/${own}`)).json()).toEqual([])
    const stranger = path.replace(id, '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99')
    expect((await world.call(pias, 'DELETE', stranger)).json()).toMatchObject({
      code: 'AUTH-00015',
      status: 404,
    })
  })
})

describe('the stream of system users', () => {
  const stream = async (token?: string) => {
    const follower = await world.organisation(owner, adminScope)
    const query = token === undefined ? '' : `?token=${token}`
    const page = await world.call(
      follower,
      'GET',
      `${systemUserPath}/internal/systemusers/stream${query}`,
    )
    return Stream.parse(page.json())
  }
  const tokenIn = (next: string | undefined) => next?.slice(next.indexOf('token=') + 6)

  test('tells of every change once it is there, and goes on from where it was left', async () => {
    const empty = await stream()
    expect(empty).toEqual({
      stats: { pageStart: 0, pageEnd: 0, sequenceMax: 0 },
      links: {},
      data: [],
    })
    const first = await approved()
    await ask({ externalRef: 'only asked for' })
    const second = await approved({ externalRef: 'second' })
    const page = await stream()
    expect(page.data.map(({ id }) => id)).toEqual([first, second])
    expect(page.stats.sequenceMax).toBe(page.stats.pageEnd)
    await world.call(pias, 'DELETE', `${systemUserPath}/${own}/${first}`)
    const more = await stream(tokenIn(page.links.next))
    expect(more.data).toMatchObject([{ id: first, isDeleted: true, partyOrgNo: party }])
    const end = await stream(tokenIn(more.links.next))
    expect(end).toEqual({
      stats: {
        pageStart: more.stats.pageEnd,
        pageEnd: more.stats.pageEnd,
        sequenceMax: more.stats.pageEnd,
      },
      links: {},
      data: [],
    })
    expect((await stream()).data.map(({ id }) => id)).toEqual([second, first])
  })

  test('has pages of a hundred', async () => {
    for (let i = 0; i < 101; i += 1) await approved({ externalRef: `kunde-${i}` })
    const first = await stream()
    expect(first.data).toHaveLength(100)
    expect(first.stats.sequenceMax).toBeGreaterThan(first.stats.pageEnd)
    const second = await stream(tokenIn(first.links.next))
    expect(second.data).toHaveLength(1)
    const numbers = [...first.data, ...second.data].map(({ sequenceNo }) => sequenceNo)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  })
})
