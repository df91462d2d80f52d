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
  /** HMAC of name and day of birth under the pepper, if the name is known: finds those who are called so. */
  likeness: z.base64().optional(),
  /** The person's own key, sealed by the vault's. */
  key: z.base64(),
  /** Number and name, sealed by the person's own key. */
  content: z.base64(),
})
export type KeptPerson = z.infer<typeof KeptPerson>

/**
 * Somebody whom a register names by name and day of birth, and of whom no number is known. Nobody can log in as them,
 * so they have no user id.
 */
const NamedPerson = z.object({
  v: z.literal(1),
  row: z.literal('named'),
  personRef: PersonRef,
  likeness: z.base64(),
  key: z.base64(),
  /** The name, sealed by the person's own key. */
  content: z.base64(),
})
export type NamedPerson = z.infer<typeof NamedPerson>

/** Says that there was somebody, so that neither the reference nor the user id is ever given again. */
const ErasedPerson = z.object({
  v: z.literal(1),
  row: z.literal('erased'),
  personRef: PersonRef,
  userId: z.int().positive().optional(),
})

export const VaultRow = z.discriminatedUnion('row', [KeptPerson, NamedPerson, ErasedPerson])
export type VaultRow = z.infer<typeof VaultRow>

const Content = z.object({ number: z.string(), name: z.string().optional() })
const NamedContent = z.object({ name: z.string() })

export type PersonContent = { readonly number: PersonNumber; readonly name?: string }

type Identity = Pick<KeptPerson, 'personRef' | 'userId' | 'lookup' | 'likeness'>

export function sealPerson(vaultKey: KeyObject, identity: Identity, of: PersonContent): KeptPerson {
  const { number, name } = of
  return {
    v: 1,
    row: 'person',
    ...identity,
    ...sealed(vaultKey, placeOf(identity), { number, name }),
  }
}

/** @throws {BrokenSeal} when the row was tampered with, or the vault's key is another. */
export const openPerson = (vaultKey: KeyObject, row: KeptPerson) =>
  Content.parse(opened(vaultKey, placeOf(row), row))

export function sealNamed(
  vaultKey: KeyObject,
  identity: Pick<NamedPerson, 'personRef' | 'likeness'>,
  name: string,
): NamedPerson {
  return { v: 1, row: 'named', ...identity, ...sealed(vaultKey, namedPlaceOf(identity), { name }) }
}

/** @throws {BrokenSeal} as {@link openPerson}. */
export const openNamed = (vaultKey: KeyObject, row: NamedPerson) =>
  NamedContent.parse(opened(vaultKey, namedPlaceOf(row), row))

type Sealed = Pick<KeptPerson, 'key' | 'content'>

function sealed(vaultKey: KeyObject, place: string, content: object): Sealed {
  const ownKey = randomBytes(32)
  const plain = Buffer.from(JSON.stringify(content))
  return {
    key: seal(vaultKey, ownKey, `key|${place}`),
    content: seal(createSecretKey(ownKey), plain, `content|${place}`),
  }
}

function opened(vaultKey: KeyObject, place: string, { key, content }: Sealed): unknown {
  const ownKey = createSecretKey(unseal(vaultKey, key, `key|${place}`))
  return JSON.parse(unseal(ownKey, content, `content|${place}`).toString('utf8'))
}

const placeOf = ({ personRef, userId, lookup, likeness }: Identity): string =>
  [`v1|${personRef}|${userId}|${lookup}`, ...(likeness === undefined ? [] : [likeness])].join('|')

const namedPlaceOf = ({
  personRef,
  likeness,
}: Pick<NamedPerson, 'personRef' | 'likeness'>): string => `v1|named|${personRef}|${likeness}`
