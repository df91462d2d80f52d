import type { z } from 'zod'
import type { DomainEvent } from '../domain/domain-event.ts'
import type { Recorded } from './recorded.ts'

/** What a read model holds: one document for each key. */
export type View<Document> = {
  /** Part of every stored key. A changed fold or document is a new name, built beside the old. */
  readonly name: string
  readonly document: z.ZodType<Document>
}

/** Membership of a list, ordered by member. */
export type Entry = { readonly list: string; readonly member: string }

/** A read model, as the runner sees it. */
export type Projection<Document> = View<Document> & {
  /** The document that an event changes; undefined for an event that this read model does not look at. */
  readonly keyOf: (event: DomainEvent) => string | undefined
  /** Pure and total. `undefined` = there is no document (any more). */
  readonly apply: (document: Document | undefined, recorded: Recorded) => Document | undefined
  /** The lists on which a document stands; the runner takes back those of its last state. */
  readonly entries: (document: Document) => readonly Entry[]
}

type EventType = DomainEvent['type']
type EventOf<Type extends EventType> = Extract<DomainEvent, { type: Type }>

type Declaration<Type extends EventType, Document> = View<Document> & {
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
  entries = () => [],
}: Declaration<Type, Document>): Projection<Document> {
  const types: ReadonlySet<string> = new Set(events)
  const isRead = (event: DomainEvent): event is EventOf<Type> => types.has(event.type)
  return {
    name,
    document,
    entries,
    keyOf: (event) => (isRead(event) ? key(event) : undefined),
    apply: (before, recorded) =>
      isRead(recorded.event) ? evolve(before, recorded.event, recorded) : before,
  }
}
