import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/** A sealed text that was changed, moved, cut short, or sealed by another key. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal'
  readonly code = 'ERR_BROKEN_SEAL'
}

/** AES-256-GCM with a random nonce, as base64 of nonce, tag and ciphertext. `context` ties it to its place. */
export function seal(key: KeyObject, plain: Buffer, context: string): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')
}

/** @throws {BrokenSeal} */
export function unseal(key: KeyObject, sealed: string, context: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64')
  const iv = bytes.subarray(0, ivBytes)
  const tag = bytes.subarray(ivBytes, ivBytes + tagBytes)
  try {
    // Without its length given, a tag of four bytes would be taken.
    const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(tag)
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()])
  } catch (cause) {
    throw new BrokenSeal('a sealed text cannot be opened', { cause })
  }
}
