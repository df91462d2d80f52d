import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aggregates } from '../../application/aggregates.ts'
import { expireRequests } from '../../application/expire-requests.ts'
import { Instant } from '../../domain/values.ts'
import { accounting, agentBody, agentWorld, auditing } from '../support/agent-story.ts'
import type { ApiWorld } from '../support/api-world.ts'
import { deriveId } from '../support/derive-id.ts'
import { otherParty, otherVendor, party, pia, vendor } from '../support/fixtures.ts'
import {
  readScope,
  requestBody,
  requestPath,
  system,
  systemUserPath,
  writeScope,
} from '../support/story-world.ts'

const vendors = `${requestPath}/vendor`
const own = Number(party)
const dayMs = 86_400_000
const Made = z.object({ id: z.string() })

let world: ApiWorld
const post = async (path: string, body: unknown, orgNo: string = vendor) =>
  world.call(await bearer(orgNo, writeScope), 'POST', path, { body })
const get = async (path: string) => world.call(await bearer(vendor, readScope), 'GET', path)
const byPia = async (method: 'GET' | 'POST', path: string, body?: unknown) =>
  world.call(await piasToken(), method, `${requestPath}${path}`, {
    ...(body !== undefined && { body }),
  })
const made = async (body: unknown = requestBody()): Promise<string> =>
  Made.parse((await post(vendors, body)).json()).id

// Tokens that hold at the moment to which the clock was moved.
const lifetime = () => ({
  iat: Math.floor(world.clock / 1000) - 10,
  exp: Math.floor(world.clock / 1000) + 600,
})
const bearer = (orgNo: string, scope: string) =>
  world.maskinporten.sign({
    consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${orgNo}` },
    scope,
    ...lifetime(),
  })
const piasToken = () => world.person(pia, lifetime())

beforeEach(async () => {
  world = await agentWorld()
})

describe('a request whose time is up', () => {
  const expire = () => {
    const { views, store } = world
    const deps = { views, deriveId, aggregates: aggregates(store) }
    return expireRequests(deps)(Instant.parse(new Date(world.clock).toISOString()))
  }

  test.each([
    ['before', async () => 0],
    ['after', expire],
  ])('is shown as timed out, and cannot be answered, %s that is recorded', async (_, record) => {
    const id = await made()
    world.clock += 180 * dayMs - 1
    expect((await get(`${vendors}/${id}`)).json()).toMatchObject({ timedOut: false })
    expect((await byPia('GET', `/${own}/${party}/pending`)).json()).toMatchObject([{ id }])
    world.clock += 1
    await record()
    expect((await get(`${vendors}/${id}`)).json()).toMatchObject({ status: 'New', timedOut: true })
    expect((await byPia('GET', `/${own}/${party}/pending`)).json()).toEqual([])
    expect((await get(`${vendors}/bysystem/${system}`)).json()).toMatchObject({
      data: [{ id, status: 'New', timedOut: true }],
    })
    for (const verb of ['approve', 'reject'])
      expect((await byPia('POST', `/${own}/${id}/${verb}`)).json()).toMatchObject({
        code: 'AUTH-00013',
        status: 409,
      })
    const next = await post(vendors, requestBody())
    expect([next.statusCode, next.json()]).toMatchObject([201, { timedOut: false }])
    expect(next.json()).not.toMatchObject({ id })
    const gone = await world.call(await bearer(vendor, writeScope), 'DELETE', `${vendors}/${id}`)
    expect(gone.statusCode).toBe(202)
    expect((await get(`${vendors}/${id}`)).statusCode).toBe(404)
  })
})

describe('a rejection', () => {
  test('may say why, which the vendor reads', async () => {
    const id = await made()
    const rejected = await byPia('POST', `/${own}/${id}/reject`, { reason: ' Vi bytter system. ' })
    expect([rejected.statusCode, rejected.body]).toEqual([200, 'true'])
    expect((await get(`${vendors}/${id}`)).json()).toMatchObject({
      status: 'Rejected',
      rejectReason: 'Vi bytter system.',
    })
  })

  test.each([[undefined], [{}], [{ reason: null }], [{ reason: ' ' }]])(
    'need not: %j',
    async (body) => {
      const id = await made()
      expect((await byPia('POST', `/${own}/${id}/reject`, body)).body).toBe('true')
      expect((await get(`${vendors}/${id}`)).json()).not.toHaveProperty('rejectReason')
    },
  )

  test.each([
    [{ reason: 'x'.repeat(1001) }],
    [{ reason: 'nei\u202E' }],
    [{ reason: 7 }],
    [{ reason: ['ring 123456', '78901'].join('') }],
    [{ reason: 'ring 123456 78901' }],
  ])('is not taken with the reason %j', async (body) => {
    const id = await made()
    expect((await byPia('POST', `/${own}/${id}/reject`, body)).statusCode).toBe(400)
    expect((await get(`${vendors}/${id}`)).json()).toMatchObject({ status: 'New' })
  })
})

describe('a dry run', () => {
  const tried = async (path: string, body: unknown, orgNo: string = vendor) => {
    const before = world.log.length
    const answer = await post(`${path}?dryRun=true`, body, orgNo)
    expect(world.log).toHaveLength(before)
    expect(answer.statusCode).toBe(200)
    return answer.json()
  }

  test('of what would be taken says so', async () => {
    expect(await tried(vendors, requestBody())).toEqual({ outcome: 'created', findings: [] })
    expect(await tried(`${vendors}/agent`, agentBody())).toEqual({
      outcome: 'created',
      findings: [],
    })
  })

  test('tells all that would be refused, in the order of the contract', async () => {
    const wrong = requestBody({
      partyOrgNo: '999999999',
      redirectUrl: 'https://evil.example/',
      rights: [{ resource: [{ id: 'urn:altinn:resource', value: 'another' }] }],
      accessPackages: [{ urn: auditing }],
    })
    const told = await tried(vendors, wrong)
    expect(told).toMatchObject({
      outcome: 'refused',
      findings: [
        { code: 'AUTH-00000', status: 400 },
        { code: 'AUTH-00021', status: 400 },
        { code: 'AUTH-00001', status: 400 },
        { code: 'AUTH-00063', status: 400, NotFoundPackages: auditing },
      ],
    })
    expect((await post(vendors, wrong)).json()).toMatchObject({ code: 'AUTH-00000' })
  })

  test('tells a vendor nothing of what is not its own', async () => {
    await made()
    expect(await tried(vendors, requestBody({ partyOrgNo: '1' }), otherVendor)).toMatchObject({
      findings: [{ code: 'AUTH-00011' }],
    })
    expect(await tried(vendors, requestBody({ systemId: 'none at all' }))).toMatchObject({
      outcome: 'refused',
      findings: [{ code: 'AUTH-00011' }],
    })
  })

  test('tells of what stands for the same triple', async () => {
    const id = await made()
    expect(await tried(vendors, requestBody())).toEqual({ outcome: 'existing', id, findings: [] })
    const agents = agentBody({ externalRef: 'kunde-17', accessPackages: [] })
    expect(await tried(`${vendors}/agent`, agents)).toMatchObject({
      outcome: 'refused',
      findings: [{ code: 'AUTH-00007' }, { code: 'AUTH-00058' }],
    })
    await byPia('POST', `/${own}/${id}/approve`)
    expect(await tried(vendors, requestBody())).toMatchObject({
      findings: [{ code: 'AUTH-00004' }],
    })
  })

  test('is no dry run if it says false, and nothing else may be said', async () => {
    expect((await post(`${vendors}?dryRun=false`, requestBody())).statusCode).toBe(201)
    expect((await post(`${vendors}?dryRun=perhaps`, requestBody())).json()).toMatchObject({
      status: 400,
      errors: { dryRun: [expect.any(String)] },
    })
  })
})

describe('the order of the checks', () => {
  const refusedAs = async (body: unknown, orgNo: string = vendor) =>
    z.object({ code: z.string() }).parse((await post(vendors, body, orgNo)).json()).code
  const everythingWrong = {
    partyOrgNo: '999999999',
    redirectUrl: 'https://evil.example/',
    rights: [],
  }
  const right = requestBody().rights

  test('goes from whose the system is to what is asked for', async () => {
    expect(await refusedAs(requestBody(everythingWrong), otherVendor)).toBe('AUTH-00011')
    expect(await refusedAs(requestBody(everythingWrong))).toBe('AUTH-00000')
    const toParty = { ...everythingWrong, partyOrgNo: otherParty }
    expect(await refusedAs(requestBody(toParty))).toBe('AUTH-00021')
    const known = { ...toParty, redirectUrl: undefined }
    expect(await refusedAs(requestBody(known))).toBe('AUTH-00059')
    expect(await refusedAs(requestBody({ ...known, rights: undefined }))).toBe('AUTH-00001')
    const twice = { ...known, rights: [...right, ...right] }
    expect(await refusedAs(requestBody(twice))).toBe('AUTH-00001')
    const packages = { ...known, rights: right, accessPackages: [{ urn: accounting }] }
    expect(await refusedAs(requestBody(packages))).toBe('AUTH-00064')
  })

  test('tells what stands before anything that is wrong with the repetition', async () => {
    const id = await made()
    const again = { ...everythingWrong, partyOrgNo: party }
    const answered = await post(vendors, requestBody(again))
    expect([answered.statusCode, answered.json()]).toMatchObject([200, { id }])
    await byPia('POST', `/${own}/${id}/approve`)
    expect(await refusedAs(requestBody(again))).toBe('AUTH-00004')
    const strangers = await refusedAs(requestBody(again), otherVendor)
    expect(strangers).toBe('AUTH-00011')
    await world.call(await piasToken(), 'DELETE', `${systemUserPath}/${own}/${id}`)
    expect(await refusedAs(requestBody(again))).toBe('AUTH-00021')
  })

  test('begins with a caller that is an organisation', async () => {
    const scope = writeScope
    const nobody = await world.maskinporten.sign({ scope, ...lifetime() })
    const answer = await world.call(nobody, 'POST', vendors, { body: requestBody() })
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toMatchObject({ title: 'Unauthorized', status: 401 })
  })

  test('is survived by a request without a party or a reference', async () => {
    const nothing = requestBody({ partyOrgNo: '', externalRef: '' })
    expect(await refusedAs(nothing)).toBe('AUTH-00000')
    expect(world.faults).toEqual([])
  })
})
