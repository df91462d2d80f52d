import { describe, expect, test } from 'vitest'
import { grantDesk, type RefusedGrant } from '../support/grant-desk.ts'
import { vendor } from '../support/maskinporten.ts'

const { at, refuses, seconds, withClaims, withClaimsText, withHeader } = grantDesk()

const expiring = (exp: string) =>
  withClaimsText((text) => text.replace(/"exp":\d+/u, `"exp":${exp}`))
const added = (member: string) => withClaimsText((text) => `${text.slice(0, -1)},${member}}`)

describe('a grant is good also when', () => {
  const cases: Record<string, () => string> = {
    'its audience is an array of one': withClaims(() => ({ aud: [at().maskinporten.issuer] })),
    'it names its client as subject': withClaims(() => ({ sub: at().good.claims['iss'] })),
    'it has a start that is past': withClaims(() => ({ nbf: seconds() - 1 })),
    'it lasts exactly 120 seconds': withClaims(() => ({ exp: seconds() + 120 })),
    'it was issued 9 seconds from now': withClaims(() => ({ iat: seconds() + 9 })),
    'it was issued 60 seconds ago': withClaims(() => ({ iat: seconds() - 60, exp: seconds() + 1 })),
    'it has no jti': withClaims({ jti: undefined }),
    'its header says typ JWT': withHeader({ typ: 'jwt' }),
    'it is signed with RS384': withHeader({ alg: 'RS384' }),
    'it is signed with RS512': withHeader({ alg: 'RS512' }),
    'it names its one scope twice': withClaims({
      scope: 'skatteetaten:kravogbetalinger skatteetaten:kravogbetalinger',
    }),
  }
  test.each(Object.entries(cases))('%s', async (_name, make) => {
    const reply = await at().maskinporten.send(make())
    expect(reply.body['error_description']).toBeUndefined()
    expect(reply).toMatchObject({ status: 200, body: { scope: 'skatteetaten:kravogbetalinger' } })
  })
})

describe('the audience of a grant is refused when', () => {
  const audiences: Record<string, (issuer: string) => unknown> = {
    'it is missing': () => undefined,
    'it is the real Maskinporten': () => 'https://maskinporten.no/',
    'it lacks the slash': (issuer) => issuer.slice(0, -1),
    'it is the token endpoint': (issuer) => `${issuer}token`,
    'ours is one of two': (issuer) => [issuer, 'https://evil.example/'],
    'it is a number': () => 7,
    'it is an empty array': () => [],
    'it begins with ours': (issuer) => `${issuer}.evil.example/`,
  }
  refuses(
    Object.entries(audiences).map(([name, aud]) => [
      name,
      withClaims(() => ({ aud: aud(at().maskinporten.issuer) })),
      400,
      'invalid_grant',
      'MP-110',
    ]),
  )
})

describe('the times of a grant are refused when', () => {
  const times: Record<string, () => string> = {
    'it lasts 121 seconds': withClaims(() => ({ exp: seconds() + 121 })),
    'exp is missing': withClaims({ exp: undefined }),
    'iat is missing': withClaims({ iat: undefined }),
    'exp is text': withClaims(() => ({ exp: String(seconds() + 60) })),
    'exp is a fraction': withClaims(() => ({ exp: seconds() + 60.5 })),
    'exp is enormous': expiring('1e300'),
    'exp is negative': expiring('-1'),
    'exp is infinite': expiring('1e999'),
    'exp is in another century': expiring('4102444800'),
    'exp is before iat': withClaims(() => ({ iat: seconds() + 5, exp: seconds() + 4 })),
    'it was issued 11 seconds from now': withClaims(() => ({ iat: seconds() + 11 })),
    'it starts in a minute': withClaims(() => ({ nbf: seconds() + 60 })),
    'its start is text': withClaims({ nbf: 'now' }),
  }
  refuses([
    ...Object.entries(times).map(([name, make]): RefusedGrant => [
      name,
      make,
      400,
      'invalid_grant',
    ]),
    [
      'it expires this second',
      withClaims(() => ({ iat: seconds() - 60, exp: seconds() })),
      400,
      'invalid_grant',
      'MP-130',
    ],
  ])
})

describe('the claims of a grant are refused when', () => {
  const invalid: Record<string, () => string> = {
    'there is an unknown one': withClaims({ systemuser_id: ['x'] }),
    'there is __proto__': added('"__proto__":{}'),
    'there is constructor': added('"constructor":{}'),
    'one of them nests deeply': added(`"deep":${'['.repeat(5000)}${']'.repeat(5000)}`),
    'it acts on behalf of someone': withClaims({ iss_onbehalfof: 'x' }),
    'scope is missing': withClaims({ scope: undefined }),
    'scope is an array': withClaims({ scope: ['a'] }),
    'sub is another client': withClaims({ sub: 'someone' }),
    'jti is a number': withClaims({ jti: 7 }),
    'resource is a number': withClaims({ resource: 7 }),
    'pid is that of a real person': withClaims({ pid: '01017012345' }),
    'consumer_org has a prefix': withClaims({ consumer_org: '0192:310702641' }),
    'consumer_org has a wrong check digit': withClaims({ consumer_org: '310702642' }),
    'it acts for a consumer and a system user': withClaims({
      consumer_org: '310702641',
      authorization_details: [],
    }),
  }
  refuses([
    ...Object.entries(invalid).map(([name, make]): RefusedGrant => [
      name,
      make,
      400,
      'invalid_request',
      'MP-011',
    ]),
    [
      'its consumer is its own organisation',
      withClaims({ consumer_org: vendor }),
      400,
      'invalid_request',
    ],
    [
      'its consumer has delegated nothing to it',
      withClaims({ consumer_org: '310702641' }),
      403,
      'forbidden',
      'MP-251',
    ],
  ])

  test('and a personal number among them is not repeated', async () => {
    const reply = await at().maskinporten.send(withClaims({ pid: '01017012345' })())
    expect(JSON.stringify(reply.body)).not.toContain('01017012345')
  })
})

describe('the scope of a grant is refused when', () => {
  const wanted = 'skatteetaten:kravogbetalinger'
  const invalid: Record<string, string> = {
    'it is not on the client': 'skatteetaten:hemmelig',
    'nobody has made it': 'skatteetaten:finnesikke',
    'it begins with one of the client': `${wanted}2`,
    'it is in capitals': wanted.toUpperCase(),
    'it ends with a space': `${wanted} `,
    'there are two spaces': `${wanted}  skatteetaten:innlevering`,
    'there is a tab': `${wanted}\tskatteetaten:innlevering`,
    'there is a newline': `${wanted}\nskatteetaten:innlevering`,
    'it is a list with commas': `${wanted},skatteetaten:innlevering`,
    'it is empty': '',
    'it is named hundreds of times': Array.from({ length: 300 }, () => wanted).join(' '),
    'it is Maskinporten’s own': 'altinn:maskinporten/systemuser.read',
    'one of two is not on the client': `${wanted} skatteetaten:hemmelig`,
  }
  refuses([
    ...Object.entries(invalid).map(([name, scope]): RefusedGrant => [
      name,
      withClaims({ scope }),
      400,
      'invalid_scope',
      'MP-200',
    ]),
    [
      'it belongs to ID-porten',
      withClaims({ scope: 'altinn:portal/enduser' }),
      400,
      'invalid_scope',
      'MP-201',
    ],
  ])
})
