import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeRsaKey, publicPartOf } from '../../servers/support/rsa-keys.ts'
import { goodParts, sign, withClaims } from '../support/grants.ts'
import {
  errorOf,
  type MaskinportenForTest,
  maskinportenForTest,
  otherVendor,
  skatteetaten,
  standingClock,
  type StandingClock,
  vendor,
} from '../support/maskinporten.ts'

let clock: StandingClock
let maskinporten: MaskinportenForTest
beforeEach(async () => {
  clock = standingClock()
  maskinporten = await maskinportenForTest({ clock })
})
afterEach(() => maskinporten.close())

const productKey = await makeRsaKey()
const scope = 'skatteetaten:kravogbetalinger'
const service = 'skatteetaten:skattekort'

type Sent = { readonly method?: string; readonly json?: unknown; readonly token?: string }

async function call(path: string, { method = 'GET', json, token }: Sent) {
  const response = await fetch(`${maskinporten.issuer}api/v1/${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  return { status: response.status, body: Object(await response.json()) }
}

const owner = () => maskinporten.token(skatteetaten, 'idporten:scopes.write')
const administrator = (orgNo = vendor) =>
  maskinporten.token(orgNo, 'idporten:dcr.write idporten:dcr.modify idporten:dcr.read')

const newScope = { prefix: 'skatteetaten', subscope: 'skattekort', description: 'Skattekort' }
const newClient = { client_name: 'Produkt', integration_type: 'maskinporten', scopes: [scope] }

async function makeClient(token: string, json: object = newClient): Promise<string> {
  const created = await call('clients', { method: 'POST', json, token })
  expect(created.status).toBe(201)
  return String(created.body.client_id)
}

const keysOf = (...keys: unknown[]) => ({ method: 'POST', json: { keys } })

const askAs = (clientId: string, wanted = scope) =>
  maskinporten.send(
    sign(
      withClaims(
        goodParts(
          { clientId, privateJwk: productKey, issuer: maskinporten.issuer },
          clock.seconds(),
        ),
        { scope: wanted },
      ),
      productKey,
    ),
  )

test('an owner’s scope reaches a vendor’s client by way of access and key', async () => {
  const token = await owner()
  expect(await call('scopes', { method: 'POST', json: newScope, token })).toMatchObject({
    status: 201,
    body: { name: service, owner_orgno: skatteetaten, active: true },
  })
  const access = { method: 'PUT', token }
  expect(await call(`scopes/access/${vendor}?scope=${service}`, access)).toMatchObject({
    status: 200,
    body: { state: 'APPROVED', consumer_orgno: vendor },
  })
  const admin = await administrator()
  const clientId = await makeClient(admin, { ...newClient, scopes: [service] })
  expect(errorOf(await askAs(clientId, service)).error).toBe('invalid_grant')
  const posted = { ...keysOf(publicPartOf(productKey)), token: admin }
  expect(await call(`clients/${clientId}/jwks`, posted)).toMatchObject({ status: 200 })
  expect(await askAs(clientId, service)).toMatchObject({ status: 200, body: { scope: service } })
})

test('access that is taken away is gone at the next token', async () => {
  const token = await owner()
  const path = `scopes/access/${vendor}?scope=${scope}`
  expect(await call(path, { method: 'DELETE', token })).toMatchObject({
    status: 200,
    body: { state: 'DENIED' },
  })
  expect(errorOf(await maskinporten.ask(maskinporten.good()))).toEqual({
    status: 403,
    error: 'forbidden',
    mp: 'MP-250',
  })
  await call(path, { method: 'PUT', token })
  expect((await maskinporten.ask(maskinporten.good())).status).toBe(200)
})

test('the least lifetime of the scopes is the token’s', async () => {
  const token = await owner()
  const json = { description: 'x', at_max_age: 30 }
  await call(`scopes?scope=${scope}`, { method: 'PUT', json, token })
  const parts = withClaims(maskinporten.good(), { scope: `${scope} skatteetaten:innlevering` })
  expect((await maskinporten.ask(parts)).body['expires_in']).toBe(30)
})

test('a scope that is put away is no scope any more', async () => {
  const token = await owner()
  await call(`scopes?scope=${scope}`, { method: 'DELETE', token })
  expect(errorOf(await maskinporten.ask(maskinporten.good())).mp).toBe('MP-200')
})

describe('a client', () => {
  test('that is put away gets no token', async () => {
    const token = await administrator()
    const clientId = await makeClient(token)
    await call(`clients/${clientId}/jwks`, { ...keysOf(publicPartOf(productKey)), token })
    expect((await askAs(clientId)).status).toBe(200)
    await call(`clients/${clientId}`, { method: 'DELETE', token })
    expect(errorOf(await askAs(clientId)).mp).toBe('MP-100')
  })

  test('whose key is removed gets no token', async () => {
    const token = await administrator()
    const clientId = await makeClient(token)
    await call(`clients/${clientId}/jwks`, { ...keysOf(publicPartOf(productKey)), token })
    expect((await askAs(clientId)).status).toBe(200)
    await call(`clients/${clientId}/jwks/${productKey.kid}`, { method: 'DELETE', token })
    expect(errorOf(await askAs(clientId))).toMatchObject({ error: 'invalid_grant', mp: undefined })
  })

  test('keeps its keys when it is changed, and shows when they end', async () => {
    const token = await administrator()
    const clientId = await makeClient(token)
    await call(`clients/${clientId}/jwks`, { ...keysOf(publicPartOf(productKey)), token })
    const json = { ...newClient, client_name: 'Annet navn' }
    const changed = await call(`clients/${clientId}`, { method: 'PUT', json, token })
    expect(changed.body).toMatchObject({ client_name: 'Annet navn' })
    expect(changed.body).not.toHaveProperty('keys')
    const { body } = await call(`clients/${clientId}/jwks`, { token })
    expect(body.keys).toMatchObject([
      { kid: productKey.kid, exp: clock.seconds() + 365 * 24 * 3600 },
    ])
  })

  test('of another organisation is not there', async () => {
    const clientId = await makeClient(await administrator())
    const token = await administrator(otherVendor)
    const json = newClient
    for (const sent of [{}, { method: 'PUT', json }, { method: 'DELETE' }])
      expect((await call(`clients/${clientId}`, { ...sent, token })).status).toBe(404)
    const posted = { ...keysOf(publicPartOf(productKey)), token }
    expect((await call(`clients/${clientId}/jwks`, posted)).status).toBe(404)
    expect((await call('clients', { token })).body).toHaveLength(1)
  })
})

describe('a client is not made with', () => {
  const wishes: Record<string, readonly [wish: object, error: string]> = {
    'a scope that its organisation has no access to': [
      { scopes: ['skatteetaten:hemmelig'] },
      'invalid_scope',
    ],
    'a scope that is not there': [{ scopes: ['skatteetaten:finnesikke'] }, 'invalid_scope'],
    'Maskinporten’s own scope': [
      { scopes: ['altinn:maskinporten/systemuser.read'] },
      'invalid_scope',
    ],
    'no scope': [{ scopes: [] }, 'invalid_request'],
    'another kind of integration': [{ integration_type: 'idporten' }, 'invalid_request'],
    'a secret for authentication': [
      { token_endpoint_auth_method: 'client_secret_post' },
      'invalid_request',
    ],
  }
  test.each(Object.entries(wishes))('%s', async (_name, [wish, error]) => {
    const json = { ...newClient, ...wish }
    const token = await administrator()
    expect(await call('clients', { method: 'POST', json, token })).toMatchObject({
      status: 400,
      body: { error, status: 400 },
    })
  })
})

describe('a key is not taken when', () => {
  const jwk = publicPartOf(productKey)
  const keys: Record<string, readonly unknown[]> = {
    'it is short': [{ ...jwk, n: Buffer.alloc(128, 0xff).toString('base64url') }],
    'its exponent is one': [{ ...jwk, e: 'AQ' }],
    'its exponent is even': [{ ...jwk, e: 'AQAA' }],
    'its private half comes along': [productKey],
    'it is for encryption': [{ ...jwk, use: 'enc' }],
    'its algorithm is another': [{ ...jwk, alg: 'PS256' }],
    'its name has a slash': [{ ...jwk, kid: '../x' }],
    'two have one name': [jwk, jwk],
    'there are six': Array.from({ length: 6 }, (_, place) => ({ ...jwk, kid: `key-${place}` })),
    'there is none': [],
  }
  test.each(Object.entries(keys))('%s', async (_name, posted) => {
    const token = await administrator()
    const clientId = await makeClient(token)
    const answer = await call(`clients/${clientId}/jwks`, { ...keysOf(...posted), token })
    expect(answer.status).toBe(400)
    expect((await call(`clients/${clientId}/jwks`, { token })).status).toBe(404)
  })
})

describe('administration is refused', () => {
  test('without a token, or with something else than one', async () => {
    expect((await call('clients', {})).status).toBe(401)
    expect((await call('clients', { token: 'x.y.z' })).status).toBe(401)
    const grant = sign(maskinporten.good(), maskinporten.client(vendor).privateJwk)
    expect((await call('clients', { token: grant })).status).toBe(401)
  })

  test('with a token that has expired', async () => {
    const token = await administrator()
    clock.advance(121)
    expect((await call('clients', { token })).status).toBe(401)
  })

  test('with a token of another scope', async () => {
    const token = await maskinporten.token(vendor, scope)
    expect((await call('clients', { token })).status).toBe(403)
    const reader = await maskinporten.token(vendor, 'idporten:dcr.read')
    const sent = { method: 'POST', json: newClient, token: reader }
    expect((await call('clients', sent)).status).toBe(403)
    expect((await call('scopes', { method: 'POST', json: newScope, token: reader })).status).toBe(
      403,
    )
  })

  test('of a prefix that is another’s', async () => {
    const json = { ...newScope, prefix: 'altinn' }
    const token = await owner()
    expect((await call('scopes', { method: 'POST', json, token })).status).toBe(403)
  })

  test('of a scope that is another’s', async () => {
    const token = await owner()
    const path = `scopes/access/${vendor}?scope=altinn:authorization/authorize`
    expect((await call(path, { method: 'PUT', token })).status).toBe(404)
  })

  test('of what is there already', async () => {
    const token = await owner()
    await call('scopes', { method: 'POST', json: newScope, token })
    expect((await call('scopes', { method: 'POST', json: newScope, token })).status).toBe(409)
  })

  test('of an organisation that is none', async () => {
    const token = await owner()
    const path = `scopes/access/312605032?scope=${scope}`
    expect((await call(path, { method: 'PUT', token })).status).toBe(400)
  })
})

test('the open list of scopes does not show Maskinporten’s own', async () => {
  const { body } = await call('scopes/all', {})
  const names = body.map(({ name }: { name: string }) => name)
  expect(names).toContain(scope)
  expect(names).not.toContain('altinn:maskinporten/systemuser.read')
})
