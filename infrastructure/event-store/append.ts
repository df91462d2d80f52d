import {
  type EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { type Append, type ExpectedRevision, WrongRevision } from '../../application/event-store.ts'
import { deriveId } from '../derive-id.ts'
import { within } from './within.ts'

/** Under the server's own limit of 1 MiB, which counts differently from version to version. */
const appendBytesMax = 900_000

export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge'
  readonly code = 'ERR_APPEND_TOO_LARGE'
}

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
 * @throws {AppendTooLarge} @throws {RangeError} for a revision that cannot be.
 */
export function prepareAppend(
  name: string,
  { stream, events, metadata, expected }: Append,
): PreparedAppend {
  if (expected !== 'no-stream' && expected < 0n)
    throw new RangeError(`a stream cannot be expected at revision ${expected}`)
  const prepared = events.map((event, i) =>
    jsonEvent({
      id: deriveId(stream, metadata.commandId, String(i)),
      type: event.type,
      data: event,
      metadata,
    }),
  )
  requireToFit(prepared)
  return { name, events: prepared, expected }
}

/** A UTF-16 unit is at most three bytes of UTF-8, so most appends are seen to fit without counting bytes. */
function requireToFit(events: readonly JsonEvent[]): void {
  const text = JSON.stringify(events)
  if (text.length * 3 <= appendBytesMax) return
  const bytes = Buffer.byteLength(text)
  if (bytes > appendBytesMax)
    throw new AppendTooLarge(`an append of ${bytes} bytes; at most ${appendBytesMax} are taken`)
}

/** @throws {WrongRevision} and whatever else the client throws. */
export async function sendAppend(
  client: EventStoreDBClient,
  { name, events, expected }: PreparedAppend,
  timeoutMs: number,
): Promise<{ readonly revision: bigint; readonly position: bigint | undefined }> {
  const expectedRevision = expected === 'no-stream' ? NO_STREAM : expected
  try {
    const appending = client.appendToStream(name, [...events], { expectedRevision })
    const { nextExpectedRevision, position } = await within(appending, timeoutMs)
    return { revision: nextExpectedRevision, position: position?.commit }
  } catch (error) {
    if (!(error instanceof WrongExpectedVersionError)) throw error
    throw new WrongRevision(`${name} is not at ${expected}`, { cause: error })
  }
}
