import type { PersonRef } from '../../domain/values.ts'
import type { KeptPerson, NamedPerson, VaultRow } from './vault-row.ts'

/** The rows of the vault, by all that they are found by. */
export type VaultRows = {
  readonly byRef: Map<PersonRef, VaultRow>
  readonly byLookup: Map<string, KeptPerson>
  readonly byUserId: Map<number, KeptPerson>
  /** People of known number who are called so. More than one cannot be told apart by it. */
  readonly numbered: Map<string, Set<PersonRef>>
  readonly named: Map<string, NamedPerson>
  lastUserId: number
}

export const vaultRows = (lastUserId: number): VaultRows => ({
  byRef: new Map(),
  byLookup: new Map(),
  byUserId: new Map(),
  numbered: new Map(),
  named: new Map(),
  lastUserId,
})

/** Takes a row in; the later one of a person counts. */
export function take(rows: VaultRows, row: VaultRow): void {
  rows.byRef.set(row.personRef, row)
  if (row.row === 'named') {
    rows.named.set(row.likeness, row)
    return
  }
  rows.lastUserId = Math.max(rows.lastUserId, row.userId ?? 0)
  if (row.row === 'erased') return
  rows.byLookup.set(row.lookup, row)
  rows.byUserId.set(row.userId, row)
  if (row.likeness === undefined) return
  const alike = rows.numbered.get(row.likeness) ?? new Set()
  rows.numbered.set(row.likeness, alike.add(row.personRef))
}

/** Leaves of a person only that there was one. Says whether there was anything to leave out. */
export function erase(rows: VaultRows, personRef: PersonRef): boolean {
  const row = rows.byRef.get(personRef)
  if (row === undefined || row.row === 'erased') return false
  if (row.row === 'named') {
    rows.named.delete(row.likeness)
    rows.byRef.set(personRef, { v: 1, row: 'erased', personRef })
    return true
  }
  rows.byLookup.delete(row.lookup)
  rows.byUserId.delete(row.userId)
  if (row.likeness !== undefined) rows.numbered.get(row.likeness)?.delete(personRef)
  rows.byRef.set(personRef, { v: 1, row: 'erased', personRef, userId: row.userId })
  return true
}
