import { createSecretKey } from 'node:crypto'
import { personNumber } from '../../infrastructure/person-vault/person-number.ts'
import { type PersonVault, personVault } from '../../infrastructure/person-vault/person-vault.ts'
import { deriveId } from './derive-id.ts'

export const Number11 = personNumber('synthetic')

/** The people of the story, by number. */
export const numbers = {
  pia: Number11.parse('17858410002'),
  ola: Number11.parse('03929012029'),
  tor: Number11.parse('21887514043'),
} as const

/** A real vault in a folder, which gives out ids of its own making. */
export function openVault(dataDir: string, name = 'vault'): Promise<PersonVault> {
  let ids = 0
  return personVault({
    dataDir,
    key: createSecretKey(Buffer.alloc(32, 1)),
    pepper: createSecretKey(Buffer.alloc(32, 2)),
    newId: () => deriveId('person of', name, dataDir, String((ids += 1))),
  })
}
