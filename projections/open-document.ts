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

/** One document of a read model while events are folded into it. It does not tell what it holds. */
export type OpenDocument = {
  fold(recorded: Recorded): void
  /** Tells what changed since it was opened, and the text that is stored under the key once that is written. */
  close(key: string, changes: Changes): string | undefined
}

export type Folds<Document> = {
  readonly name: string
  readonly apply: (document: Document | undefined, recorded: Recorded) => Document | undefined
  readonly entries: ((document: Document) => readonly Entry[]) | undefined
  readonly isDocument: (value: unknown) => value is Document
}

/** Opens what is stored, if anything. @throws {ViewsCorrupt} */
export function openDocument<Document>(
  folds: Folds<Document>,
  text: string | undefined,
): OpenDocument {
  const stored = text === undefined ? undefined : documentOf(folds, text)
  let now = stored
  return {
    fold(recorded) {
      now = folds.apply(now, recorded)
    },
    close(key, changes) {
      if (now === stored) return text
      tellEntries(folds, stored, now, changes)
      if (now === undefined) {
        changes.remove(key)
        return undefined
      }
      const written = JSON.stringify(now)
      changes.put(key, written, stored === undefined)
      return written
    },
  }
}

function documentOf<Document>({ name, isDocument }: Folds<Document>, text: string): Document {
  const value: unknown = JSON.parse(text)
  if (!isDocument(value)) throw new ViewsCorrupt(`a stored document of ${name} cannot be read`)
  return value
}

function tellEntries<Document>(
  { entries }: Folds<Document>,
  stored: Document | undefined,
  now: Document | undefined,
  changes: Changes,
): void {
  if (entries === undefined) return
  const before = stored === undefined ? [] : entries(stored)
  const after = now === undefined ? [] : entries(now)
  for (const entry of before) if (!holds(after, entry)) changes.leave(entry)
  for (const entry of after) if (!holds(before, entry)) changes.enter(entry)
}

const holds = (entries: readonly Entry[], { list, member }: Entry): boolean =>
  entries.some((entry) => entry.list === list && entry.member === member)
