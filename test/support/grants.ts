import { createPrivateKey, createSign, randomUUID } from 'node:crypto'
import type { PrivateRsaJwk } from '../../servers/support/rsa-keys.ts'

// Grants are put together by hand here, with node's own signing, so that they can be wrong in any way.

export type Parts = {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

export const encode = (text: string | Buffer): string => Buffer.from(text).toString('base64url')

const hashOf: Readonly<Record<string, string>> = {
  RS256: 'RSA-SHA256',
  RS384: 'RSA-SHA384',
  RS512: 'RSA-SHA512',
}

/** Signs exactly this text of header and claims with RSASSA-PKCS1-v1_5. */
export function signTexts(header: string, claims: string, key: PrivateRsaJwk, alg = 'RS256') {
  const input = `${encode(header)}.${encode(claims)}`
  const signer = createSign(hashOf[alg] ?? 'RSA-SHA256').update(input)
  return `${input}.${signer.sign(createPrivateKey({ key, format: 'jwk' }), 'base64url')}`
}

export const sign = ({ header, claims }: Parts, key: PrivateRsaJwk): string =>
  signTexts(JSON.stringify(header), JSON.stringify(claims), key, String(header['alg']))

/** A grant that every check lets through. */
export const goodParts = (
  { clientId, privateJwk, issuer }: GrantMaker,
  nowSeconds: number,
): Parts => ({
  header: { kid: privateJwk.kid, alg: 'RS256' },
  claims: {
    aud: issuer,
    iss: clientId,
    scope: 'skatteetaten:kravogbetalinger',
    iat: nowSeconds,
    exp: nowSeconds + 100,
    jti: randomUUID(),
  },
})

export type GrantMaker = {
  readonly clientId: string
  readonly privateJwk: PrivateRsaJwk
  readonly issuer: string
}

/** The same parts with some claims changed; `undefined` takes one away. */
export const withClaims = (parts: Parts, claims: Parts['claims']): Parts => ({
  ...parts,
  claims: { ...parts.claims, ...claims },
})

export const withHeader = (parts: Parts, header: Parts['header']): Parts => ({
  ...parts,
  header: { ...parts.header, ...header },
})

export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

export const tokenForm = (assertion: string): URLSearchParams =>
  new URLSearchParams({ grant_type: jwtBearer, assertion })
