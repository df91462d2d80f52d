import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type AltinnForTest,
  altinnForTest,
  type Reply,
  systemUser,
  systemUserId,
} from '../support/altinn-contract.ts'
import { withClaims } from '../support/grants.ts'
import {
  customer,
  decode,
  errorOf,
  type MaskinportenForTest,
  maskinportenForTest,
  standingClock,
  vendor,
} from '../support/maskinporten.ts'

const clock = standingClock()
let altinn: AltinnForTest
let maskinporten: MaskinportenForTest
let asBuilt: AltinnForTest['plays']

beforeAll(async () => {
  altinn = await altinnForTest(clock.seconds() + 1800)
  asBuilt = { ...altinn.plays }
  maskinporten = await maskinportenForTest({
    clock,
    altinnUrl: altinn.url,
    switches: { lookupTimeoutMs: 250 },
  })
})
beforeEach(() => {
  Object.assign(altinn.plays, asBuilt)
  altinn.calls.length = 0
})
afterAll(async () => {
  await maskinporten.close()
  await altinn.close()
})

const org = { authority: 'iso6523-actorid-upis', ID: `0192:${customer}` }
const entry = { type: 'urn:altinn:systemuser', systemuser_org: org }

const found = (changed: Partial<Record<keyof typeof systemUser, unknown>>): Reply => ({
  status: 200,
  body: { ...systemUser, ...changed },
})

const askWith = (details: unknown) =>
  maskinporten.ask(withClaims(maskinporten.good(), { authorization_details: details }))

describe('a token of a system user', () => {
  test('says whose it is and which, before all else', async () => {
    const { status, body } = await askWith([{ ...entry, externalRef: 'kunde-42' }])
    expect(status).toBe(200)
    const { claims } = decode(body['access_token'])
    expect(Object.keys(claims)[0]).toBe('authorization_details')
    expect(claims).toMatchObject({
      consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${vendor}` },
      authorization_details: [
        {
          type: 'urn:altinn:systemuser',
          systemuser_org: org,
          systemuser_id: [systemUserId],
          system_id: '312605031_smartregnskap',
          externalRef: 'kunde-42',
        },
      ],
    })
    expect(body).not.toHaveProperty('authorization_details')
  })

  test('holds no externalRef when none was given', async () => {
    const { claims } = decode((await askWith([entry])).body['access_token'])
    expect(claims['authorization_details']).toEqual([
      {
        type: 'urn:altinn:systemuser',
        systemuser_org: org,
        systemuser_id: [systemUserId],
        system_id: '312605031_smartregnskap',
      },
    ])
  })
})

describe('the look-up', () => {
  test('names client, vendor, customer and reference, with Maskinporten’s own token', async () => {
    await askWith([{ ...entry, externalRef: 'kunde-42' }])
    const [call] = altinn.calls
    expect(call?.path).toBe('/authentication/api/v1/systemuser/byExternalId')
    expect(call?.query).toEqual({
      clientId: maskinporten.client(vendor).clientId,
      systemProviderOrgNo: vendor,
      systemUserOwnerOrgNo: customer,
      externalRef: 'kunde-42',
    })
    const { claims } = decode(call?.authorization?.replace('Bearer ', ''))
    expect(claims).toMatchObject({
      iss: maskinporten.issuer,
      scope: 'altinn:maskinporten/systemuser.read',
      consumer: { ID: '0192:991825827' },
    })
  })

  test('cannot be given other parameters by a reference', async () => {
    const externalRef = '&systemUserOwnerOrgNo=314330897#é'
    await askWith([{ ...entry, externalRef }])
    expect(altinn.calls[0]?.query).toMatchObject({ externalRef, systemUserOwnerOrgNo: customer })
  })

  test('shows a system user gone at once', async () => {
    expect((await askWith([entry])).status).toBe(200)
    altinn.plays.lookup = () => ({ status: 404 })
    expect(errorOf(await askWith([entry]))).toEqual({
      status: 400,
      error: 'invalid_altinn_customer_configuration',
      mp: 'MP-303',
    })
  })

  const broken: Record<string, Reply> = {
    'names another customer': found({ reporteeOrgNo: '314330897' }),
    'names another vendor': found({ supplierOrgno: '314330897' }),
    'is of a deleted system user': found({ isDeleted: true }),
    'has an id that is no UUID': found({ id: '1' }),
    'names two systems': found({ systemId: '312605031_other' }),
    'is empty': { status: 200 },
    'is a list': { status: 200, body: [systemUser] },
    'is a web page': { status: 200, body: '<html></html>', type: 'text/html' },
    'is JSON that is called something else': {
      status: 200,
      body: JSON.stringify(systemUser),
      type: 'text/plain',
    },
    'is broken JSON': { status: 200, body: '{"id":' },
    'is enormous': { status: 200, body: { ...systemUser, more: 'x'.repeat(2_000_000) } },
    'is a failure': { status: 500 },
    'is that we may not': { status: 403 },
    'is that we are nobody': { status: 401 },
    'is that we asked wrongly': { status: 400 },
    'comes too late': { ...found({}), delayMs: 600 },
  }
  test.each(Object.entries(broken))('gives no token when the answer %s', async (_name, reply) => {
    altinn.plays.lookup = () => reply
    const answer = await askWith([entry])
    expect(errorOf(answer)).toEqual({
      status: 503,
      error: 'temporarily_unavailable',
      mp: undefined,
    })
    expect(answer.body).not.toHaveProperty('access_token')
  })

  test('gives no token when nobody answers', async () => {
    const alone = await maskinportenForTest({ clock, altinnUrl: 'http://127.0.0.1:9' })
    const parts = withClaims(alone.good(), { authorization_details: [entry] })
    expect(await alone.ask(parts)).toMatchObject({ status: 503 })
    await alone.close()
  })
})

describe('authorization details are refused, and nothing is looked up, when', () => {
  const orgId = (ID: unknown) => [{ ...entry, systemuser_org: { ...org, ID } }]
  const rows: Record<string, readonly [details: unknown, mp: string]> = {
    'the type is unknown': [[{ ...entry, type: 'urn:altinn:consent' }], 'MP-301'],
    'the type is missing': [[{ systemuser_org: org }], 'MP-301'],
    'the answer is given with the question': [
      [{ ...entry, systemuser_id: [systemUserId] }],
      'MP-302',
    ],
    'the system is given with the question': [[{ ...entry, system_id: 'x' }], 'MP-302'],
    'the organisation has an unknown member': [
      [{ ...entry, systemuser_org: { ...org, name: 'x' } }],
      'MP-302',
    ],
    'the organisation has id in small letters': [
      [{ ...entry, systemuser_org: { authority: org.authority, id: org.ID } }],
      'MP-302',
    ],
    'there are two': [[entry, entry], 'MP-303'],
    'there is none': [[], 'MP-303'],
    'they are no list': [entry, 'MP-303'],
    'they are text': ['urn:altinn:systemuser', 'MP-303'],
    'the entry is null': [[null], 'MP-303'],
    'the organisation is missing': [[{ type: entry.type }], 'MP-303'],
    'the authority is another': [
      [{ ...entry, systemuser_org: { ...org, authority: 'x' } }],
      'MP-303',
    ],
    'the register is another': [orgId(`9908:${customer}`), 'MP-303'],
    'the number lacks its register': [orgId(customer), 'MP-303'],
    'the number is short': [orgId('0192:31070264'), 'MP-303'],
    'the number has a wrong check digit': [orgId('0192:310702642'), 'MP-303'],
    'the number has a space': [orgId(`0192:${customer} `), 'MP-303'],
    'the number is a number': [orgId(310_702_641), 'MP-303'],
    'the reference is empty': [[{ ...entry, externalRef: '' }], 'MP-303'],
    'the reference is no text': [[{ ...entry, externalRef: 1 }], 'MP-303'],
    'the reference is very long': [[{ ...entry, externalRef: 'x'.repeat(300) }], 'MP-303'],
  }
  test.each(Object.entries(rows))('%s', async (_name, [details, mp]) => {
    expect(errorOf(await askWith(details))).toEqual({
      status: 400,
      error: 'invalid_authorization_details',
      mp,
    })
    expect(altinn.calls).toEqual([])
  })

  test('the scope is refused first', async () => {
    const parts = withClaims(maskinporten.good(), {
      scope: 'skatteetaten:hemmelig',
      authorization_details: [entry],
    })
    expect(errorOf(await maskinporten.ask(parts)).mp).toBe('MP-200')
    expect(altinn.calls).toEqual([])
  })
})
