import { beforeEach, describe, expect, test } from 'vitest'
import { statesIn } from '../../api/http/entity-tag.ts'
import { change, changeDesk, vendorsChanges } from '../support/change-desk.ts'
import { changePath, correlationId, swapBody } from '../support/change-story.ts'
import { ola, otherVendor, party, pia, vendor } from '../support/fixtures.ts'
import {
  readScope,
  registerPath,
  registerScope,
  requestPath,
  resourceBody,
  resourcePath,
  system,
  systemBody,
  systemUserPath,
  writeScope,
} from '../support/story-world.ts'
import { owner } from '../support/fixtures.ts'
import { registryScope, resource } from '../support/story-world.ts'
import { systemUserWorld } from '../support/system-user-world.ts'

type Story = Awaited<ReturnType<typeof systemUserWorld>>

const own = Number(party)
let story: Story
let world: Story['world']

beforeEach(async () => {
  story = await systemUserWorld()
  ;({ world } = story)
})

type Told = { readonly detail?: string }
type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'
const call = async (
  token: string,
  method: Method,
  path: string,
  more: { tag?: string | undefined; body?: unknown } = {},
) =>
  world.call(token, method, path, {
    ...(more.body !== undefined && { body: more.body }),
    ...(more.tag !== undefined && { headers: { 'if-match': more.tag } }),
  })
const tagAt = async (token: string, path: string): Promise<string> =>
  String((await call(token, 'GET', path)).headers['etag'])

describe('a write that says what it was decided by', () => {
  test('replaces a system that is as it was read, and no other', async () => {
    const token = await world.organisation(vendor, registerScope)
    const path = `${registerPath}/${system}`
    const tag = await tagAt(token, path)
    expect(tag).toMatch(/^"\d+"$/u)
    const named = (nb: string) => systemBody({ name: { nb, nn: nb, en: nb } })
    expect((await call(token, 'PUT', path, { tag, body: named('Ett') })).statusCode).toBe(200)
    const before = world.log.length
    const late = await call(token, 'PUT', path, { tag, body: named('To') })
    expect([late.statusCode, late.json()]).toMatchObject([412, { status: 412 }])
    expect(world.log).toHaveLength(before)
    expect((await call(token, 'DELETE', path, { tag })).statusCode).toBe(412)
    const anew = await tagAt(token, path)
    expect((await call(token, 'PUT', `${path}/rights`, { tag: anew, body: [] })).statusCode).toBe(
      200,
    )
    expect((await call(token, 'DELETE', path, { tag: '*' })).statusCode).toBe(200)
  })

  test('approves a request as the person saw it', async () => {
    const id = await story.ask()
    const path = `${requestPath}/${own}/${id}`
    const tag = await tagAt(story.pias, path)
    expect(await tagAt(story.pias, `${requestPath}/${id}`)).toBe(tag)
    const vendors = await world.organisation(vendor, readScope)
    expect(await tagAt(vendors, `${requestPath}/vendor/${id}`)).toBe(tag)
    expect((await call(story.pias, 'POST', `${path}/escalate`)).body).toBe('true')
    expect((await call(story.pias, 'POST', `${path}/approve`, { tag })).statusCode).toBe(412)
    const anew = await tagAt(story.pias, path)
    expect((await call(story.pias, 'POST', `${path}/approve`, { tag: anew })).body).toBe('true')
  })

  test('renames and ends a system user as it was', async () => {
    const id = await story.created()
    const path = `${systemUserPath}/${own}/${id}`
    const tag = await tagAt(story.pias, path)
    const body = { id, reporteeOrgNo: party, integrationTitle: 'Nytt' }
    expect((await call(story.pias, 'PUT', systemUserPath, { tag, body })).statusCode).toBe(200)
    expect((await call(story.pias, 'DELETE', path, { tag })).statusCode).toBe(412)
    const vendors = await world.organisation(vendor, writeScope)
    const given = `${systemUserPath}/vendor/${id}`
    expect((await call(vendors, 'DELETE', given, { tag })).statusCode).toBe(412)
    const anew = await tagAt(story.pias, path)
    expect((await call(vendors, 'DELETE', given, { tag: anew })).statusCode).toBe(202)
  })

  test('replaces a resource as it was, its policies included', async () => {
    const token = await world.organisation(owner, registryScope)
    const path = `${resourcePath}/${resource}`
    const tag = await tagAt(token, path)
    const body = resourceBody({ homepage: 'https://skatteetaten.example/' })
    expect((await call(token, 'PUT', path, { tag, body })).statusCode).toBe(200)
    expect((await call(token, 'PUT', path, { tag, body: resourceBody() })).statusCode).toBe(412)
  })

  test.each(['W/"1"', '"x"', '', 'none', '"1", "2"', '""'])(
    'is not taken for a state that is none: %s',
    async (tag) => {
      const id = await story.ask()
      const path = `${requestPath}/${own}/${id}/approve`
      expect((await call(story.pias, 'POST', path, { tag })).statusCode).toBe(412)
    },
  )

  test('finds nothing where there is nothing, even if any state will do', async () => {
    const token = await world.organisation(vendor, registerScope)
    const path = `${registerPath}/${vendor}_none`
    const gone = await call(token, 'DELETE', path, { tag: '*' })
    expect(gone.statusCode).toBe(400)
    const made = await call(token, 'POST', registerPath, { tag: '*', body: systemBody() })
    expect(made.statusCode).toBe(412)
  })

  test('is told that it may not before it is told that it is late', async () => {
    const token = await world.organisation(vendor, readScope)
    const path = `${registerPath}/${system}`
    expect((await call(token, 'DELETE', path, { tag: '"1"' })).statusCode).toBe(403)
  })
})

describe('a change, as a part of its system user', () => {
  const desk = changeDesk()
  const path = `${changePath}/${own}/${change}`
  const tagged = (token: string, method: Method, at: string, tag: string) =>
    desk.at().world.call(token, method, at, { headers: { 'if-match': tag } })
  const byPia = async (method: Method, at: string, tag: string) =>
    tagged(await desk.at().world.person(pia), method, at, tag)
  const byVendor = async (orgNo: string, tag: string) =>
    tagged(
      await desk.at().world.organisation(orgNo, writeScope),
      'DELETE',
      `${vendorsChanges}/${change}`,
      tag,
    )
  const tagNow = async (): Promise<string> =>
    String((await desk.byPia('GET', `/${own}/${change}`)).headers['etag'])

  test('is read with one tag by all who may read it', async () => {
    await desk.ask()
    const tag = await tagNow()
    expect(tag).toMatch(/^"\d+"$/u)
    const reads = [
      await desk.byPia('GET', `/${change}`),
      await desk.read(change),
      await desk.read(`byexternalref/${system}/${party}/kunde-17`),
    ]
    expect(reads.map(({ headers }) => headers['etag'])).toEqual([tag, tag, tag])
  })

  test.each(['approve', 'reject'])('is answered as it was seen: %s', async (verb) => {
    await desk.ask()
    const tag = await tagNow()
    await desk.ask(swapBody(), correlationId(2))
    const before = desk.at().world.log.length
    expect((await byPia('POST', `${path}/${verb}`, tag)).statusCode).toBe(412)
    expect(desk.at().world.log).toHaveLength(before)
    const answered = await byPia('POST', `${path}/${verb}`, await tagNow())
    expect([answered.statusCode, answered.body]).toEqual([200, 'true'])
  })

  test('is taken back by its vendor as it was seen', async () => {
    await desk.ask()
    const tag = await tagNow()
    await desk.ask(swapBody(), correlationId(2))
    expect((await byVendor(vendor, tag)).statusCode).toBe(412)
    expect((await byVendor(vendor, await tagNow())).statusCode).toBe(202)
  })

  test('that is not there is not found, whatever state is asked for', async () => {
    for (const tag of ['*', '"1"']) {
      expect((await byVendor(vendor, tag)).statusCode).toBe(404)
      expect((await byPia('POST', `${path}/approve`, tag)).statusCode).toBe(404)
      expect((await byPia('POST', `${path}/reject`, tag)).statusCode).toBe(404)
    }
  })

  test('of another is as one that is not there', async () => {
    const nothing = await byVendor(otherVendor, '*')
    await desk.ask()
    const tag = await tagNow()
    for (const asked of ['*', '"1"', tag]) {
      const others = await byVendor(otherVendor, asked)
      expect([others.statusCode, others.json<Told>().detail]).toEqual([
        404,
        nothing.json<Told>().detail,
      ])
    }
  })

  test('is answered by nobody who may not, whatever is asked of its state', async () => {
    await desk.ask()
    const token = await desk.at().world.person(ola)
    for (const tag of ['*', '"1"'])
      expect((await tagged(token, 'POST', `${path}/approve`, tag)).statusCode).toBe(403)
  })
})

test('a header may name more than one state', () => {
  expect(statesIn('"1", "23" ,W/"4"')).toEqual([1n, 23n])
  expect(statesIn(' * ')).toBe('any')
})
