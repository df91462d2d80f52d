import { createHmac, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { conceal, type Concealed } from '../../application/concealed.ts'
import { PersonRef } from '../../domain/values.ts'
import { likenessOf, likenessOfNumbered, type NamedContent } from './likeness.ts'
import type { PersonNumber } from './person-number.ts'
import { openVaultFile, type VaultFile } from './vault-file.ts'
import {
  type KeptPerson,
  openNamed,
  openPerson,
  type PersonContent,
  sealNamed,
  sealPerson,
  type VaultRow,
} from './vault-row.ts'
import { erase, take, type VaultRows, vaultRows } from './vault-rows.ts'

const personsMaxDefault = 2_000_000
const firstUserId = 20_000_001

export type VaultPerson = { readonly personRef: PersonRef; readonly userId: number }

/** What is known of a person. The number does not show itself; of whom only a register has told, it is not known. */
export type RevealedPerson =
  | { readonly known: true; readonly name?: string; readonly number?: Concealed<string> }
  /** There was somebody, and nobody can tell any more who. */
  | { readonly known: false; readonly reason: 'erased' | 'unknown' }

/** The only place where a person's number and name are kept; everything else knows the reference. */
export type PersonVault = {
  /** The person of this number, taken in if new, durably. A name that is given now is kept only if none was known. */
  enrol(content: PersonContent): Promise<VaultPerson>
  /**
   * Whom a register means that gives name and day of birth: the one person enrolled under a number who has both. Where
   * there is none, or where several cannot be told apart, it is somebody of whom nothing more is known and as whom
   * nobody can log in; always the same one for the same name and day.
   *
   * Not checked: that the enrolled person is the one whom the register means. Who enrols people with their names vouches
   * for that.
   */
  recognise(content: NamedContent): Promise<PersonRef>
  find(number: PersonNumber): VaultPerson | undefined
  findByUserId(userId: number): VaultPerson | undefined
  /** @throws {BrokenSeal} when the row was tampered with or sealed under another key. */
  reveal(personRef: PersonRef): RevealedPerson
  /** Drops the person's key with the row. Resolves when nothing of it is left in the file. */
  erase(personRef: PersonRef): Promise<boolean>
  close(): Promise<void>
}

export class VaultFull extends Error {
  override readonly name = 'VaultFull'
  readonly code = 'ERR_VAULT_FULL'
}

type Options = {
  readonly dataDir: string
  readonly key: KeyObject
  readonly pepper: KeyObject
  readonly newId: () => string
  readonly personsMax?: number
}

/** Opens the vault in `<dataDir>/vault/persons.jsonl`. One process at a time: nothing guards against two. */
export async function personVault(options: Options): Promise<PersonVault> {
  const { file, rows: kept } = await openVaultFile(join(options.dataDir, 'vault', 'persons.jsonl'))
  const rows = vaultRows(firstUserId - 1)
  for (const row of kept) take(rows, row)
  return vaultOver(rows, file, options)
}

function vaultOver(rows: VaultRows, file: VaultFile, options: Options): PersonVault {
  const inTurn = queue()
  const desk: Desk = { ...options, rows, file }
  return {
    find(number) {
      const row = rows.byLookup.get(lookupOf(desk, number))
      return row && personOf(row)
    },
    findByUserId(userId) {
      const row = rows.byUserId.get(userId)
      return row && personOf(row)
    },
    enrol: (content) => inTurn(() => enrol(desk, content)),
    recognise: (content) => inTurn(() => recognise(desk, content)),
    reveal: (personRef) => revealed(options.key, rows.byRef.get(personRef)),
    erase: (personRef) =>
      inTurn(async () => {
        if (!erase(rows, personRef)) return false
        await file.replace(rows.byRef.values())
        return true
      }),
    close: () => inTurn(() => file.close()),
  }
}

type Desk = Options & { readonly rows: VaultRows; readonly file: VaultFile }

const lookupOf = ({ pepper }: Desk, number: PersonNumber): string =>
  createHmac('sha256', pepper).update(number).digest('base64')

async function enrol(desk: Desk, content: PersonContent): Promise<VaultPerson> {
  const { rows, pepper } = desk
  const lookup = lookupOf(desk, content.number)
  const known = rows.byLookup.get(lookup)
  const likeness = likenessOfNumbered(pepper, content)
  if (known === undefined) {
    const personRef = nextRef(desk)
    return keep(desk, { personRef, userId: rows.lastUserId + 1, lookup, likeness }, content)
  }
  if (known.likeness !== undefined || likeness === undefined) return personOf(known)
  return named(desk, known, content)
}

/** A person who was enrolled without a name, or before names were looked for, is found by it from now on. */
function named(desk: Desk, known: KeptPerson, content: PersonContent): Promise<VaultPerson> {
  const { personRef, userId, lookup } = known
  const { name = content.name } = openPerson(desk.key, known)
  const whole = { number: content.number, ...(name !== undefined && { name }) }
  const likeness = likenessOfNumbered(desk.pepper, whole)
  return keep(desk, { personRef, userId, lookup, likeness }, whole)
}

type Identity = VaultPerson & {
  readonly lookup: string
  readonly likeness: string | undefined
}

async function keep(
  { rows, file, key }: Desk,
  { likeness, ...identity }: Identity,
  content: PersonContent,
): Promise<VaultPerson> {
  const found = { ...identity, ...(likeness !== undefined && { likeness }) }
  const row = sealPerson(key, found, content)
  await file.append(row)
  take(rows, row)
  return personOf(row)
}

async function recognise(desk: Desk, content: NamedContent): Promise<PersonRef> {
  const { rows, file, key, pepper } = desk
  const likeness = likenessOf(pepper, content)
  const [only, ...others] = rows.numbered.get(likeness) ?? []
  if (only !== undefined && others.length === 0) return only
  const known = rows.named.get(likeness)
  if (known !== undefined) return known.personRef
  const row = sealNamed(key, { personRef: nextRef(desk), likeness }, content.name)
  await file.append(row)
  take(rows, row)
  return row.personRef
}

function nextRef({ rows, newId, personsMax = personsMaxDefault }: Desk): PersonRef {
  if (rows.byRef.size >= personsMax) throw new VaultFull(`the vault holds ${personsMax} persons`)
  return PersonRef.parse(newId())
}

function revealed(key: KeyObject, row: VaultRow | undefined): RevealedPerson {
  if (row === undefined) return { known: false, reason: 'unknown' }
  if (row.row === 'erased') return { known: false, reason: 'erased' }
  if (row.row === 'named') return { known: true, ...openNamed(key, row) }
  const { number, name } = openPerson(key, row)
  return { known: true, number: conceal(number), ...(name !== undefined && { name }) }
}

const personOf = ({ personRef, userId }: KeptPerson): VaultPerson => ({ personRef, userId })

/** Runs what it is given one after another, in the order of asking. */
function queue() {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }
}
