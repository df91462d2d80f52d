import { z } from 'zod'
import { DomainEvent } from '../domain/domain-event.ts'
import { EventMetadata } from '../domain/event-metadata.ts'

/** A place in the whole log. Later events have greater ones; there are gaps. */
export type Position = bigint

/** An event of the log, parsed: what a fold is given. */
export type Recorded = {
  readonly id: string
  readonly position: Position
  readonly event: DomainEvent
  readonly metadata: EventMetadata
}

/** An event as it lies in the log, unparsed. */
export type StoredEvent = {
  readonly id: string
  readonly position: Position
  readonly type: string
  readonly data: unknown
  readonly metadata: unknown
}

/** An event that cannot be read: a fault in what was written, or a version that this program does not know. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent'
  readonly code = 'ERR_UNREADABLE_EVENT'
}

const StoredPair = z.object({ data: DomainEvent, metadata: EventMetadata })

/** @throws {UnreadableEvent} naming the event by its id, type and position, and never its content. */
export function recordedOf(stored: StoredEvent): Recorded {
  const parsed = StoredPair.safeParse(stored)
  if (!parsed.success) {
    const where = `${stored.type} ${stored.id} at ${stored.position}`
    const members = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
    throw new UnreadableEvent(`cannot read ${where}: ${members}`)
  }
  const { id, position } = stored
  return { id, position, event: parsed.data.data, metadata: parsed.data.metadata }
}
