import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ApiWorld } from '../support/api-world.ts'
import { owner, party, pia, vendor } from '../support/fixtures.ts'
import {
  authorizePath,
  client,
  lookUpScope,
  pdpScope,
  question,
  readScope,
  registerPath,
  registerScope,
  requestBody,
  requestPath,
  resource,
  resourcePath,
  storyWorld,
  system,
  systemUserPath,
  writeScope,
} from '../support/story-world.ts'

const Made = z.object({ id: z.string(), status: z.string(), confirmUrl: z.string() })
const Decision = z.object({
  response: z.tuple([
    z.object({
      decision: z.string(),
      status: z.object({ statusMessage: z.string() }),
      obligations: z.array(z.unknown()).nullable(),
    }),
  ]),
})

const History = z.object({
  events: z.array(
    z.object({ id: z.string(), type: z.string(), by: z.object({ name: z.string().optional() }) }),
  ),
})

describe('the journey over the API', () => {
  let world: ApiWorld
  let id: string
  beforeAll(async () => {
    world = await storyWorld()
  })

  test('the system is read back as it was registered', async () => {
    const token = await world.organisation(vendor, registerScope)
    const answer = await world.call(token, 'GET', `${registerPath}/${system}`)
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ id: system, clientId: [client], isDeleted: false })
  })

  test('a request is made once and found again', async () => {
    const token = await world.organisation(vendor, writeScope)
    const made = await world.call(token, 'POST', `${requestPath}/vendor`, { body: requestBody() })
    expect(made.statusCode).toBe(201)
    const { status, confirmUrl, ...request } = Made.parse(made.json())
    id = request.id
    expect(status).toBe('New')
    expect(confirmUrl).toBe(
      `http://127.0.0.1:5100/accessmanagement/ui/systemuser/request?id=${id}&DONTCHOOSEREPORTEE=true`,
    )
    expect(made.headers['consistency-token']).toMatch(/^test-\d+$/u)
    const again = await world.call(token, 'POST', `${requestPath}/vendor`, { body: requestBody() })
    expect(again.statusCode).toBe(200)
    expect(again.json()).toEqual(made.json())
  })

  test('Pia sees and approves it', async () => {
    const token = await world.person(pia)
    const path = `${requestPath}/${Number(party)}/${id}`
    expect((await world.call(token, 'GET', path)).json()).toMatchObject({ id, status: 'New' })
    expect((await world.call(token, 'GET', `${requestPath}/${id}`)).json()).toMatchObject({
      userMayEscalateButNotApprove: false,
      partyId: Number(party),
    })
    const approved = await world.call(token, 'POST', `${path}/approve`)
    expect([approved.statusCode, approved.body]).toEqual([200, 'true'])
  })

  test('the vendor sees it accepted, by id, by its own reference and in its list', async () => {
    const token = await world.organisation(vendor, readScope)
    const base = `${requestPath}/vendor`
    expect((await world.call(token, 'GET', `${base}/${id}`)).json()).toMatchObject({
      status: 'Accepted',
    })
    const byRef = await world.call(
      token,
      'GET',
      `${base}/byexternalref/${system}/${party}/kunde-17`,
    )
    expect(byRef.json()).toMatchObject({ id })
    const list = await world.call(token, 'GET', `${base}/bysystem/${system}`)
    expect(list.json()).toMatchObject({ links: {}, data: [{ id }] })
  })

  test('Maskinporten finds the system user, whatever the case of the query', async () => {
    const token = await world.organisation('991825827', lookUpScope)
    const query = new URLSearchParams({
      clientid: client,
      SYSTEMPROVIDERORGNO: vendor,
      systemUserOwnerOrgNo: party,
      externalRef: 'kunde-17',
    })
    const found = await world.call(
      token,
      'GET',
      `${systemUserPath}/byExternalId?${query.toString()}`,
    )
    expect(found.statusCode).toBe(200)
    expect(found.headers['cache-control']).toBe('no-store,no-cache')
    expect(found.json()).toMatchObject({ id, systemId: system, productName: system })
  })

  test('the decision point says yes, and why', async () => {
    const token = await world.organisation(owner, pdpScope)
    const answer = await world.call(token, 'POST', authorizePath, { body: question(id) })
    const [{ decision, status, obligations }] = Decision.parse(answer.json()).response
    expect(decision).toBe('Permit')
    expect(status.statusMessage).toContain('The right was delegated')
    expect(obligations).not.toBeNull()
    expect(answer.headers['consistency-token']).toMatch(/^test-\d+$/u)
  })

  test('Pia finds it among her party’s system users, with what it holds', async () => {
    const token = await world.person(pia)
    const list = await world.call(token, 'GET', `${systemUserPath}/${Number(party)}`)
    expect(list.json()).toMatchObject([{ id, partyId: String(Number(party)) }])
    const one = await world.call(token, 'GET', `${systemUserPath}/${Number(party)}/${id}`)
    expect(one.json()).toMatchObject({
      rights: [{ resource: [{ id: 'urn:altinn:resource', value: resource }] }],
    })
  })

  test('after Pia’s withdrawal nothing is left of it', async () => {
    const pias = await world.person(pia)
    const path = `${systemUserPath}/${Number(party)}/${id}`
    const revoked = await world.call(pias, 'DELETE', path)
    expect([revoked.statusCode, revoked.body]).toEqual([202, '1'])
    const atLeast = { 'consistency-token': String(revoked.headers['consistency-token']) }

    const skatteetaten = await world.organisation(owner, pdpScope)
    const asked = { body: question(id), headers: atLeast }
    const answer = await world.call(skatteetaten, 'POST', authorizePath, asked)
    const [{ decision, status }] = Decision.parse(answer.json()).response
    expect(decision).toBe('NotApplicable')
    expect(status.statusMessage).toContain('revoked')
    const again = await world.call(pias, 'DELETE', path)
    expect([again.statusCode, again.body]).toEqual([404, '0'])
    expect((await world.call(pias, 'GET', path)).statusCode).toBe(404)
  })

  test('its history tells every step, to its party and its vendor alone', async () => {
    const path = `/audit/api/v1/systemusers/${id}/history`
    const pias = await world.call(await world.person(pia), 'GET', path)
    const told = History.parse(pias.json()).events
    expect(told.map(({ type, by }) => [type, by.name])).toEqual([
      ['SystemUserRequested', undefined],
      ['DelegationGranted', 'Pia Rørvik'],
      ['SystemUserApproved', 'Pia Rørvik'],
      ['SystemUserRevoked', 'Pia Rørvik'],
    ])
    const vendors = await world.call(await world.organisation(vendor, readScope), 'GET', path)
    expect(vendors.statusCode).toBe(200)
    expect(History.parse(vendors.json()).events.map(({ id: event }) => event)).toEqual(
      told.map(({ id: event }) => event),
    )
    expect(vendors.body).not.toContain('Pia')
    const others = await world.call(await world.organisation(owner, readScope), 'GET', path)
    expect(others.statusCode).toBe(404)
  })

  test('the resource and its policy are open to all', async () => {
    const found = await world.call(undefined, 'GET', `${resourcePath}/${resource}`)
    expect(found.json()).toMatchObject({ identifier: resource, keywords: [{ word: 'krav' }] })
    const policy = await world.call(undefined, 'GET', `${resourcePath}/${resource}/policy`)
    expect(policy.headers['content-type']).toBe('text/xml')
    expect(policy.body).toContain('<xacml')
    const rights = await world.call(undefined, 'GET', `${resourcePath}/${resource}/policy/rights`)
    expect(rights.json()).toMatchObject([{ action: { value: 'read' } }, {}])
  })

  test('nothing of it was a fault', () => {
    expect(world.faults).toEqual([])
  })
})
