import type { Event } from '../domain/decider.ts'
import type { EventMetadata } from '../domain/event-metadata.ts'
import type { Position, StoredEvent } from '../projections/recorded.ts'

export type Revision = bigint
export type ExpectedRevision = Revision | 'no-stream'

/** An event as it lies in its stream, unparsed. */
export type StreamEvent = StoredEvent & { readonly stream: string; readonly revision: Revision }

export type Append = {
  readonly stream: string
  readonly events: readonly Event[]
  /** The same for all events; `commandId` makes their ids, so the same append again writes nothing. */
  readonly metadata: EventMetadata
  readonly expected: ExpectedRevision
}

export type Appended = { readonly revision: Revision; readonly position: Position }

/** The log as the application sees it. One contract suite (test/contracts) holds every adapter to it. */
export interface EventStore {
  /**
   * The stream's events, oldest first. A stream that was never written to reads as empty, at `no-stream`.
   *
   * @throws {EventStoreUnavailable} when no answer came in time.
   */
  read(
    stream: string,
  ): Promise<{ readonly events: readonly StreamEvent[]; readonly revision: ExpectedRevision }>
  /**
   * Writes all the events, next to each other, or none. Resolves when they are durable. Events that the same command
   * wrote to the same stream before are recognised, after a restart too: the answer is then the old one, though its
   * position may be a later one of the log.
   *
   * @throws {WrongRevision} when the stream is not at `expected`.
   * @throws {UnstorableEvents} when no store could hold them: nothing was sent.
   * @throws {EventStoreUnavailable} when it is not known whether they were written; the same append may be tried again.
   */
  append(append: Append): Promise<Appended>
  /** The position of the newest event of this installation, 0 while there is none. */
  head(): Promise<Position>
}

export class WrongRevision extends Error {
  override readonly name = 'WrongRevision'
  readonly code = 'ERR_WRONG_REVISION'
}

export class EventStoreUnavailable extends Error {
  override readonly name = 'EventStoreUnavailable'
  readonly code = 'ERR_EVENT_STORE_UNAVAILABLE'
}

/** A fault of the caller: no events, too many for one append, or values that JSON or UTF-8 cannot hold. */
export class UnstorableEvents extends Error {
  override readonly name = 'UnstorableEvents'
  readonly code = 'ERR_UNSTORABLE_EVENTS'
}
