import { describe, expect, test } from 'vitest'
import { grantDesk } from '../support/grant-desk.ts'
import { jwtBearer, tokenForm } from '../support/grants.ts'
import type { TokenEvent } from '../../servers/maskinporten/token-routes.ts'
import {
  decode,
  errorOf,
  maskinportenForTest,
  postToken,
  standingClock,
  vendor,
} from '../support/maskinporten.ts'

const { at, signed, withClaims } = grantDesk()
const good = () => signed(at().good)
const post = (init: RequestInit) => postToken(at().maskinporten.issuer, init)

describe('a request to the token endpoint is refused when', () => {
  test('the grant type is another', async () => {
    const reply = await post({ body: new URLSearchParams({ grant_type: 'client_credentials' }) })
    expect(errorOf(reply)).toMatchObject({ status: 400, error: 'unsupported_grant_type' })
  })

  test.each<[string, [string, string][]]>([
    ['there is no grant type', [['assertion', 'x']]],
    ['there is no assertion', [['grant_type', jwtBearer]]],
    [
      'a member is repeated',
      [
        ['grant_type', jwtBearer],
        ['assertion', 'x'],
        ['assertion', 'y'],
      ],
    ],
    ['it is empty', []],
  ])('%s', async (_name, entries) => {
    const reply = await post({ body: new URLSearchParams(entries) })
    expect(errorOf(reply)).toEqual({ status: 400, error: 'invalid_request', mp: undefined })
  })

  test('it is JSON', async () => {
    const reply = await post({
      body: JSON.stringify({ grant_type: jwtBearer, assertion: good() }),
      headers: { 'content-type': 'application/json' },
    })
    expect(errorOf(reply)).toMatchObject({ status: 415, error: 'invalid_request' })
  })

  test('the assertion stands in the address', async () => {
    const address = `${at().maskinporten.issuer}token?${tokenForm(good()).toString()}`
    expect((await fetch(address, { method: 'POST' })).status).toBe(400)
  })

  test('it is a GET', async () => {
    const response = await fetch(`${at().maskinporten.issuer}token`)
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })

  test('it is too large', async () => {
    const reply = await post({ body: tokenForm('x'.repeat(1024 * 1024)) })
    expect(errorOf(reply)).toMatchObject({ status: 413, error: 'invalid_request' })
  })

  test('but not when its media type names a character set', async () => {
    const reply = await post({
      body: tokenForm(good()).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    })
    expect(reply.status).toBe(200)
  })
})

test('an error is told as Maskinporten tells it', async () => {
  const { issuer, send } = at().maskinporten
  const { headers, body } = await send(withClaims({ aud: 'x' })())
  expect(Object.keys(body)).toEqual(['error', 'error_description', 'error_uri'])
  expect(body['error_description']).toMatch(
    /^Invalid assertion\. Client authentication failed\. Invalid JWT claim aud\. \(trace_id: [0-9a-f]{32}\)$/u,
  )
  expect(body['error_uri']).toBe(`${issuer}errors/MP-110`)
  expect(headers.get('cache-control')).toBe('no-store')
})

test('an answer holds the token and may not be stored', async () => {
  const { status, headers, body } = await at().maskinporten.send(good())
  expect(status).toBe(200)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(Object.keys(body)).toEqual(['access_token', 'token_type', 'expires_in', 'scope'])
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 120 })
})

describe('a token', () => {
  test('has the members of a genuine one, in its order', async () => {
    const { body } = await at().maskinporten.send(good())
    const { header, claims } = decode(body['access_token'])
    expect(Object.keys(Object(header))).toEqual(['kid', 'alg'])
    expect(header).toMatchObject({ alg: 'RS256', kid: expect.stringMatching(/^[\w-]{43}$/u) })
    expect(Object.keys(claims)).toEqual([
      'scope',
      'iss',
      'client_amr',
      'token_type',
      'exp',
      'iat',
      'client_id',
      'jti',
      'consumer',
    ])
    expect(claims).toMatchObject({
      iss: at().maskinporten.issuer,
      client_amr: 'private_key_jwt',
      token_type: 'Bearer',
      client_id: at().maskinporten.client(vendor).clientId,
      jti: expect.stringMatching(/^[\w-]{43}$/u),
      consumer: { authority: 'iso6523-actorid-upis', ID: '0192:312605031' },
    })
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(120)
  })

  test.each([
    ['a list', ['https://api.example/']],
    ['one text', 'https://api.example/'],
  ])('is for the resource that was asked for, as %s', async (_name, resource) => {
    const { body } = await at().maskinporten.send(withClaims({ resource })())
    expect(decode(body['access_token']).claims['aud']).toEqual(resource)
  })

  test('names a synthetic person that the grant names, and no login', async () => {
    const { body } = await at().maskinporten.send(withClaims({ pid: '17858410002' })())
    const { claims } = decode(body['access_token'])
    expect(claims['pid']).toBe('17858410002')
    expect(claims).not.toHaveProperty('acr')
    expect(claims).not.toHaveProperty('sub')
  })
})

test('the metadata has the members of the genuine document', async () => {
  const { issuer } = at().maskinporten
  const response = await fetch(`${issuer}.well-known/oauth-authorization-server`)
  expect(await response.json()).toEqual({
    authorization_details_types_supported: ['urn:altinn:systemuser'],
    grant_types_supported: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
    issuer,
    jwks_uri: `${issuer}jwk`,
    token_endpoint: `${issuer}token`,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'RS512'],
  })
})

test('the published keys are public', async () => {
  const response = await fetch(`${at().maskinporten.issuer}jwk`)
  const { keys } = Object(await response.json())
  expect(keys).toHaveLength(1)
  expect(Object.keys(keys[0]).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
})

test('what happened is reported: by whom if that is proven, and never what was sent', async () => {
  const events: TokenEvent[] = []
  const clock = standingClock()
  const own = await maskinportenForTest({ clock, report: (event) => events.push(event) })
  await own.ask(own.good())
  const refused = await own.ask({ ...own.good(), claims: { ...own.good().claims, scope: 'a:b' } })
  await own.send('not a jwt')
  await own.close()
  const who = { clientId: own.client(vendor).clientId, orgNo: vendor }
  expect(events).toMatchObject([
    { outcome: 'issued', ...who },
    { outcome: 'scope-not-registered', ...who },
    { outcome: 'malformed-assertion' },
  ])
  expect(events[2]).not.toHaveProperty('clientId')
  expect(refused.body['error_description']).toContain(events[1]?.traceId)
})
