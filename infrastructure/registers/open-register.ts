import type { DeriveId } from '../../application/derive-id.ts'
import type { PartyRegister } from '../../application/party-register.ts'
import type { NumberKind } from '../person-vault/person-number.ts'
import type { PersonVault } from '../person-vault/person-vault.ts'
import { enhetsregisteret } from './enhetsregisteret.ts'
import { enrolPeople, fileRegister } from './file-register.ts'

type Options = {
  /** Of Enhetsregisteret; without it the file is the register. */
  readonly url: string | undefined
  readonly path: string
  readonly numbers: NumberKind
  readonly vault: Pick<PersonVault, 'enrol' | 'recognise'>
  readonly deriveId: DeriveId
}

/**
 * The party register of the installation. Beside Enhetsregisteret, which names nobody's number, the file says whose
 * numbers belong to which names; of its organisations nothing is taken.
 *
 * @throws {RegisterUnavailable} for a file that cannot be used.
 */
export async function openRegister(options: Options): Promise<PartyRegister> {
  const { url, vault, deriveId } = options
  if (url === undefined) return fileRegister(options)
  await enrolPeople(options)
  return enhetsregisteret({ url, vault, deriveId })
}
