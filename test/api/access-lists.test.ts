import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aggregates } from '../../application/aggregates.ts'
import { OrgNo } from '../../domain/values.ts'
import {
  type AccessListDesk,
  accessListBase as base,
  accessListDesk,
  fishers as path,
  listScope,
  urnOf,
} from '../support/access-list-desk.ts'
import { deriveId } from '../support/derive-id.ts'
import { context, otherOwner, otherParty, party } from '../support/fixtures.ts'
import {
  ownerCode,
  registryScope,
  resource,
  resourceBody,
  resourcePath,
} from '../support/story-world.ts'

const adminScope = 'altinn:resourceregistry/resource.admin'
const Page = z.object({
  links: z.object({ next: z.string().optional() }),
  data: z.array(z.looseObject({})),
})

let story: AccessListDesk
let world: AccessListDesk['world']
const call = (...given: Parameters<AccessListDesk['call']>) => story.call(...given)
const put = (...given: Parameters<AccessListDesk['put']>) => story.put(...given)
const members = (...given: Parameters<AccessListDesk['members']>) => story.members(...given)
const connect = (...given: Parameters<AccessListDesk['connect']>) => story.connect(...given)

beforeEach(async () => {
  story = await accessListDesk()
  ;({ world } = story)
})

describe('a list', () => {
  test('is made, read, described anew and done away with', async () => {
    const made = await put({ body: { name: 'Fiskere', description: 'De som fisker' } })
    expect(made.statusCode).toBe(200)
    expect(made.json()).toMatchObject({
      urn: `urn:altinn:access-list:${ownerCode}:fiskere`,
      identifier: 'fiskere',
      name: 'Fiskere',
      description: 'De som fisker',
    })
    const read = await call('GET', path)
    expect(read.json()).toEqual(made.json())
    expect(read.headers['etag']).toBe(made.headers['etag'])
    expect((await put({ body: { name: 'Fiskarar' } })).json()).toMatchObject({ name: 'Fiskarar' })
    expect((await call('DELETE', path)).json()).toMatchObject({ name: 'Fiskarar' })
    expect((await call('DELETE', path)).statusCode).toBe(204)
    expect((await call('GET', path)).statusCode).toBe(404)
  })

  test('is found among those of its owner, with a resource that is asked for', async () => {
    await put()
    await connect(['read'])
    const plain = Page.parse((await call('GET', `${base}/${ownerCode}`)).json())
    expect(plain.data).toMatchObject([{ identifier: 'fiskere' }])
    expect(plain.data[0]).not.toHaveProperty('resourceConnections')
    const including = `${base}/${ownerCode}?include=resources`
    const withResource = Page.parse((await call('GET', `${including}&resource=${resource}`)).json())
    expect(withResource.data).toMatchObject([
      { resourceConnections: [{ resourceIdentifier: resource, actionFilters: ['read'] }] },
    ])
    expect((await call('GET', including)).json()).toMatchObject({
      code: 'STD-00000',
      validationErrors: [{ code: 'RR.VLD-00002' }],
    })
    const withMembers = await call('GET', `${base}/${ownerCode}?include=members`)
    expect([withMembers.statusCode, withMembers.json()]).toMatchObject([501, { code: 'RR-00000' }])
  })

  test('is nobody else’s', async () => {
    await put()
    const before = world.log.length
    const others = await world.organisation(otherOwner, listScope)
    for (const url of [path, `${base}/${ownerCode}/none`, `${base}/nav/fiskere`])
      for (const method of ['GET', 'DELETE'] as const)
        expect((await call(method, url, { by: others })).statusCode).toBe(403)
    expect((await put({ by: others })).statusCode).toBe(403)
    expect(world.log).toHaveLength(before)
    const admin = await world.organisation(otherOwner, adminScope)
    expect((await call('GET', path, { by: admin })).statusCode).toBe(200)
    expect((await call('GET', `${base}/nav/fiskere`, { by: admin })).statusCode).toBe(403)
  })

  test('is written only in the state that is asked for', async () => {
    expect((await put({ headers: { 'if-match': '*' } })).statusCode).toBe(412)
    const isNew = { 'if-none-match': '*' }
    const made = await put({ headers: isNew })
    expect(made.statusCode).toBe(200)
    const named = { body: { name: 'Fiskarar' } }
    expect((await put({ ...named, headers: isNew })).statusCode).toBe(412)
    const first = String(made.headers['etag'])
    expect(first).toMatch(/^W\/"[\w-]+"$/u)
    expect((await put({ ...named, headers: { 'if-match': first } })).statusCode).toBe(200)
    const before = world.log.length
    for (const headers of [
      { 'if-match': first },
      { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
    ])
      for (const [method, url] of [
        ['PUT', path],
        ['DELETE', path],
      ] as const) {
        const late = await call(method, url, {
          headers,
          ...(method === 'PUT' && { body: { name: 'X' } }),
        })
        expect(late.statusCode).toBe(412)
      }
    expect((await put({ headers: { 'if-match': 'nonsense' } })).json()).toMatchObject({
      status: 400,
      errors: { conditions: [expect.any(String)] },
    })
    expect(world.log).toHaveLength(before)
  })

  test('is not sent again to who has it', async () => {
    const made = await put()
    const etag = String(made.headers['etag'])
    const known = await call('GET', path, { headers: { 'if-none-match': etag } })
    expect([known.statusCode, known.body, known.headers['etag']]).toEqual([304, '', etag])
    const since = { 'if-modified-since': String(made.headers['last-modified']) }
    expect((await call('GET', path, { headers: since })).statusCode).toBe(304)
    await put({ body: { name: 'Fiskarar' } })
    const changed = await call('GET', path, { headers: { 'if-none-match': etag } })
    expect(changed.statusCode).toBe(200)
    expect((await call('GET', path, { headers: { 'if-match': etag } })).statusCode).toBe(412)
  })

  test('has members, by number, UUID or party id', async () => {
    await put()
    const added = await call('POST', `${path}/members`, {
      body: { data: [urnOf(party), `urn:altinn:party:uuid:${deriveId('party', otherParty)}`] },
    })
    expect(added.statusCode).toBe(200)
    const numbers = (page: unknown) =>
      z
        .object({ data: z.array(z.object({ identifiers: z.record(z.string(), z.unknown()) })) })
        .parse(page)
        .data.map(({ identifiers }) => identifiers['urn:altinn:organization:identifier-no'])
    expect(numbers(added.json())).toEqual([party, otherParty].toSorted())
    const replaced = await call('PUT', `${path}/members`, {
      body: { data: [`urn:altinn:party:id:${Number(otherParty)}`] },
    })
    expect(numbers(replaced.json())).toEqual([otherParty])
    expect(numbers((await members('DELETE', otherParty)).json())).toEqual([])
    expect(numbers((await call('GET', `${path}/members`)).json())).toEqual([])
  })

  test('takes nobody who is not in the register, and not too many at once', async () => {
    await put()
    const before = world.log.length
    const unknown = await members('POST', party, '310000042')
    expect([unknown.statusCode, unknown.json()]).toMatchObject([400, { code: 'RR-00001' }])
    const many = Array.from({ length: 101 }, () => party)
    for (const [method, code] of [
      ['PUT', 'RR.VLD-00000'],
      ['POST', 'RR.VLD-00001'],
      ['DELETE', 'RR.VLD-00001'],
    ] as const)
      expect((await members(method, ...many)).json()).toMatchObject({
        validationErrors: [{ code }],
      })
    const nobody = await call('POST', `${path}/members`, { body: { data: ['urn:x:1'] } })
    expect(nobody.statusCode).toBe(400)
    expect(world.log).toHaveLength(before)
  })

  test('opens its owner’s resources alone', async () => {
    await put()
    const other = await world.organisation(otherOwner, registryScope)
    const theirs = { organization: otherOwner, orgcode: 'nav' }
    await call('POST', resourcePath, {
      by: other,
      body: resourceBody({ identifier: 'theirs', hasCompetentAuthority: theirs }),
    })
    const at = (id: string) => `${path}/resource-connections/${id}`
    const foreign = await call('PUT', at('theirs'), { body: {} })
    expect([foreign.statusCode, foreign.json()]).toMatchObject([403, { code: 'RR-00004' }])
    const none = await call('PUT', at('no-such-resource'), { body: {} })
    expect([none.statusCode, none.json()]).toMatchObject([400, { code: 'RR-00002' }])
    expect((await connect(['read', 'read'])).json()).toMatchObject({ actionFilters: ['read'] })
    expect((await call('DELETE', at(resource))).statusCode).toBe(200)
    expect((await call('DELETE', at(resource))).statusCode).toBe(204)
    expect(
      (
        await call('PUT', `${base}/${ownerCode}/none/resource-connections/${resource}`, {
          body: {},
        })
      ).statusCode,
    ).toBe(404)
  })

  test('tells the platform who stands where', async () => {
    await put()
    await connect()
    await members('POST', party)
    const admin = await world.organisation(otherOwner, adminScope)
    const ask = (query: string) => call('GET', `${base}/${query}`, { by: admin })
    expect((await ask(`get-by-member?party=${urnOf(party)}`)).json()).toMatchObject([
      { identifier: 'fiskere' },
    ])
    const wanted = `party=${urnOf(party)}&resource=urn:altinn:resource:${resource}`
    expect((await ask(`memberships?${wanted}`)).json()).toMatchObject({
      data: [{ party: urnOf(party), resource: `urn:altinn:resource:${resource}` }],
    })
    expect((await ask(`memberships?party=${urnOf(otherParty)}`)).json()).toEqual({ data: [] })
    const codes = async (query: string) =>
      z
        .object({ validationErrors: z.array(z.object({ code: z.string() })) })
        .parse((await ask(`memberships?${query}`)).json())
        .validationErrors.map(({ code }) => code)
    expect(await codes('')).toEqual(['RR.VLD-00003'])
    expect(await codes('party=x')).toEqual(['RR.VLD-00004', 'RR.VLD-00003'])
    expect(await codes(`party=${urnOf(party)}&resource=x`)).toEqual(['RR.VLD-00005'])
    await call('DELETE', path)
    await put()
    expect((await ask(`get-by-member?party=${urnOf(party)}`)).json()).toEqual([])
  })

  test('is paged through, each member once', async () => {
    await put()
    const { parties } = aggregates(world.store)
    const numbers = Array.from({ length: 103 }, (_, i) => OrgNo.parse(String(310_900_000 + i)))
    for (const orgNo of numbers) {
      const { at } = context('register')
      const said = { uuid: deriveId('party', orgNo), name: 'Fisk', form: 'AS', roles: [], at }
      const command = { type: 'RecordParty', orgNo, ...said } as const
      await parties.execute(orgNo, command, context(`register ${orgNo}`))
    }
    await members('POST', ...numbers.slice(0, 100))
    await members('POST', ...numbers.slice(100))
    const first = Page.parse((await call('GET', `${path}/members`)).json())
    const next = new URL(first.links.next ?? expect.fail('there is no next page'))
    const second = Page.parse((await call('GET', `${next.pathname}${next.search}`)).json())
    expect([first.data.length, second.data.length, second.links.next]).toEqual([100, 3, undefined])
    const ids = new Set([...first.data, ...second.data].map(({ id }) => id))
    expect(ids.size).toBe(103)
  })
})
