import type { DomainEvent } from '../domain/domain-event.ts'
import type { Entry } from './projection.ts'
import type { Recorded } from './recorded.ts'
import { ViewsCorrupt } from './view-store.ts'

/** What the documents of one stretch of the log became, gathered from all read models. */
export type Changes = {
  put(key: string, text: string, isNew: boolean): void
  remove(key: string): void
  enter(entry: Entry): void
  leave(entry: Entry): void
}

/** A read model at work: its folds, and the documents that it has in memory. It does not tell what they hold. */
export type Model = {
  readonly name: string
  readonly keyOf: (event: DomainEvent) => string | undefined
  /** Is it known what is stored under the key? One that is stays in memory for the next two calls of `age`. */
  knows(key: string): boolean
  /** Says what is stored under the key, if anything. @throws {ViewsCorrupt} */
  learn(key: string, text: string | undefined): void
  /** Folds the event into the document, which must be known. */
  apply(key: string, recorded: Recorded): void
  /** Tells what changed since the last call. */
  collect(changes: Changes): void
  /** Some of the documents that are stored and in memory, by stored key, with their text. */
  sample(max: number): readonly (readonly [key: string, text: string])[]
  /** Forgets what was not asked for since the call before the last; says whether that was anything. */
  age(): boolean
  /** Forgets everything. */
  clear(): void
}

export type Folds<Document> = {
  readonly name: string
  readonly keyOf: (event: DomainEvent) => string | undefined
  readonly apply: (document: Document | undefined, recorded: Recorded) => Document | undefined
  readonly entries: ((document: Document) => readonly Entry[]) | undefined
  readonly isDocument: (value: unknown) => value is Document
}

type Cell<Document> = {
  readonly key: string
  stored: Document | undefined
  now: Document | undefined
  touched: boolean
}

/** The key under which a document is stored. */
export const documentKey = (view: string, key: string): string => `${view}:${key}`

/**
 * Two generations of cells, as in a list of the recently used that is aged as a whole. Whatever was touched since the
 * last ageing is in the younger one, so what waits to be written, or is being written, is never forgotten.
 */
export function modelOf<Document>(folds: Folds<Document>): Model {
  const { name, keyOf } = folds
  let young = new Map<string, Cell<Document>>()
  let old = new Map<string, Cell<Document>>()
  let touched: Cell<Document>[] = []

  const find = (key: string): Cell<Document> | undefined => {
    const recent = young.get(key)
    if (recent !== undefined) return recent
    const older = old.get(key)
    if (older !== undefined) young.set(key, older)
    return older
  }
  return {
    name,
    keyOf,
    knows: (key) => find(key) !== undefined,
    learn(key, text) {
      const stored = text === undefined ? undefined : documentOf(folds, text)
      young.set(key, { key, stored, now: stored, touched: false })
    },
    apply(key, recorded) {
      const cell = find(key)
      if (cell === undefined) throw new TypeError(`${name} folds a document that it does not know`)
      cell.now = folds.apply(cell.now, recorded)
      if (cell.touched) return
      cell.touched = true
      touched.push(cell)
    },
    collect(changes) {
      for (const cell of touched) collectCell(folds, cell, changes)
      touched = []
    },
    sample(max) {
      const found: (readonly [string, string])[] = []
      for (const { key, stored } of young.values()) {
        if (found.length >= max) break
        if (stored !== undefined) found.push([documentKey(name, key), JSON.stringify(stored)])
      }
      return found
    },
    age() {
      const isForgetting = old.size > 0
      old = young
      young = new Map()
      return isForgetting
    },
    clear() {
      young = new Map()
      old = new Map()
      touched = []
    },
  }
}

function documentOf<Document>({ name, isDocument }: Folds<Document>, text: string): Document {
  const value: unknown = JSON.parse(text)
  if (!isDocument(value)) throw new ViewsCorrupt(`a stored document of ${name} cannot be read`)
  return value
}

function collectCell<Document>(
  { name, entries }: Folds<Document>,
  cell: Cell<Document>,
  changes: Changes,
): void {
  const { stored, now } = cell
  cell.touched = false
  cell.stored = now
  if (stored === now) return
  const key = documentKey(name, cell.key)
  if (now === undefined) changes.remove(key)
  else changes.put(key, JSON.stringify(now), stored === undefined)
  if (entries === undefined) return
  const before = stored === undefined ? [] : entries(stored)
  const after = now === undefined ? [] : entries(now)
  for (const entry of before) if (!holds(after, entry)) changes.leave(entry)
  for (const entry of after) if (!holds(before, entry)) changes.enter(entry)
}

const holds = (entries: readonly Entry[], { list, member }: Entry): boolean =>
  entries.some((entry) => entry.list === list && entry.member === member)
