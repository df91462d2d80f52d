import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import { z } from 'zod'

const number = z.base64url()

/** The public half of an RSA signing key, as a JWKS carries it. */
export const PublicRsaJwk = z.object({
  kty: z.literal('RSA'),
  use: z.literal('sig'),
  kid: z.string().min(1),
  alg: z.enum(['RS256', 'RS384', 'RS512']),
  n: number,
  e: number,
})
export type PublicRsaJwk = z.infer<typeof PublicRsaJwk>

export const PrivateRsaJwk = PublicRsaJwk.extend({
  d: number,
  p: number,
  q: number,
  dp: number,
  dq: number,
  qi: number,
})
export type PrivateRsaJwk = z.infer<typeof PrivateRsaJwk>

/** Parsing drops the private members: what is left is safe to publish. */
export const publicPartOf = (jwk: PrivateRsaJwk): PublicRsaJwk => PublicRsaJwk.parse(jwk)

/** Makes a new RS256 key on the thread pool. Its `kid` is its SHA-256 thumbprint (RFC 7638). */
export async function makeRsaKey(modulusLength = 2048): Promise<PrivateRsaJwk> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength, extractable: true })
  const jwk = await exportJWK(privateKey)
  const kid = await calculateJwkThumbprint(jwk)
  return PrivateRsaJwk.parse({ ...jwk, use: 'sig', kid, alg: 'RS256' })
}
