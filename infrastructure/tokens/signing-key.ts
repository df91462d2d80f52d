import {
  calculateJwkThumbprint,
  type CryptoKey,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  type JSONWebKeySet,
} from 'jose'
import { join } from 'node:path'
import { keptFile } from '../kept-file.ts'

/** The key by which this installation signs its own tokens. The private part leaves no file but its own. */
export type SigningKey = {
  readonly kid: string
  readonly privateKey: CryptoKey
  /** What is published. */
  readonly jwks: JSONWebKeySet
}

/** Reads the key, or makes it at the first start: RSA, 2048 bits, in `<dataDir>/keys`, readable by its owner alone. */
export async function signingKey(dataDir: string): Promise<SigningKey> {
  const pem = await keptFile(join(dataDir, 'keys', 'signing-key.pem'), async () => {
    const { privateKey } = await generateKeyPair('RS256', {
      modulusLength: 2048,
      extractable: true,
    })
    return exportPKCS8(privateKey)
  })
  const { kty, n, e } = await exportJWK(await importPKCS8(pem, 'RS256', { extractable: true }))
  const shown = { kty: kty ?? 'RSA', ...(n !== undefined && { n }), ...(e !== undefined && { e }) }
  const kid = await calculateJwkThumbprint(shown)
  return {
    kid,
    privateKey: await importPKCS8(pem, 'RS256'),
    jwks: { keys: [{ ...shown, kid, alg: 'RS256', use: 'sig' }] },
  }
}
