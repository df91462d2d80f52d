import { describe, expect, test } from 'vitest'
import { startSkatteetaten } from '../../servers/skatteetaten/server.ts'
import { permit, type Reply, systemUserId } from '../support/altinn-contract.ts'
import { withClaims } from '../support/grants.ts'
import { decode } from '../support/maskinporten.ts'
import { claimsPath, getClaims, serviceDesk } from '../support/service-desk.ts'

const { at, clock, good, signed, withToken } = serviceDesk()

const decided = (decision: string): Reply => ({ status: 200, body: { response: [{ decision }] } })
const obliged = (category: string, value: string): Reply => ({
  status: 200,
  body: {
    response: [
      { decision: 'Permit', obligations: [{ attributeAssignment: [{ category, value }] }] },
    ],
  },
})

describe('the PDP', () => {
  test('is asked about the system user alone, and the organisation of the address', async () => {
    await withToken(signed(good()), 'v1/regnskapssystem/314168267/aapnekrav')
    const asked = at().altinn.calls.find(({ path: called }) => called.endsWith('/authorize'))
    expect(asked?.body).toEqual({
      Request: {
        AccessSubject: [
          { Attribute: [{ AttributeId: 'urn:altinn:systemuser:uuid', Value: systemUserId }] },
        ],
        Action: [
          {
            Attribute: [
              { AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: 'read' },
            ],
          },
        ],
        Resource: [
          {
            Attribute: [
              { AttributeId: 'urn:altinn:resource', Value: 'ske-krav-og-betalinger' },
              { AttributeId: 'urn:altinn:organization:identifier-no', Value: '314168267' },
            ],
          },
        ],
      },
    })
  })

  test('is asked each time, with a token that is exchanged once', async () => {
    at().altinn.plays.authorize = () => ({ status: 401 })
    await withToken(signed(good()))
    at().altinn.plays.authorize = at().asBuilt.authorize
    at().altinn.calls.length = 0
    for (const _ of [1, 2, 3]) await withToken(signed(good()))
    const count = (end: string) =>
      at().altinn.calls.filter((call) => call.path.endsWith(end)).length
    expect(count('/authorize')).toBe(3)
    expect(count('/exchange/maskinporten')).toBeLessThanOrEqual(1)
  })

  test('is shown a token of Skatteetaten’s own', async () => {
    at().altinn.plays.authorize = () => ({ status: 401 })
    await withToken(signed(good()))
    const exchanged = at().altinn.calls.find(({ path: called }) => called.endsWith('/maskinporten'))
    const { claims } = decode(exchanged?.authorization?.replace('Bearer ', ''))
    expect(claims).toMatchObject({
      scope: 'altinn:authorization/authorize',
      consumer: { ID: '0192:974761076' },
    })
  })

  test('is asked once more with a new token when it does not take the old one', async () => {
    await withToken(signed(good()))
    let asked = 0
    at().altinn.plays.authorize = () => {
      asked += 1
      return asked === 1 ? { status: 401 } : permit()
    }
    expect((await withToken(signed(good()))).status).toBe(200)
  })
})

describe('the data is not given when the PDP', () => {
  const [permitted] = Object(permit().body).response
  const answers: Record<string, readonly [reply: Reply, status: number, code: string]> = {
    'says NotApplicable': [decided('NotApplicable'), 403, 'not-permitted'],
    'says Deny': [decided('Deny'), 403, 'not-permitted'],
    'says Indeterminate': [decided('Indeterminate'), 403, 'not-permitted'],
    'asks for level 4': [permit('4'), 403, 'authentication-level-too-low'],
    'asks for a level that is no number': [permit('høy'), 403, 'obligation-not-known'],
    'asks for something unknown': [obliged('urn:x', '1'), 403, 'obligation-not-known'],
    'says nothing': [{ status: 200, body: { response: [] } }, 503, 'decision-not-available'],
    'says Permit twice': [
      { status: 200, body: { response: [permitted, permitted] } },
      503,
      'decision-not-available',
    ],
    'says Permit, and then Deny': [
      { status: 200, body: { response: [permitted, { decision: 'Deny' }] } },
      503,
      'decision-not-available',
    ],
    'says a word of its own': [decided('Allow'), 503, 'decision-not-available'],
    'says permit in small letters': [decided('permit'), 503, 'decision-not-available'],
    'answers a web page': [
      { status: 200, body: 'Permit', type: 'text/html' },
      503,
      'decision-not-available',
    ],
    'answers with a failure': [{ status: 500, body: permit().body }, 503, 'decision-not-available'],
    'never takes the token': [{ status: 401 }, 503, 'decision-not-available'],
    'does not let Skatteetaten ask': [{ status: 403 }, 503, 'decision-not-available'],
  }
  test.each(Object.entries(answers))('%s', async (_name, [reply, status, code]) => {
    at().altinn.plays.authorize = () => reply
    const answer = await withToken(signed(good()))
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
    expect(answer.body).not.toHaveProperty('krav')
  })

  test('cannot be asked, as no token can be exchanged', async () => {
    at().altinn.plays.authorize = () => ({ status: 401 })
    for (const reply of [{ status: 500 }, { status: 200, body: 'x' }, { status: 401 }]) {
      at().altinn.plays.exchange = () => reply
      expect((await withToken(signed(good()))).status).toBe(503)
    }
  })

  test('is down, or Maskinporten’s keys cannot be had', async () => {
    const config = {
      port: 0,
      altinnUrl: 'http://127.0.0.1:9',
      maskinportenIssuer: at().maskinporten.issuer,
      storyKeysPath: at().maskinporten.server.storyKeysPath,
      policyPath: '',
      now: clock.now,
    }
    const withoutPdp = await startSkatteetaten(config)
    const asked = await getClaims(`${withoutPdp.url}${claimsPath}`, `Bearer ${signed(good())}`)
    expect(asked.status).toBe(503)
    await withoutPdp.close()
    const maskinportenIssuer = 'http://127.0.0.1:9/'
    const withoutKeys = await startSkatteetaten({ ...config, maskinportenIssuer })
    const token = signed(withClaims(good(), { iss: maskinportenIssuer }))
    const untold = await getClaims(`${withoutKeys.url}${claimsPath}`, `Bearer ${token}`)
    expect(untold).toMatchObject({ status: 503, body: { code: 'keys-not-available' } })
    await withoutKeys.close()
  })
})

test('a level that is asked of service owners only does not concern a system user', async () => {
  at().altinn.plays.authorize = () => obliged('urn:altinn:minimum-authenticationlevel-org', '4')
  expect((await withToken(signed(good()))).status).toBe(200)
})
