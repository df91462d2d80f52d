import { createLocalJWKSet, jwtVerify } from 'jose'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PersonRef } from '../../domain/values.ts'
import { signingKey, type SigningKey } from '../../infrastructure/tokens/signing-key.ts'
import { tokenExchange } from '../../infrastructure/tokens/token-exchange.ts'
import {
  altinnIssuer,
  consumer,
  idportenIssuer,
  maskinportenIssuer,
  nowMs,
  nowSeconds,
  type TestIssuer,
  testIssuer,
  verifierOf,
} from '../support/api-fixture.ts'
import { apiWorld, type ApiWorld } from '../support/api-world.ts'

const personRef = PersonRef.parse('7c9e6679-7425-40de-944b-e07fc1f90ae7')
const path = '/authentication/api/v1/exchange'

describe('the exchange of tokens', () => {
  let dataDir: string
  let key: SigningKey
  let world: ApiWorld
  let maskinporten: TestIssuer
  let idporten: TestIssuer
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'exchange-'))
    key = await signingKey(dataDir)
    maskinporten = await testIssuer('maskinporten', maskinportenIssuer)
    idporten = await testIssuer('id-porten', idportenIssuer)
    const verifiers = {
      maskinporten: verifierOf([maskinporten]),
      'id-porten': verifierOf([idporten]),
    }
    world = await apiWorld({
      verifyOutsideToken: (provider, token) => verifiers[provider](token),
      exchangeToken: tokenExchange({
        issuer: altinnIssuer,
        key,
        now: () => nowMs,
        newId: () => 'a-session',
        personOf: async (pid) =>
          pid === '17858410002' ? { personRef, userId: 20_000_001 } : undefined,
      }),
    })
  })
  afterAll(async () => {
    await world.app.close()
    await rm(dataDir, { recursive: true })
  })

  const organisation = {
    consumer: consumer('312605031'),
    client_id: 'c',
    scope: 'x:y',
    aud: 'http://127.0.0.1:5100',
  }
  const person = {
    pid: '17858410002',
    acr: 'idporten-loa-high',
    scope: 'openid altinn:portal/enduser',
    sub: 'pairwise',
    client_id: 'portal',
  }
  const claimsOf = async (token: string) =>
    (
      await jwtVerify(token, createLocalJWKSet({ keys: [...key.jwks.keys] }), {
        issuer: altinnIssuer,
        currentDate: new Date(nowMs),
      })
    ).payload

  test('makes an organisation’s token one of ours, for half an hour', async () => {
    const token = await maskinporten.sign(organisation)
    const answer = await world.call(token, 'GET', `${path}/MASKINPORTEN`)
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    const claims = await claimsOf(answer.body)
    expect(claims).toMatchObject({
      consumer: organisation.consumer,
      scope: 'x:y',
      'urn:altinn:orgNumber': '312605031',
      'urn:altinn:authenticatemethod': 'maskinporten',
      'urn:altinn:authlevel': 3,
      exp: nowSeconds + 1800,
      sid: 'a-session',
    })
    expect(claims).not.toHaveProperty('aud')
  })

  test('answers a JSON string to whoever takes JSON alone', async () => {
    const token = await maskinporten.sign(organisation)
    const headers = { accept: 'application/json' }
    const answer = await world.call(token, 'GET', `${path}/maskinporten`, { headers })
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.json()).toMatch(/^eyJ/u)
  })

  test('names a person by reference, for as long as the login lasts', async () => {
    const token = await idporten.sign(person)
    const claims = await claimsOf((await world.call(token, 'GET', `${path}/id-porten`)).body)
    expect(claims).toMatchObject({
      'urn:altinn:userid': 20_000_001,
      'urn:altinn:party:uuid': personRef,
      'urn:altinn:authlevel': 4,
      exp: nowSeconds + 110,
    })
    expect(claims).not.toHaveProperty('sub')
  })

  test('takes no claim of ours from outside', async () => {
    const forged = { 'urn:altinn:userid': 1, 'urn:altinn:party:uuid': personRef, nameid: '1' }
    const token = await maskinporten.sign({ ...organisation, ...forged })
    const claims = await claimsOf((await world.call(token, 'GET', `${path}/maskinporten`)).body)
    for (const name of Object.keys(forged)) expect(claims).not.toHaveProperty(name)
  })

  test.each([
    ['an unknown provider', 'github', 400, async () => maskinporten.sign(organisation)],
    ['a token of the other provider', 'maskinporten', 401, async () => idporten.sign(person)],
    ['no organisation', 'maskinporten', 401, async () => maskinporten.sign({ scope: 'x' })],
    ['no token', 'maskinporten', 401, async () => undefined],
    [
      'an expired token',
      'maskinporten',
      401,
      async () => maskinporten.sign({ ...organisation, exp: 1 }),
    ],
    [
      'a login with no scope of Altinn’s',
      'id-porten',
      403,
      async () => idporten.sign({ ...person, scope: 'openid' }),
    ],
    [
      'a person who is not taken',
      'id-porten',
      401,
      async () => idporten.sign({ ...person, pid: '1' }),
    ],
    [
      'a login of unknown assurance',
      'id-porten',
      401,
      async () => idporten.sign({ ...person, acr: 'x4' }),
    ],
    ['an id token', 'id-porten', 401, async () => idporten.sign({ ...person, at_hash: 'h' })],
  ])('refuses %s', async (_name, provider, status, token) => {
    const answer = await world.call(await token(), 'GET', `${path}/${provider}`)
    expect(answer.statusCode).toBe(status)
    expect(answer.body).not.toContain('17858410002')
  })

  test('has no enterprise users any more', async () => {
    const headers = { 'x-altinn-enterpriseuser-authentication': 'x' }
    const answer = await world.call(undefined, 'GET', `${path}/maskinporten`, { headers })
    expect(answer.statusCode).toBe(410)
  })

  test('signs with a key that is kept, and read by its owner alone', async () => {
    expect((await signingKey(dataDir)).kid).toBe(key.kid)
    const file = await stat(join(dataDir, 'keys', 'signing-key.pem'))
    expect(file.mode & 0o077).toBe(0)
    expect(JSON.stringify(key.jwks)).not.toContain('"d"')
  })

  test('publishes its keys where its tokens say', async () => {
    const base = '/authentication/api/v1/openid'
    const found = await world.call(undefined, 'GET', `${base}/.well-known/openid-configuration`)
    expect(found.json()).toMatchObject({ issuer: altinnIssuer })
    expect((await world.call(undefined, 'GET', `${base}/jwks`)).statusCode).toBe(200)
  })
})
