import { createHmac, generateKeyPairSync, randomUUID, sign as rawSign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { makeRsaKey } from '../../servers/support/rsa-keys.ts'
import { grantDesk, type RefusedGrant } from '../support/grant-desk.ts'
import { encode, type Parts, sign, signTexts, tokenForm, withHeader } from '../support/grants.ts'
import { errorOf, otherVendor, postToken } from '../support/maskinporten.ts'

const { at, refuses, signed, withClaims, withClaimsText, withHeader: header } = grantDesk()
const good = () => signed(at().good)
const strangersKey = await makeRsaKey()

const inputOf = (parts: Parts) =>
  `${encode(JSON.stringify(parts.header))}.${encode(JSON.stringify(parts.claims))}`

function hmacWith(secret: string): string {
  const input = inputOf(withHeader(at().good, { alg: 'HS256' }))
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

function otherKind(alg: string): string {
  const input = inputOf(withHeader(at().good, { alg }))
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return `${input}.${rawSign('sha256', Buffer.from(input), privateKey).toString('base64url')}`
}

describe('the text of an assertion is refused when', () => {
  const malformed: Record<string, () => string> = {
    'it is not a JWT': () => 'not a jwt',
    'it has two parts': () => good().split('.').slice(0, 2).join('.'),
    'it has five parts': () => `${good()}.a.b`,
    'its signature is empty': () => `${good().split('.').slice(0, 2).join('.')}.`,
    'there is a newline in it': () => `${good()}\n`,
    'its base64url is padded': () => good().replace('.', '=.'),
    'a member is named twice': withClaimsText((text) => `{"iss":"x",${text.slice(1)}`),
    'a member is named twice, once escaped': withClaimsText(
      (text) => `{"\\u0069ss":"x",${text.slice(1)}`,
    ),
    'its claims are an array': withClaimsText(() => '[]'),
    'its claims are not JSON': withClaimsText((text) => text.slice(1)),
  }
  refuses([
    ...Object.entries(malformed).map(([name, make]): RefusedGrant => [
      name,
      make,
      400,
      'invalid_request',
      'MP-011',
    ]),
    ['it is far too long', withClaims({ scope: 'x'.repeat(40_000) }), 413, 'invalid_request'],
  ])
})

describe('the client of a grant is refused when', () => {
  refuses([
    ['nobody knows it', withClaims({ iss: randomUUID() }), 400, 'invalid_grant', 'MP-100'],
    [
      'it is a word of the language',
      withClaims({ iss: '__proto__' }),
      400,
      'invalid_grant',
      'MP-100',
    ],
    ['it is no text', withClaims({ iss: 7 }), 400, 'invalid_request', 'MP-011'],
    ['it is missing', withClaims({ iss: undefined }), 400, 'invalid_request', 'MP-011'],
  ])

  test('the form names another one', async () => {
    const { maskinporten } = at()
    const body = tokenForm(good())
    body.set('client_id', maskinporten.client(otherVendor).clientId)
    const reply = await postToken(maskinporten.issuer, { body })
    expect(errorOf(reply)).toEqual({ status: 400, error: 'invalid_grant', mp: 'MP-100' })
  })
})

describe('the algorithm of a grant is refused when', () => {
  const algorithms: Record<string, () => string> = {
    'it is none': header({ alg: 'none' }),
    'it is NoNe': header({ alg: 'NoNe' }),
    'it is missing': header({ alg: undefined }),
    'it is PS256': header({ alg: 'PS256' }),
    'it is ES256': () => otherKind('ES256'),
    'it is EdDSA': () => otherKind('EdDSA'),
    'it is HS256 with the public key as the secret': () => hmacWith(at().key.n),
  }
  refuses(
    Object.entries(algorithms).map(([name, make]) => [name, make, 400, 'invalid_grant', 'MP-124']),
  )
})

describe('the key of a grant is refused when', () => {
  const kids: Record<string, () => unknown> = {
    'its kid is another client’s': () => at().maskinporten.client(otherVendor).privateJwk.kid,
    'its kid is nobody’s': () => 'unknown',
    'its kid is a path': () => '../../etc/passwd',
    'its kid is a piece of SQL': () => "' OR 1=1",
    'its kid is very long': () => 'k'.repeat(10_000),
    'its kid has a NUL in it': () => 'a\u0000b',
    'its kid is a word of the language': () => '__proto__',
    'its kid is an array': () => ['a'],
    'there is no kid': () => undefined,
  }
  refuses([
    ...Object.entries(kids).map(([name, kid]): RefusedGrant => [
      name,
      () => signed(withHeader(at().good, { kid: kid() })),
      400,
      'invalid_grant',
    ]),
    ['it comes with the grant', header({ jwk: {} }), 400, 'invalid_request', 'MP-011'],
    ['x5c is text', header({ kid: undefined, x5c: 'MII' }), 400, 'invalid_grant', 'MP-123'],
    ['x5c stands beside kid', header({ x5c: ['MII'] }), 400, 'invalid_grant', 'MP-123'],
    [
      'a client with keys comes with a certificate',
      header({ kid: undefined, x5c: ['MII'] }),
      400,
      'invalid_grant',
    ],
  ])

  test('it is said to be elsewhere, where nobody looks for it', async () => {
    let visits = 0
    const elsewhere = createServer((_request, response) => {
      visits += 1
      response.end('{"keys":[]}')
    })
    elsewhere.listen(0, '127.0.0.1')
    await once(elsewhere, 'listening')
    const address = elsewhere.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/keys`
    for (const changed of [{ jku: url }, { x5u: url }])
      expect(errorOf(await at().maskinporten.send(header(changed)()))).toMatchObject({
        status: 400,
        mp: 'MP-011',
      })
    expect(visits).toBe(0)
    elsewhere.close()
  })
})

describe('the header of a grant is refused when', () => {
  refuses([
    [
      'an extension must be understood',
      header({ crit: ['exp'] }),
      400,
      'invalid_request',
      'MP-011',
    ],
    ['the payload is not encoded', header({ b64: false }), 400, 'invalid_request', 'MP-011'],
    ['the type is another', header({ typ: 'at+jwt' }), 400, 'invalid_request', 'MP-011'],
  ])
})

describe('the signature of a grant is refused when', () => {
  const signatures: Record<string, () => string> = {
    'a stranger made it': () => sign(at().good, strangersKey),
    'another client made it': () =>
      sign(at().good, at().maskinporten.client(otherVendor).privateJwk),
    'the claims were changed after it': () => {
      const [head, , signature] = good().split('.')
      const claims = { ...at().good.claims, scope: 'skatteetaten:innlevering' }
      return `${head}.${encode(JSON.stringify(claims))}.${signature}`
    },
    'it was made by another algorithm than said': () =>
      signTexts(
        JSON.stringify({ ...at().good.header, alg: 'RS512' }),
        JSON.stringify(at().good.claims),
        at().key,
      ),
  }
  refuses(
    Object.entries(signatures).map(([name, make]) => [name, make, 400, 'invalid_grant', 'MP-124']),
  )
})
