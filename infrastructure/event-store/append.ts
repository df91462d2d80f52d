import { jsonEvent, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client'
import { type Append, type ExpectedRevision, WrongRevision } from '../../application/event-store.ts'
import { deriveId } from '../derive-id.ts'
import type { Lease } from './connection.ts'

/** An append that no server would take, or that could not be read back as it was. A fault of the caller. */
export class UnstorableAppend extends Error {
  override readonly name = 'UnstorableAppend'
  readonly code = 'ERR_UNSTORABLE_APPEND'
}

/** Under the server's own limit of 1 MiB, which counts differently from version to version. */
const bytesMax = 900_000
const revisionMax = 2n ** 63n - 2n

/** The server refuses what is late by its own clock; so much may its clock be ahead of ours. */
const clockSkewMsMax = 300_000

type JsonEvent = ReturnType<typeof jsonEvent>
export type PreparedAppend = {
  readonly name: string
  readonly events: JsonEvent[]
  readonly expected: ExpectedRevision
}

/**
 * The events as they go to the server. Their ids follow from stream, command and place, so that another try is the same
 * append; a command appends at most once to a stream. The server wants ids that no other of its streams has, hence the
 * stream's full name in them.
 *
 * @throws {UnstorableAppend}
 */
export function prepareAppend(
  name: string,
  { events, metadata, expected }: Omit<Append, 'stream'>,
): PreparedAppend {
  if (expected !== 'no-stream' && (expected < 0n || expected > revisionMax))
    throw new UnstorableAppend(`${name} cannot be at revision ${expected}`)
  if (events.length === 0) throw new UnstorableAppend(`an append to ${name} without events`)
  const prepared = events.map((event, i) =>
    jsonEvent({
      id: deriveId(name, metadata.commandId, String(i)),
      type: event.type,
      data: event,
      metadata,
    }),
  )
  requireStorable(name, prepared)
  return { name, events: prepared, expected }
}

function requireStorable(name: string, events: readonly JsonEvent[]): void {
  const text = textOf(name, events)
  // A UTF-16 unit is at most three bytes of UTF-8, so most appends are seen to fit without counting bytes.
  const bytes = text.length * 3 > bytesMax ? Buffer.byteLength(text) : 0
  if (bytes > bytesMax)
    throw new UnstorableAppend(`an append to ${name} of ${bytes} bytes; at most ${bytesMax}`)
  // JSON writes half a surrogate pair as an escape, and nothing else that begins so.
  if (/\\ud[89a-f]/u.test(text) && !isWellFormed(text))
    throw new UnstorableAppend(`an append to ${name} holds text that is not well-formed`)
}

function textOf(name: string, events: readonly JsonEvent[]): string {
  try {
    return JSON.stringify(events)
  } catch (error) {
    throw new UnstorableAppend(`an append to ${name} holds what JSON cannot`, { cause: error })
  }
}

/** Told apart from a backslash that stands in the text itself. */
function isWellFormed(json: string): boolean {
  let wellFormed = true
  JSON.parse(json, (key, value: unknown) => {
    if (!key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed()))
      wellFormed = false
    return value
  })
  return wellFormed
}

/**
 * @throws {WrongRevision} and whatever else the client throws. The server itself recognises events that it already
 *   has just after `expected`, however long ago they were written, and answers as it did then.
 */
export async function sendAppend(
  { client, within }: Lease,
  { name, events, expected }: PreparedAppend,
): Promise<{ readonly revision: bigint; readonly position: bigint | undefined }> {
  // The client asks for these before its first append, without a time limit; an append that waited for them could be
  // sent after the client was given up.
  await within(client['capabilities'])
  const expectedRevision = expected === 'no-stream' ? NO_STREAM : expected
  const appending = () =>
    client.appendToStream(name, events, { expectedRevision, deadline: clockSkewMsMax })
  try {
    const appended = await within(appending())
    // So says a client whose connection string has it not throw.
    if (!appended.success) throw new WrongRevision(`${name} is not at ${expected}`)
    return { revision: appended.nextExpectedRevision, position: appended.position?.commit }
  } catch (error) {
    if (!(error instanceof WrongExpectedVersionError)) throw error
    throw new WrongRevision(`${name} is not at ${expected}`, { cause: error })
  }
}
