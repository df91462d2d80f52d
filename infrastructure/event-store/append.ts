import { jsonEvent, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client'
import {
  type Append,
  type ExpectedRevision,
  UnstorableEvents,
  WrongRevision,
} from '../../application/event-store.ts'
import { deriveId } from '../derive-id.ts'
import type { Attempt } from './retry.ts'

/** Under the server's own limit of 1 MiB, which counts differently from version to version. */
const appendBytesMax = 900_000

/**
 * The client stamps every append with a moment after which the server refuses it, and a server whose clock is ahead
 * would refuse them all. How long an answer is waited for is our own affair.
 */
const deadlineMs = 24 * 60 * 60 * 1000

type JsonEvent = ReturnType<typeof jsonEvent>
export type PreparedAppend = {
  readonly name: string
  readonly events: readonly JsonEvent[]
  readonly expected: ExpectedRevision
}

/**
 * The events as they go to the server. Their ids follow from stream, command and place, so that another try is the same
 * append; a command appends at most once to a stream.
 *
 * @throws {UnstorableEvents} @throws {RangeError} for a revision that cannot be.
 */
export function prepareAppend(
  name: string,
  { stream, events, metadata, expected }: Append,
): PreparedAppend {
  if (expected !== 'no-stream' && expected < 0n)
    throw new RangeError(`a stream cannot be expected at revision ${expected}`)
  if (events.length === 0) throw new UnstorableEvents('an append without events')
  const prepared = events.map((event, i) =>
    jsonEvent({
      id: deriveId(stream, metadata.commandId, String(i)),
      type: event.type,
      data: event,
      metadata,
    }),
  )
  requireStorable(prepared)
  return { name, events: prepared, expected }
}

// JSON writes a lone half of a surrogate pair as an escape, and a backslash before one as two of them.
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/u

function requireStorable(events: readonly JsonEvent[]): void {
  const text = jsonOf(events)
  if (text.includes('\\ud') && loneSurrogate.test(text))
    throw new UnstorableEvents('text with half of a surrogate pair, which UTF-8 cannot hold')
  // A UTF-16 unit is at most three bytes of UTF-8, so most appends are seen to fit without counting bytes.
  if (text.length * 3 <= appendBytesMax) return
  const bytes = Buffer.byteLength(text)
  if (bytes > appendBytesMax)
    throw new UnstorableEvents(`an append of ${bytes} bytes; at most ${appendBytesMax} are taken`)
}

function jsonOf(events: readonly JsonEvent[]): string {
  try {
    return JSON.stringify(events)
  } catch (error) {
    throw new UnstorableEvents('a value that JSON cannot hold', { cause: error })
  }
}

/** @throws {WrongRevision} and whatever else the client throws. */
export async function sendAppend(
  attempt: Attempt,
  { name, events, expected }: PreparedAppend,
): Promise<{ readonly revision: bigint; readonly position: bigint | undefined }> {
  const expectedRevision = expected === 'no-stream' ? NO_STREAM : expected
  const options = { expectedRevision, deadline: deadlineMs } as const
  try {
    const result = await attempt.answered(attempt.client.appendToStream(name, [...events], options))
    // A connection string can make the client answer so instead of throwing.
    if (!result.success) throw new WrongRevision(`${name} is not at ${expected}`)
    return { revision: result.nextExpectedRevision, position: result.position?.commit }
  } catch (error) {
    if (!(error instanceof WrongExpectedVersionError)) throw error
    throw new WrongRevision(`${name} is not at ${expected}`, { cause: error })
  }
}
