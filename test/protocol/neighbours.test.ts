import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Neighbours, startNeighbours } from '../../servers/neighbours/start.ts'
import {
  type AltinnForTest,
  altinnForTest,
  type Call,
  permit,
  type Reply,
  systemUser,
  systemUserId,
} from '../support/altinn-contract.ts'
import { customer, temporaryDirectory, vendor } from '../support/maskinporten.ts'

const requestId = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a01'
const told: string[] = []
let altinn: AltinnForTest
let neighbours: Neighbours
let dataDirectory: string

const registered = new Set<string>()

/** The registers of Altinn, as far as the set-ups use them: what is there already is a conflict. */
function registers({ method, path, body }: Call): Reply {
  const known = registered.has(path)
  if (path.startsWith('/authentication/api/v1/systemregister/vendor/'))
    return registered.has('system') ? { status: 200, body: {} } : { status: 404 }
  if (path === '/authentication/api/v1/systemregister/vendor' && method === 'POST') {
    registered.add('system')
    return { status: 200, body: '"704013ee-e82a-433e-83c5-a40e6e00d746"' }
  }
  if (path === '/resourceregistry/api/v1/resource' && known) return { status: 409, body: '"known"' }
  if (path.startsWith('/authentication/api/v1/systemuser/request/vendor')) {
    const request = { id: requestId, status: 'New', ...Object(body), confirmUrl: 'http://am.ui/' }
    return { status: method === 'POST' ? 201 : 200, body: request }
  }
  registered.add(path)
  return { status: method === 'PUT' ? 200 : 201 }
}

beforeAll(async () => {
  altinn = await altinnForTest(Math.floor(Date.now() / 1000) + 1800)
  altinn.plays.other = registers
  dataDirectory = await temporaryDirectory()
  neighbours = await startNeighbours({
    altinnUrl: altinn.url,
    portBase: 0,
    dataDirectory,
    registerPath: 'servers/story/register.json',
    storyDirectory: 'servers/story',
  })
})
afterAll(async () => {
  await neighbours.close()
  await altinn.close()
})

async function call(server: 'skatteetaten' | 'smartcloud', method: string, path: string) {
  const response = await fetch(`${neighbours.urls[server]}${path}`, { method })
  const text = await response.text()
  told.push(text)
  return { status: response.status, body: Object(JSON.parse(text)) }
}

const didOf = ({ body }: Awaited<ReturnType<typeof call>>) =>
  body.steps.map(({ did, status }: { did: string; status: number }) => `${did}: ${status}`)

test('starting calls nobody at Altinn', () => {
  expect(altinn.calls).toEqual([])
})

describe('Skatteetaten’s set-up', () => {
  test('registers scope, access, resource and policy, and says so', async () => {
    const answer = await call('skatteetaten', 'POST', 'setup')
    expect(answer.status).toBe(200)
    expect(didOf(answer)).toEqual([
      'Asked Maskinporten for a token with idporten:scopes.write: 200',
      'Registered the scope skatteetaten:kravogbetalinger at Maskinporten: 201',
      'Gave 312605031 access to the scope: 200',
      'Asked Maskinporten for a token with altinn:resourceregistry/resource.write: 200',
      'Exchanged the token from Maskinporten for one of Altinn: 200',
      'Registered the resource ske-krav-og-betalinger at Altinn: 201',
      'Uploaded the XACML policy of ske-krav-og-betalinger: 201',
    ])
    const upload = altinn.calls.find(({ path }) => path.endsWith('/policy'))
    expect(upload?.body).toMatch(/name="policyFile"[\s\S]*urn:altinn:accesspackage/u)
  })

  test('succeeds a second time', async () => {
    const answer = await call('skatteetaten', 'POST', 'setup')
    expect(answer.status).toBe(200)
    expect(didOf(answer)).toContain('Updated the resource ske-krav-og-betalinger at Altinn: 200')
  })

  test('says which step failed, and what was answered', async () => {
    altinn.plays.other = () => ({ status: 500, body: { title: 'no' } })
    const answer = await call('skatteetaten', 'POST', 'setup')
    altinn.plays.other = registers
    expect(answer).toMatchObject({ status: 502, body: { answer: { title: 'no' } } })
    expect(answer.body.failed).toContain('Registered the resource')
  })
})

describe('SmartCloud', () => {
  test('does nothing for customers before it is set up', async () => {
    expect(await call('smartcloud', 'POST', `customers/${customer}/token`)).toMatchObject({
      status: 409,
      body: { steps: [] },
    })
  })

  test('registers its client, its key and its system', async () => {
    const answer = await call('smartcloud', 'POST', 'setup')
    expect(answer).toMatchObject({ status: 200, body: { systemId: '312605031_smartregnskap' } })
    expect(didOf(answer)).toContain('Registered our system at Altinn: 200')
    const system = altinn.calls.find(
      ({ method, path }) => method === 'POST' && path.endsWith('/systemregister/vendor'),
    )
    expect(system?.body).toMatchObject({
      clientId: [answer.body.clientId],
      rights: [{ resource: [{ id: 'urn:altinn:resource', value: 'ske-krav-og-betalinger' }] }],
    })
  })

  test('is set up a second time with the same client', async () => {
    const first = await call('smartcloud', 'POST', 'setup')
    const second = await call('smartcloud', 'POST', 'setup')
    expect(second.status).toBe(200)
    expect(second.body.clientId).toBe(first.body.clientId)
    expect(didOf(second)).toContain('Updated our system at Altinn: 200')
  })

  test('asks for a system user, and how the request stands', async () => {
    const asked = await call('smartcloud', 'POST', `customers/${customer}/requests`)
    expect(asked).toMatchObject({
      status: 201,
      body: { request: { id: requestId, partyOrgNo: customer, confirmUrl: 'http://am.ui/' } },
    })
    const polled = await call('smartcloud', 'GET', `customers/${customer}/requests/${requestId}`)
    expect(polled).toMatchObject({ status: 200, body: { request: { status: 'New' } } })
  })

  test('shows the claims of a token', async () => {
    const { status, body } = await call('smartcloud', 'POST', `customers/${customer}/token`)
    expect(status).toBe(200)
    expect(body.claims).toMatchObject({
      scope: 'skatteetaten:kravogbetalinger',
      authorization_details: [{ systemuser_id: [systemUserId] }],
    })
  })

  test('reads a customer’s claims at Skatteetaten', async () => {
    const answer = await call('smartcloud', 'GET', `customers/${customer}/krav`)
    expect(answer).toMatchObject({ status: 200, body: { organisasjonsnummer: customer } })
    expect(answer.body.steps.map(({ method }: { method: string }) => method)).toEqual([
      'POST',
      'GET',
    ])
  })

  test('shows Maskinporten’s own error when the system user is gone', async () => {
    const play = altinn.plays.lookup
    altinn.plays.lookup = () => ({ status: 404 })
    const { status, body } = await call('smartcloud', 'POST', `customers/${customer}/token`)
    altinn.plays.lookup = play
    expect({ status, error: body.error }).toEqual({
      status: 400,
      error: 'invalid_altinn_customer_configuration',
    })
    expect(body.error_uri).toMatch(/MP-303$/u)
  })

  test('is refused with its last token once the PDP says no', async () => {
    altinn.plays.authorize = () => ({
      status: 200,
      body: { response: [{ decision: 'NotApplicable' }] },
    })
    const answer = await call('smartcloud', 'GET', `customers/${customer}/krav?reuseToken=true`)
    altinn.plays.authorize = () => permit()
    expect(answer).toMatchObject({ status: 403, body: { code: 'not-permitted' } })
    expect(didOf(answer)).toEqual([`Asked Skatteetaten for the open claims on ${customer}: 403`])
  })

  test('does not take what is no organisation, or a wish it does not know', async () => {
    expect((await call('smartcloud', 'POST', 'customers/310702642/token')).status).toBe(400)
    const response = await fetch(`${neighbours.urls.smartcloud}customers/${customer}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"scope":"admin"}',
    })
    expect(response.status).toBe(400)
  })
})

test('no key, token or assertion was told', async () => {
  const keys = await readFile(neighbours.storyKeysPath, 'utf8')
  const all = told.join('\n')
  for (const [, secret] of keys.matchAll(/"d": "([^"]+)"/gu)) expect(all).not.toContain(secret)
  expect(all).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/u)
})

test('what is secret can be read by its owner alone', async () => {
  const files = [
    neighbours.storyKeysPath,
    join(dataDirectory, 'maskinporten', 'signing-keys.json'),
    join(dataDirectory, 'idporten', 'signing-keys.json'),
    join(dataDirectory, 'smartcloud', 'product.json'),
  ]
  for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('after a restart the product still has its client', async () => {
  const { clientId } = (await call('smartcloud', 'POST', 'setup')).body
  await neighbours.close()
  neighbours = await startNeighbours({
    altinnUrl: altinn.url,
    portBase: 0,
    dataDirectory,
    registerPath: 'servers/story/register.json',
    storyDirectory: 'servers/story',
  })
  const { status, body } = await call('smartcloud', 'POST', `customers/${customer}/token`)
  expect({ status, clientId: body.claims?.client_id }).toEqual({ status: 200, clientId })
  expect(systemUser.supplierOrgno).toBe(vendor)
})
