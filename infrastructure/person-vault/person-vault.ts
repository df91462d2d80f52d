import { createHmac, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { conceal, type Concealed } from '../../application/concealed.ts'
import { PersonRef } from '../../domain/values.ts'
import type { PersonNumber } from './person-number.ts'
import { openVaultFile, type VaultFile } from './vault-file.ts'
import {
  type KeptPerson,
  openPerson,
  type PersonContent,
  sealPerson,
  type VaultRow,
} from './vault-row.ts'

const personsMaxDefault = 2_000_000
const firstUserId = 20_000_001

export type VaultPerson = { readonly personRef: PersonRef; readonly userId: number }

/** What is known of a person. The number does not show itself. */
export type RevealedPerson =
  | { readonly known: true; readonly name?: string; readonly number: Concealed<string> }
  /** There was somebody, and nobody can tell any more who. */
  | { readonly known: false; readonly reason: 'erased' | 'unknown' }

/** The only place where a person's number and name are kept; everything else knows the reference. */
export type PersonVault = {
  /** The person of this number, taken in if new, durably. A name that is given now is kept only if the person is new. */
  enrol(content: PersonContent): Promise<VaultPerson>
  find(number: PersonNumber): VaultPerson | undefined
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

type Rows = {
  readonly byRef: Map<PersonRef, VaultRow>
  readonly byLookup: Map<string, KeptPerson>
  lastUserId: number
}

/** Opens the vault in `<dataDir>/vault/persons.jsonl`. One process at a time: nothing guards against two. */
export async function personVault(options: Options): Promise<PersonVault> {
  const { file, rows: kept } = await openVaultFile(join(options.dataDir, 'vault', 'persons.jsonl'))
  const rows: Rows = { byRef: new Map(), byLookup: new Map(), lastUserId: firstUserId - 1 }
  for (const row of kept) take(rows, row)
  return vaultOver(rows, file, options)
}

function vaultOver(rows: Rows, file: VaultFile, options: Options): PersonVault {
  const inTurn = queue()
  const lookupOf = (number: PersonNumber): string =>
    createHmac('sha256', options.pepper).update(number).digest('base64')
  const find = (number: PersonNumber): VaultPerson | undefined => {
    const row = rows.byLookup.get(lookupOf(number))
    return row && personOf(row)
  }
  return {
    find,
    enrol: (content) =>
      inTurn(
        async () => find(content.number) ?? takeIn(rows, file, { ...options, content, lookupOf }),
      ),
    reveal: (personRef) => revealed(options.key, rows.byRef.get(personRef)),
    erase: (personRef) =>
      inTurn(async () => {
        const row = rows.byRef.get(personRef)
        if (row?.row !== 'person') return false
        const { userId, lookup } = row
        rows.byLookup.delete(lookup)
        rows.byRef.set(personRef, { v: 1, row: 'erased', personRef, userId })
        await file.replace(rows.byRef.values())
        return true
      }),
    close: () => inTurn(() => file.close()),
  }
}

type TakeIn = Options & {
  readonly content: PersonContent
  readonly lookupOf: (number: PersonNumber) => string
}

async function takeIn(rows: Rows, file: VaultFile, options: TakeIn): Promise<VaultPerson> {
  const { personsMax = personsMaxDefault, content } = options
  if (rows.byRef.size >= personsMax) throw new VaultFull(`the vault holds ${personsMax} persons`)
  const identity = {
    personRef: PersonRef.parse(options.newId()),
    userId: rows.lastUserId + 1,
    lookup: options.lookupOf(content.number),
  }
  const row = sealPerson(options.key, identity, content)
  await file.append(row)
  take(rows, row)
  return personOf(row)
}

function take(rows: Rows, row: VaultRow): void {
  rows.lastUserId = Math.max(rows.lastUserId, row.userId)
  rows.byRef.set(row.personRef, row)
  if (row.row === 'person') rows.byLookup.set(row.lookup, row)
}

function revealed(key: KeyObject, row: VaultRow | undefined): RevealedPerson {
  if (row === undefined) return { known: false, reason: 'unknown' }
  if (row.row === 'erased') return { known: false, reason: 'erased' }
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
