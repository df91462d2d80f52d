import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { authenticator } from '../../api/authentication.ts'
import { IssuerKeysUnavailable } from '../../application/access-token.ts'
import { issuerKeys } from '../../infrastructure/tokens/issuer-keys.ts'
import { tokenVerifier } from '../../infrastructure/tokens/token-verifier.ts'
import {
  altinnIssuer,
  consumer,
  keysOf,
  maskinportenIssuer,
  nowMs,
  nowSeconds,
  type TestIssuer,
  testIssuer,
  verifierOf,
} from '../support/api-fixture.ts'

const claims = { consumer: consumer('312605031'), client_id: 'a-client', scope: 'a b' }

describe('a token', () => {
  let maskinporten: TestIssuer
  let altinn: TestIssuer
  let verify: ReturnType<typeof verifierOf>
  beforeAll(async () => {
    maskinporten = await testIssuer('maskinporten', maskinportenIssuer)
    altinn = await testIssuer('altinn', altinnIssuer)
    verify = verifierOf([maskinporten, altinn])
  })
  const isTaken = async (token: string): Promise<boolean> => (await verify(token)).verified
  const signed = (
    more: Readonly<Record<string, unknown>>,
    header?: Record<string, unknown>,
  ): Promise<string> => maskinporten.sign({ ...claims, ...more }, header)

  test('that is in order is taken', async () => {
    expect(await isTaken(await signed({}))).toBe(true)
  })

  test.each([
    ['that expired 11 s ago', { exp: nowSeconds - 11 }, false],
    ['that expired 9 s ago, within the skew', { exp: nowSeconds - 9 }, true],
    ['that is issued 11 s from now', { iat: nowSeconds + 11 }, false],
    ['that ends before it begins', { iat: nowSeconds + 5, exp: nowSeconds + 4 }, false],
    ['that is not valid yet', { nbf: nowSeconds + 60 }, false],
    ['without exp', { exp: undefined }, false],
    ['without iat', { iat: undefined }, false],
    ['with another issuer’s name', { iss: altinnIssuer }, false],
    ['whose issuer lacks the slash', { iss: maskinportenIssuer.slice(0, -1) }, false],
    ['whose issuer goes on', { iss: `${maskinportenIssuer}.evil/` }, false],
    ['whose issuer is in capitals', { iss: maskinportenIssuer.toUpperCase() }, false],
    ['that is an id token', { nonce: 'n' }, false],
    ['restricted to this audience', { aud: 'http://127.0.0.1:5100' }, true],
    ['restricted to it in a list', { aud: ['http://127.0.0.1:5100'] }, true],
    ['restricted to nothing in particular', { aud: 'unspecified' }, true],
    ['restricted to another audience', { aud: 'https://api.example/' }, false],
    [
      'restricted to another one too',
      { aud: ['http://127.0.0.1:5100', 'https://a.example/'] },
      false,
    ],
    ['restricted to nothing', { aud: [] }, false],
    ['whose consumer is a list', { consumer: [consumer('312605031')] }, false],
    ['whose consumer is longer', { consumer: { ...consumer(''), ID: '0192:312605031:x' } }, false],
    ['of another authority', { consumer: { ...consumer('312605031'), authority: 'x' } }, false],
  ])('%s', async (_name, more, taken) => {
    expect(await isTaken(await signed(more))).toBe(taken)
  })

  test('with no signature is refused', async () => {
    const token = new UnsecuredJWT({ ...claims, iss: maskinportenIssuer, exp: nowSeconds + 60 })
    expect(await isTaken(token.setIssuedAt(nowSeconds).encode())).toBe(false)
  })

  test('signed with the public key as a shared secret is refused', async () => {
    const secret = new TextEncoder().encode(maskinporten.jwks.keys[0]?.n)
    const token = await new SignJWT({ ...claims, iss: maskinportenIssuer, iat: nowSeconds })
      .setProtectedHeader({ alg: 'HS256', kid: 'maskinporten-1' })
      .setExpirationTime(nowSeconds + 60)
      .sign(secret)
    expect(await isTaken(token)).toBe(false)
  })

  test.each([
    ['RS512 is refused', { alg: 'RS512' }],
    ['PS256 is refused', { alg: 'PS256' }],
  ])('by %s', async (_name, header) => {
    const { privateKey } = await generateKeyPair(header.alg)
    const token = await new SignJWT({ ...claims, iss: maskinportenIssuer, iat: nowSeconds })
      .setProtectedHeader({ ...header, kid: 'maskinporten-1' })
      .setExpirationTime(nowSeconds + 60)
      .sign(privateKey)
    expect(await isTaken(token)).toBe(false)
  })

  test('of one issuer under the name of another is refused: each has its own keys', async () => {
    const token = await altinn.sign({ ...claims, iss: maskinportenIssuer }, { kid: 'altinn-1' })
    expect(await isTaken(token)).toBe(false)
    const sameKid = await altinn.sign(
      { ...claims, iss: maskinportenIssuer },
      { kid: 'maskinporten-1' },
    )
    expect(await isTaken(sameKid)).toBe(false)
  })

  test('that brings its own key is refused', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const token = await new SignJWT({ ...claims, iss: maskinportenIssuer, iat: nowSeconds })
      .setProtectedHeader({ alg: 'RS256', jwk, kid: 'mine' })
      .setExpirationTime(nowSeconds + 60)
      .sign(privateKey)
    expect(await isTaken(token)).toBe(false)
  })

  test('with a critical header that is not understood is refused', async () => {
    const [head = '', ...rest] = (await signed({})).split('.')
    const header = Buffer.from(head, 'base64url').toString().replace('{', '{"crit":["x"],"x":1,')
    const token = [Buffer.from(header).toString('base64url'), ...rest].join('.')
    expect(await isTaken(token)).toBe(false)
  })

  test.each(['', 'x', 'a.b.c', 'eyJ.eyJ.', 'x'.repeat(20_000)])('%# of no form', async (text) => {
    expect(await isTaken(text)).toBe(false)
  })

  test('that was taken is remembered, and not beyond its end', async () => {
    let now = nowMs
    const verifyAt = verifierOf([maskinporten], () => now)
    const token = await signed({ exp: nowSeconds + 60 })
    const first = await verifyAt(token)
    expect(await verifyAt(token)).toBe(first)
    now = nowMs + 71_000
    expect((await verifyAt(token)).verified).toBe(false)
  })
})

describe('the keys of an issuer', () => {
  test('are asked for once in a while, however many tokens name unknown ones', async () => {
    const issuer = await testIssuer('maskinporten', maskinportenIssuer)
    const verify = verifierOf([issuer])
    await verify(await issuer.sign(claims))
    for (let i = 0; i < 50; i += 1) await verify(await issuer.sign(claims, { kid: `k${i}` }))
    expect(issuer.fetches).toBe(1)
  })

  test('are trusted for a while when the issuer is away, and then no longer', async () => {
    const issuer = await testIssuer('maskinporten', maskinportenIssuer)
    let nowKeys = 0
    let away = false
    const getKey = issuerKeys({
      now: () => nowKeys,
      refreshAfterMs: 1000,
      trustForMs: 10_000,
      cooldownMs: 10,
      fetchJwks: async () => {
        if (away) throw new Error('away')
        return issuer.jwks
      },
    })
    const verify = tokenVerifier({
      issuers: [{ name: 'maskinporten', issuer: maskinportenIssuer, getKey }],
      now: () => nowMs,
      rememberedMax: 1,
    })
    expect((await verify(await issuer.sign(claims))).verified).toBe(true)
    away = true
    nowKeys = 9000
    expect((await verify(await issuer.sign({ ...claims, jti: '2' }))).verified).toBe(true)
    nowKeys = 11_000
    const third = await issuer.sign({ ...claims, jti: '3' })
    await expect(verify(third)).rejects.toBeInstanceOf(IssuerKeysUnavailable)
  })

  test('that are taken out are no longer taken', async () => {
    const issuer = await testIssuer('maskinporten', maskinportenIssuer)
    const next = await testIssuer('maskinporten', maskinportenIssuer)
    let nowKeys = 0
    let published = issuer.jwks
    const getKey = issuerKeys({
      now: () => nowKeys,
      refreshAfterMs: 1000,
      fetchJwks: async () => published,
    })
    const verify = tokenVerifier({
      issuers: [{ name: 'maskinporten', issuer: maskinportenIssuer, getKey }],
      now: () => nowMs,
    })
    await verify(await issuer.sign(claims))
    published = { keys: next.jwks.keys.map((key) => ({ ...key, kid: 'next' })) }
    nowKeys = 40_000
    // The first token by the new key makes us ask; from then on the old one is unknown.
    expect((await verify(await next.sign(claims, { kid: 'next' }))).verified).toBe(true)
    expect((await verify(await issuer.sign({ ...claims, jti: '2' }))).verified).toBe(false)
  })
})

const authenticated = async (
  sign: (issuers: { maskinporten: TestIssuer; altinn: TestIssuer }) => Promise<string>,
) => {
  const maskinporten = await testIssuer('maskinporten', maskinportenIssuer)
  const altinn = await testIssuer('altinn', altinnIssuer)
  const authenticate = authenticator(verifierOf([maskinporten, altinn]))
  const authorization = `bearer ${await sign({ maskinporten, altinn })}`
  return authenticate({ authorization, rawHeaders: [] })
}

describe('a caller', () => {
  const person = {
    'urn:altinn:party:uuid': '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    'urn:altinn:userid': 20_000_001,
    'urn:altinn:authlevel': 4,
  }

  test('is the consumer, and never the supplier', async () => {
    const who = await authenticated(({ maskinporten }) =>
      maskinporten.sign({ ...claims, supplier: consumer('991825827') }),
    )
    expect(who).toMatchObject({ caller: { kind: 'organisation', orgNo: '312605031' } })
  })
  test('with a system user’s token is no organisation', async () => {
    const authorization_details = [{ type: 'urn:altinn:systemuser', systemuser_id: ['x'] }]
    const who = await authenticated(({ maskinporten }) =>
      maskinporten.sign({ ...claims, authorization_details }),
    )
    expect(who).toMatchObject({ caller: { kind: 'system-user' } })
  })
  test('is a person by our own token alone', async () => {
    const ours = await authenticated(({ altinn }) => altinn.sign(person))
    expect(ours).toMatchObject({ caller: { kind: 'person', authLevel: 4 } })
    const theirs = await authenticated(({ maskinporten }) => maskinporten.sign(person))
    expect(theirs).toMatchObject({ authenticated: false })
  })
  test('that says who it is twice is refused', async () => {
    const maskinporten = await testIssuer('maskinporten', maskinportenIssuer)
    const authenticate = authenticator(verifierOf([maskinporten]))
    const authorization = `Bearer ${await maskinporten.sign(claims)}`
    const rawHeaders = ['Authorization', authorization, 'authorization', 'Bearer x']
    expect(await authenticate({ authorization, rawHeaders })).toMatchObject({
      authenticated: false,
    })
  })
})

test('a key set is fetched by nobody before a token asks for it', async () => {
  const issuer = await testIssuer('maskinporten', maskinportenIssuer)
  keysOf(issuer)
  expect(issuer.fetches).toBe(0)
})
