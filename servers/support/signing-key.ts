import { join } from 'node:path'
import { type CryptoKey, importJWK, type JWTPayload, SignJWT } from 'jose'
import { z } from 'zod'
import { openDocument } from './durable-document.ts'
import { makeRsaKey, PrivateRsaJwk, publicPartOf, type PublicRsaJwk } from './rsa-keys.ts'

/** The key that an issuer signs its tokens with. */
export type SigningKey = {
  readonly publicJwk: PublicRsaJwk
  /** A compact JWS with `kid` and `alg` in its header, and the claims in the order they are given. */
  readonly sign: (claims: JWTPayload) => Promise<string>
}

const SigningKeys = z.object({ keys: z.array(PrivateRsaJwk).min(1) })

async function importPrivate(jwk: PrivateRsaJwk): Promise<CryptoKey | Uint8Array> {
  return importJWK(jwk, jwk.alg)
}

/** Reads the key of an issuer, or makes it at the first start. It never leaves its own directory. */
export async function openSigningKey(
  directory: string,
  modulusLength: number,
): Promise<SigningKey> {
  const document = await openDocument(
    join(directory, 'signing-keys.json'),
    SigningKeys,
    async () => ({
      keys: [await makeRsaKey(modulusLength)],
    }),
  )
  const jwk = PrivateRsaJwk.parse(document.value().keys[0])
  const key = await importPrivate(jwk)
  return {
    publicJwk: publicPartOf(jwk),
    sign: (claims) =>
      new SignJWT(claims).setProtectedHeader({ kid: jwk.kid, alg: jwk.alg }).sign(key),
  }
}
