import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Concealed } from '../application/concealed.ts'
import { keptFile } from './kept-file.ts'

type Given = {
  readonly vaultKey?: Concealed<string>
  readonly vaultPepper?: Concealed<string>
}

/** Keys that print and serialise as nothing. */
export type Secrets = { readonly vaultKey: KeyObject; readonly vaultPepper: KeyObject }

/** The secrets that were configured; those that were not are made once and kept in `<dataDir>/keys`. */
export async function secretsOf(dataDir: string, given: Given): Promise<Secrets> {
  const secret = async (name: string, value: Concealed<string> | undefined): Promise<KeyObject> => {
    const text = value?.reveal() ?? (await keptFile(join(dataDir, 'keys', name), newSecret))
    return createSecretKey(Buffer.from(text, 'hex'))
  }
  return {
    vaultKey: await secret('vault-key', given.vaultKey),
    vaultPepper: await secret('vault-pepper', given.vaultPepper),
  }
}

const newSecret = (): string => randomBytes(32).toString('hex')
