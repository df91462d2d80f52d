import type { z } from 'zod'
import type { DomainEvent } from '../domain/domain-event.ts'
import { documentReader, type ReadDocument } from './document-reader.ts'
import { openDocument, type OpenDocument } from './open-document.ts'
import type { Recorded } from './recorded.ts'

/** What a read model holds: one document for each key. */
export type View<Document> = {
  /** Part of every stored key. A changed fold or document is a new name, built beside the old. */
  readonly name: string
  /** What is stored under a key, parsed. @throws {UnreadableDocument} */
  readonly read: ReadDocument<Document>
}

/** Membership of a list, ordered by member. One member of one list stands for one document. */
export type Entry = { readonly list: string; readonly member: string }

/** A read model, as the runner sees it. */
export type Projection<Document> = View<Document> & {
  readonly events: readonly EventType[]
  /** The document that an event changes; undefined for an event that this read model does not look at. */
  readonly keyOf: (event: DomainEvent) => string | undefined
  /** Pure and total. `undefined` = there is no document (any more). */
  readonly apply: (document: Document | undefined, recorded: Recorded) => Document | undefined
  /** The lists on which a document stands; the runner takes back those of its last state. */
  readonly entries: (document: Document) => readonly Entry[]
  /** Opens what is stored under a key, if anything, to fold events into it. @throws {ViewsCorrupt} */
  readonly open: (text: string | undefined) => OpenDocument
}

/** A read model of whatever documents. */
export type AnyProjection = Pick<Projection<unknown>, 'name' | 'events' | 'keyOf' | 'open'>

type EventType = DomainEvent['type']
type EventOf<Type extends EventType> = Extract<DomainEvent, { type: Type }>

type Declaration<Type extends EventType, Document> = {
  readonly name: string
  readonly document: z.ZodType<Document>
  /** The events that it is folded from, and no others. */
  readonly events: readonly Type[]
  readonly key: (event: EventOf<Type>) => string | undefined
  readonly evolve: (
    document: Document | undefined,
    event: EventOf<Type>,
    recorded: Recorded,
  ) => Document | undefined
  readonly entries?: (document: Document) => readonly Entry[]
}

/** Declares a read model: one document for each key, folded from the events that it names. */
export function projection<const Type extends EventType, Document>({
  name,
  document,
  events,
  key,
  evolve,
  entries,
}: Declaration<Type, Document>): Projection<Document> {
  const types: ReadonlySet<string> = new Set(events)
  const isRead = (event: DomainEvent): event is EventOf<Type> => types.has(event.type)
  const keyOf = (event: DomainEvent): string | undefined => (isRead(event) ? key(event) : undefined)
  const apply = (before: Document | undefined, recorded: Recorded): Document | undefined =>
    isRead(recorded.event) ? evolve(before, recorded.event, recorded) : before
  // Checked and kept as it was stored: a parsed copy would have its members in another order, and so another text.
  const isDocument = (value: unknown): value is Document => document.safeParse(value).success
  const folds = { name, apply, entries, isDocument }
  return {
    name,
    read: documentReader(name, document),
    events,
    keyOf,
    apply,
    entries: entries ?? (() => []),
    open: (text) => openDocument(folds, text),
  }
}
