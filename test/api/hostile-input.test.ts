import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseStrictJson, RefusedJson } from '../../api/http/strict-json.ts'
import type { Route } from '../../api/http/route.ts'
import { ViewsNotReady } from '../../projections/views.ts'
import { type ApiWorld, apiWorld } from '../support/api-world.ts'
import { owner, party, pia, systemUserId, vendor } from '../support/fixtures.ts'
import {
  authorizePath,
  pdpScope,
  question,
  readScope,
  registerPath,
  registerScope,
  registryScope,
  requestBody,
  requestPath,
  resourceBody,
  storyWorld,
  systemBody,
  writeScope,
} from '../support/story-world.ts'

const json = (text: string | Buffer) => ({
  payload: text,
  headers: { 'content-type': 'application/json' },
})

const read = (text: string): unknown => parseStrictJson(Buffer.from(text))

describe('the reader of JSON', () => {
  test('reads what JSON.parse reads, whatever the value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        fc.pre(!/__proto__|constructor|prototype/u.test(text) && text.isWellFormed())
        expect(read(text)).toEqual(JSON.parse(text))
      }),
    )
  })
  test.each([
    ['a member twice', '{"a":1,"a":2}'],
    ['a member twice, written in two ways', String.raw`{"a":1,"\u0061":2}`],
    ['a member twice, further in', '{"b":[{"a":1,"c":{},"a":2}]}'],
    ['half of a surrogate pair', String.raw`{"a":"\ud800"}`],
    ['a reach for the prototype', '{"__proto__":{"x":1}}'],
    ['a hidden reach for the prototype', String.raw`{"\u005f_proto__":{}}`],
    ['33 arrays in each other', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['100 000 arrays in each other', '['.repeat(100_000)],
    ['nothing', ''],
    ['more than one value', '{} {}'],
  ])('refuses %s', (_name, text) => {
    expect(() => read(text)).toThrow(RefusedJson)
  })
  test('refuses bytes that are no UTF-8', () => {
    expect(() => parseStrictJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(RefusedJson)
  })
  test('lets one name stand in two objects, and braces stand in text', () => {
    const text = String.raw`{"a":{"x":1},"b":{"x":"}\",{\"x\":["},"c":[{"x":1},{"x":2}]}`
    expect(read(text)).toEqual(JSON.parse(text))
  })
})

const wellFormed = (text: string | undefined): string => (text ?? 'x').toWellFormed() || 'x'

describe('hostile input', () => {
  let world: ApiWorld
  beforeAll(async () => {
    world = await storyWorld()
  })

  test.each([
    ['a body of a megabyte', 413, json(`"${'x'.repeat(1024 * 1024)}"`)],
    [
      '10 000 rights',
      413,
      json(
        JSON.stringify(
          systemBody({ rights: Array.from({ length: 10_000 }, () => ({ resource: [] })) }),
        ),
      ),
    ],
    [
      'a right of no resource',
      400,
      json(JSON.stringify(systemBody({ rights: [{ resource: [] }] }))),
    ],
    ['an empty body', 400, json('')],
    ['null', 400, json('null')],
    ['a member twice', 400, json('{"id":1,"id":2}')],
    ['a member in two cases', 400, json('{"id":"a","ID":"b"}')],
    [
      'a name that turns the writing round',
      400,
      json(
        JSON.stringify(
          systemBody({ id: `${vendor}_z`, name: { nb: '\u202Egnol', nn: 'x', en: 'x' } }),
        ),
      ),
    ],
    [
      'a name with a line break in it',
      400,
      json(
        JSON.stringify(systemBody({ id: `${vendor}_z`, name: { nb: 'a\nb', nn: 'x', en: 'x' } })),
      ),
    ],
  ])('%s is refused, and nothing is recorded', async (_name, status, more) => {
    const before = world.log.length
    const token = await world.organisation(vendor, registerScope)
    const answer = await world.call(token, 'POST', registerPath, more)
    expect(answer.statusCode).toBe(status)
    expect(world.log.length).toBe(before)
  })

  test('members beside the contract change nothing', async () => {
    const token = await world.organisation(vendor, writeScope)
    const extra = {
      status: 'Accepted',
      id: systemUserId,
      vendorOrgNo: owner,
      externalReference: 'x',
    }
    const body = requestBody({ externalRef: 'mass', ...extra })
    const made = await world.call(token, 'POST', `${requestPath}/vendor`, { body })
    expect(made.json()).toMatchObject({ status: 'New', externalRef: 'mass' })
    expect(made.body).not.toContain(systemUserId)
  })

  test.each([
    ['that is malformed', 'x', 400],
    ['of another installation', 'other-17', 409],
    ['of a time to come', 'test-999999', 503],
  ])('a consistency token %s is not taken', async (_name, token, status) => {
    const pdp = await world.organisation(owner, pdpScope)
    const asked = { body: question(systemUserId), headers: { 'consistency-token': token } }
    const answer = await world.call(pdp, 'POST', authorizePath, asked)
    expect(answer.statusCode).toBe(status)
    if (status === 503) expect(answer.headers['retry-after']).toBe('1')
  })

  test('a call with the same idempotency key is the same command', async () => {
    const token = await world.organisation(owner, registryScope)
    const body = resourceBody({ identifier: 'told-twice' })
    const more = { body, headers: { 'idempotency-key': 'once' } }
    const first = await world.call(token, 'POST', '/resourceregistry/api/v1/resource', more)
    const length = world.log.length
    const again = await world.call(token, 'POST', '/resourceregistry/api/v1/resource', more)
    expect([first.statusCode, again.statusCode]).toEqual([201, 201])
    expect(world.log.length).toBe(length)
  })
})

describe('a body that is packed', () => {
  test.each(['gzip', 'br', 'deflate, gzip', 'x'])('by %s is not unpacked', async (encoding) => {
    const world = await storyWorld()
    const token = await world.organisation(owner, pdpScope)
    const send = (contentEncoding: string) =>
      world.call(token, 'POST', authorizePath, {
        payload: gzipSync('{}'),
        headers: { 'content-type': 'application/json', 'content-encoding': contentEncoding },
      })
    const answer = await send(encoding)
    expect(answer.statusCode).toBe(415)
    expect(answer.headers['accept-encoding']).toBe('identity')
    expect((await send('Identity')).statusCode).toBe(400)
  })
})

describe('whatever is sent', () => {
  let world: ApiWorld
  let routes: readonly Route[]
  let tokens: readonly (string | undefined)[]
  beforeAll(async () => {
    world = await storyWorld()
    routes = world.routes
    tokens = [
      undefined,
      'x.y.z',
      await world.organisation(
        vendor,
        registerScope,
        writeScope,
        readScope,
        registryScope,
        pdpScope,
      ),
      await world.organisation(owner, 'altinn:maskinporten/systemuser.read'),
      await world.person(pia),
    ]
  })

  const part = fc.oneof(
    fc.constantFrom(
      String(Number(party)),
      systemUserId,
      `${vendor}_smartregnskap`,
      'no-such',
      '..',
      '0',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  const value = fc.oneof(
    fc.json(),
    fc
      .constantFrom(systemBody(), requestBody(), resourceBody(), question(systemUserId))
      .chain((body) =>
        fc
          .tuple(fc.constantFrom(...Object.keys(body)), fc.jsonValue({ maxDepth: 3 }))
          .map(([name, other]) => JSON.stringify({ ...body, [name]: other })),
      ),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constant('['.repeat(5000)),
  )

  test('on any route is answered with no 5xx, and is no fault', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        fc.array(part, { minLength: 3, maxLength: 3 }),
        value,
        fc.record({
          who: fc.nat(tokens.length - 1),
          type: fc.constantFrom(
            'application/json',
            'text/plain',
            'multipart/form-data; boundary=x',
            '',
          ),
        }),
        async ({ method, path }, parts, payload, { who, type }) => {
          let used = 0
          const url = path.replaceAll(/:\w+/gu, () => encodeURIComponent(wellFormed(parts[used++])))
          const answer = await world.call(tokens[who], method, url, {
            payload,
            headers: type === '' ? {} : { 'content-type': type },
          })
          expect(answer.statusCode).toBeLessThan(500)
        },
      ),
      { numRuns: 600 },
    )
    expect(world.faults).toEqual([])
  })
})

describe('a fault', () => {
  const secret = 'person 17858410002 in the database'
  test('is told to the log without numbers, and to the caller not at all', async () => {
    const world = await apiWorld({
      decideAccess: () => Promise.reject(new Error(`${secret} eyJhbGciOi.x.y`)),
    })
    const token = await world.organisation(owner, pdpScope)
    const answer = await world.call(token, 'POST', authorizePath, { body: question(systemUserId) })
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain('database')
    const [fault] = world.faults
    expect(fault?.message).toBe('person [number] in the database [token]')
    expect(JSON.stringify(world.faults)).not.toContain('17858410002')
  })
  test('that passes is told as such', async () => {
    const world = await apiWorld({
      decideAccess: () => Promise.reject(new ViewsNotReady('nothing was built yet')),
    })
    const token = await world.organisation(owner, pdpScope)
    const answer = await world.call(token, 'POST', authorizePath, { body: question(systemUserId) })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1'])
  })
})
