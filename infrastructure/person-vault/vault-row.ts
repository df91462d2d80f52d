import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { PersonRef } from '../../domain/values.ts'
import type { PersonNumber } from './person-number.ts'
import { seal, unseal } from './seal.ts'

// These shapes are what is stored, one a line.

const KeptPerson = z.object({
  v: z.literal(1),
  row: z.literal('person'),
  personRef: PersonRef,
  userId: z.int().positive(),
  /** HMAC of the number under the pepper: finds the row by the number, and gives nothing without the pepper. */
  lookup: z.base64(),
  /** The person's own key, sealed by the vault's. */
  key: z.base64(),
  /** Number and name, sealed by the person's own key. */
  content: z.base64(),
})
export type KeptPerson = z.infer<typeof KeptPerson>

/** Says that there was somebody, so that neither the reference nor the user id is ever given again. */
const ErasedPerson = z.object({
  v: z.literal(1),
  row: z.literal('erased'),
  personRef: PersonRef,
  userId: z.int().positive(),
})

export const VaultRow = z.discriminatedUnion('row', [KeptPerson, ErasedPerson])
export type VaultRow = z.infer<typeof VaultRow>

const Content = z.object({ number: z.string(), name: z.string().optional() })

export type PersonContent = { readonly number: PersonNumber; readonly name?: string }

type Identity = Pick<KeptPerson, 'personRef' | 'userId' | 'lookup'>

export function sealPerson(vaultKey: KeyObject, identity: Identity, of: PersonContent): KeptPerson {
  const ownKey = randomBytes(32)
  const { number, name } = of
  const content = Buffer.from(JSON.stringify({ number, name }))
  return {
    v: 1,
    row: 'person',
    ...identity,
    key: seal(vaultKey, ownKey, `key|${placeOf(identity)}`),
    content: seal(createSecretKey(ownKey), content, `content|${placeOf(identity)}`),
  }
}

/** @throws {BrokenSeal} when the row was tampered with, or the vault's key is another. */
export function openPerson(vaultKey: KeyObject, row: KeptPerson) {
  const ownKey = createSecretKey(unseal(vaultKey, row.key, `key|${placeOf(row)}`))
  const content = unseal(ownKey, row.content, `content|${placeOf(row)}`)
  return Content.parse(JSON.parse(content.toString('utf8')))
}

const placeOf = ({ personRef, userId, lookup }: Identity): string =>
  `v1|${personRef}|${userId}|${lookup}`
