import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  type ResolvedEvent,
  START,
  StreamNotFoundError,
} from '@eventstore/db-client'
import type { StreamEvent } from '../../application/event-store.ts'
import type { StreamNames } from './stream-names.ts'
import { within } from './within.ts'

const pageSize = 4096

type Reading = AsyncIterable<ResolvedEvent> & { cancel(): Promise<void> }

/** Reads to its end, or cancels: a read that is left in the middle stays open on the server. */
async function all(reading: Reading, timeoutMs: number): Promise<readonly ResolvedEvent[]> {
  const collect = async (): Promise<readonly ResolvedEvent[]> => {
    const events: ResolvedEvent[] = []
    for await (const event of reading) events.push(event)
    return events
  }
  try {
    return await within(collect(), timeoutMs)
  } catch (error) {
    reading.cancel().catch(() => {})
    throw error
  }
}

/** All events of a stream, oldest first; none for a stream that is not there. */
export async function readStream(
  client: EventStoreDBClient,
  names: StreamNames,
  stream: string,
  timeoutMs: number,
): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = []
  const name = names.toServer(stream)
  for (;;) {
    const fromRevision = events.at(-1) === undefined ? START : BigInt(events.length)
    const options = { direction: FORWARDS, maxCount: pageSize, fromRevision } as const
    const page = await all(client.readStream(name, options), timeoutMs).catch(orNothing)
    for (const resolved of page) events.push(streamEvent(names, resolved))
    if (page.length < pageSize) return events
  }
}

const orNothing = (error: unknown): readonly ResolvedEvent[] => {
  if (error instanceof StreamNotFoundError) return []
  throw error
}

const headPageSize = 256

/** The position of the newest event of this installation, read backwards over whatever others have written since. */
export async function readHead(
  client: EventStoreDBClient,
  names: StreamNames,
  timeoutMs: number,
): Promise<bigint> {
  let fromPosition: typeof END | { commit: bigint; prepare: bigint } = END
  for (;;) {
    const reading = client.readAll({ direction: BACKWARDS, maxCount: headPageSize, fromPosition })
    const page = await all(reading, timeoutMs)
    const own = page.find(
      ({ event }) => event && names.prefixes.some((prefix) => event.streamId.startsWith(prefix)),
    )
    if (own?.event?.position) return own.event.position.commit
    const oldest = page.at(-1)?.event?.position
    if (oldest === undefined) return 0n
    fromPosition = oldest
  }
}

/** @throws {TypeError} for what is no event: links are not resolved here, and nothing here writes any. */
export function streamEvent(names: StreamNames, { event }: ResolvedEvent): StreamEvent {
  if (event?.position === undefined)
    throw new TypeError('the event store sent an event without one')
  const { id, streamId, revision, position, type, data, metadata } = event
  return {
    id,
    stream: names.fromServer(streamId),
    revision,
    position: position.commit,
    type,
    data,
    metadata,
  }
}
