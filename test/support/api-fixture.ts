import { generateKeyPair, type CryptoKey, exportJWK, SignJWT, type JWTPayload } from 'jose'
import { issuerKeys } from '../../infrastructure/tokens/issuer-keys.ts'
import { tokenVerifier } from '../../infrastructure/tokens/token-verifier.ts'
import type { TokenIssuer } from '../../application/access-token.ts'

/** 2026-03-02T08:00:00Z. */
export const nowMs = 1_772_438_400_000
export const nowSeconds = nowMs / 1000

export const maskinportenIssuer = 'https://maskinporten.test/'
export const idportenIssuer = 'https://idporten.test'
export const altinnIssuer = 'http://127.0.0.1:5100/authentication/api/v1/openid/'

/** An issuer of tokens as a test needs one: it signs whatever it is given. */
export type TestIssuer = {
  readonly name: TokenIssuer
  readonly issuer: string
  readonly privateKey: CryptoKey
  readonly jwks: {
    readonly keys: { kty: string; kid: string; alg: string; n: string; e: string }[]
  }
  /** How often its keys were fetched. */
  fetches: number
  sign(claims: JWTPayload, header?: Record<string, unknown>): Promise<string>
}

export async function testIssuer(name: TokenIssuer, issuer: string): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const { n = '', e = '' } = await exportJWK(publicKey)
  const kid = `${name}-1`
  return {
    name,
    issuer,
    privateKey,
    jwks: { keys: [{ kty: 'RSA', kid, alg: 'RS256', n, e }] },
    fetches: 0,
    sign: (claims, header = {}) =>
      new SignJWT({ iss: issuer, iat: nowSeconds - 10, exp: nowSeconds + 110, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid, ...header })
        .sign(privateKey),
  }
}

export const keysOf = (issuer: TestIssuer) =>
  issuerKeys({
    fetchJwks: async () => {
      issuer.fetches += 1
      return issuer.jwks
    },
    now: () => performance.now(),
  })

export const verifierOf = (issuers: readonly TestIssuer[], now: () => number = () => nowMs) =>
  tokenVerifier({
    issuers: issuers.map((issuer) => ({
      name: issuer.name,
      issuer: issuer.issuer,
      getKey: keysOf(issuer),
    })),
    audiences: ['http://127.0.0.1:5100'],
    now,
  })

export const consumer = (orgNo: string) => ({
  authority: 'iso6523-actorid-upis',
  ID: `0192:${orgNo}`,
})
