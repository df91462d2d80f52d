import { request as rawRequest } from 'node:http'
import { describe, expect, test } from 'vitest'
import { makeRsaKey } from '../../servers/support/rsa-keys.ts'
import { systemUserId } from '../support/altinn-contract.ts'
import { type Parts, withClaims, withHeader } from '../support/grants.ts'
import { customer, vendor } from '../support/maskinporten.ts'
import { claimsPath, entry, serviceDesk } from '../support/service-desk.ts'

const { at, clock, events, get, good, signed, withToken } = serviceDesk()
const strangersKey = await makeRsaKey()

const claims = (changed: () => Parts['claims']) => () => signed(withClaims(good(), changed()))
const header = (changed: Parts['header']) => () => signed(withHeader(good(), changed))
const organisation = (ID: unknown) => ({ authority: 'iso6523-actorid-upis', ID })
const details = (...entries: unknown[]) => ({ authorization_details: entries })

describe('a permitted system user', () => {
  test('is given the open claims on the organisation', async () => {
    const { status, body } = await withToken(signed(good()))
    expect(status).toBe(200)
    expect(body.organisasjonsnummer).toBe(customer)
    expect(body.krav.length).toBeGreaterThan(0)
    expect(body.krav[0]).toMatchObject({
      kravtype: expect.any(String),
      utestaaendeBeloep: expect.any(Number),
      kidnummer: expect.stringMatching(/^\d{13}$/u),
    })
  })

  test('is given the same each time, and what is another’s for another', async () => {
    const first = await withToken(signed(good()))
    expect((await withToken(signed(good()))).body).toEqual(first.body)
    const other = await withToken(signed(good()), 'v1/regnskapssystem/314168267/aapnekrav')
    expect(other.body.krav).not.toEqual(first.body.krav)
  })

  test('is given the payments of a period', async () => {
    const address = `v1/regnskapssystem/${customer}/innbetalinger`
    const all = (await withToken(signed(good()), address)).body.innbetalinger
    const [{ innbetalingsdato: day }] = all
    const narrowed = await withToken(signed(good()), `${address}?fraOgMed=${day}&tilOgMed=${day}`)
    expect(narrowed.body.innbetalinger.length).toBeGreaterThan(0)
    expect(narrowed.body.innbetalinger.length).toBeLessThanOrEqual(all.length)
    expect((await withToken(signed(good()), `${address}?fraOgMed=igaar`)).status).toBe(400)
  })

  test('may be named by an object instead of a list, and by id instead of ID', async () => {
    const systemuser_org = { authority: 'iso6523-actorid-upis', id: `0192:${customer}` }
    for (const authorization_details of [entry, [{ ...entry, systemuser_org }]])
      expect(await withToken(signed(withClaims(good(), { authorization_details })))).toMatchObject({
        status: 200,
      })
  })

  test('may write bearer in small letters', async () => {
    expect((await get(`bearer ${signed(good())}`)).status).toBe(200)
  })

  test('may have a token that is bound to this API', async () => {
    const aud = [at().skatteetaten.url]
    expect((await withToken(signed(withClaims(good(), { aud })))).status).toBe(200)
  })

  test('is known in the audit by organisation, system user and system', async () => {
    await withToken(signed(good()))
    expect(events).toEqual([
      {
        outcome: 'given',
        orgNo: customer,
        caller: { consumerOrgNo: vendor, systemUserId, systemId: `${vendor}_smartregnskap` },
      },
    ])
  })
})

describe('a token is not valid when', () => {
  const tokens: Record<string, () => string> = {
    'a stranger signed it': () => signed(good(), strangersKey),
    'its key is unknown': header({ kid: 'unknown' }),
    'it names no key': header({ kid: undefined }),
    'it brings its own key': () => {
      const { kty, n, e } = strangersKey
      return signed(withHeader(good(), { jwk: { kty, n, e } }), strangersKey)
    },
    'its algorithm is none': header({ alg: 'none' }),
    'its algorithm is another': header({ alg: 'PS256' }),
    'an extension must be understood': header({ crit: ['x'], x: 1 }),
    'its issuer is another': claims(() => ({ iss: 'https://at().maskinporten.no/' })),
    'its issuer lacks the slash': claims(() => ({ iss: at().maskinporten.issuer.slice(0, -1) })),
    'its issuer begins with ours': claims(() => ({ iss: `${at().maskinporten.issuer}.evil/` })),
    'it expired 11 seconds ago': claims(() => ({ exp: clock.seconds() - 11 })),
    'it never expires': claims(() => ({ exp: undefined })),
    'it was never issued': claims(() => ({ iat: undefined })),
    'it was issued 11 seconds from now': claims(() => ({ iat: clock.seconds() + 11 })),
    'it is not yet valid': claims(() => ({ nbf: clock.seconds() + 60 })),
    'it is for another API': claims(() => ({ aud: 'https://api.example/' })),
    'it is not a bearer token': claims(() => ({ token_type: undefined })),
    'it has no scope': claims(() => ({ scope: undefined })),
    'it is a grant': () =>
      signed(at().maskinporten.good(), at().maskinporten.client(vendor).privateJwk),
    'it is no token': () => 'x.y.z',
  }
  test.each(Object.entries(tokens))('%s', async (_name, make) => {
    expect(await withToken(make())).toMatchObject({
      status: 401,
      challenge: 'Bearer error="invalid_token"',
    })
    expect(at().altinn.calls).toEqual([])
  })
})

test('a token that expired 9 seconds ago is still taken', async () => {
  const parts = withClaims(good(), { exp: clock.seconds() - 9, iat: clock.seconds() - 60 })
  expect((await withToken(signed(parts))).status).toBe(200)
})

describe('nobody is asked, and no error is named, when', () => {
  test.each([
    ['there is no header', undefined],
    ['it is another scheme', 'Basic YTpi'],
    ['it is empty', 'Bearer '],
  ])('%s', async (_name, authorization) => {
    expect(await get(authorization)).toMatchObject({ status: 401, challenge: 'Bearer' })
  })

  test('the token stands in the address', async () => {
    expect(await get(undefined, `${claimsPath}?access_token=${signed(good())}`)).toMatchObject({
      status: 401,
      challenge: 'Bearer',
    })
  })

  test('there are two headers', async () => {
    const token = signed(good())
    const status = await new Promise((resolve, reject) => {
      const headers = ['Host', '127.0.0.1', 'Authorization', `Bearer ${token}`]
      const twice = [...headers, 'authorization', `Bearer ${token}`]
      rawRequest(`${at().skatteetaten.url}${claimsPath}`, { headers: twice }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
    expect(status).toBe(401)
  })
})

describe('a valid token is not enough when', () => {
  const tokens: Record<string, readonly [changed: Parts['claims'], code: string]> = {
    'its scope is another': [{ scope: 'skatteetaten:innlevering' }, 'scope-missing'],
    'its scope begins with ours': [{ scope: 'skatteetaten:kravogbetalinger2' }, 'scope-missing'],
    'it names no consumer': [{ consumer: undefined }, 'consumer-not-known'],
    'its consumer is a list': [
      { consumer: [organisation('0192:312605031')] },
      'consumer-not-known',
    ],
    'its consumer has a tail': [
      { consumer: organisation('0192:312605031:x') },
      'consumer-not-known',
    ],
    'its consumer is of another register': [
      { consumer: { authority: 'etsi-en-319-412', ID: 'NTRNO-312605031' } },
      'consumer-not-known',
    ],
    'it is of no system user': [{ authorization_details: undefined }, 'no-system-user'],
    'it is of none': [details(), 'no-system-user'],
    'it is of two': [details(entry, entry), 'no-system-user'],
    'it is a consent that names a system user': [
      details({ ...entry, type: 'urn:altinn:consent' }),
      'no-system-user',
    ],
    'its entry has no type': [details({ ...entry, type: undefined }), 'no-system-user'],
    'its system user has no id': [details({ ...entry, systemuser_id: [] }), 'no-system-user'],
    'its system user has two ids': [
      details({ ...entry, systemuser_id: [systemUserId, systemUserId] }),
      'no-system-user',
    ],
    'its system user’s id is no UUID': [
      details({ ...entry, systemuser_id: ['1'] }),
      'no-system-user',
    ],
    'its system is not named': [details({ ...entry, system_id: undefined }), 'no-system-user'],
    'its owner is not named': [details({ ...entry, systemuser_org: undefined }), 'no-system-user'],
  }
  test.each(Object.entries(tokens))('%s', async (_name, [changed, code]) => {
    const { status, body } = await withToken(signed(withClaims(good(), changed)))
    expect({ status, code: body.code }).toEqual({ status: 403, code })
    expect(at().altinn.calls).toEqual([])
  })

  test('the organisation is none', async () => {
    const address = 'v1/regnskapssystem/310702642/aapnekrav'
    expect((await withToken(signed(good()), address)).status).toBe(400)
  })
})

test('a scope that is missing is named in the challenge', async () => {
  const { challenge } = await withToken(signed(withClaims(good(), { scope: 'x:y' })))
  expect(challenge).toBe('Bearer error="insufficient_scope", scope="skatteetaten:kravogbetalinger"')
})
