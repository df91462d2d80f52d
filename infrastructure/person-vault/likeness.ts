import { createHmac, type KeyObject } from 'node:crypto'
import { birthDateOf } from './person-number.ts'
import type { PersonContent } from './vault-row.ts'

/** What a register says of a person where it does not say the number. `birthDate` as `YYYY-MM-DD`. */
export type NamedContent = { readonly name: string; readonly birthDate: string }

/**
 * By what people are found who are known by name and day of birth alone. Letters are compared without case and spaces
 * as one; a middle name more or less is another name. Who has the pepper can try out names, and nobody else.
 */
export const likenessOf = (pepper: KeyObject, { name, birthDate }: NamedContent): string =>
  createHmac('sha256', pepper)
    .update(`name and birth date|${plainName(name)}|${birthDate}`)
    .digest('base64')

/** The same of a person whose number is known, where a name is, and a day of birth follows from the number. */
export function likenessOfNumbered(
  pepper: KeyObject,
  { number, name }: PersonContent,
): string | undefined {
  const birthDate = birthDateOf(number)
  if (name === undefined || birthDate === undefined) return undefined
  return likenessOf(pepper, { name, birthDate })
}

const plainName = (name: string): string =>
  name.normalize('NFC').toLowerCase().trim().replaceAll(/\s+/gu, ' ')
