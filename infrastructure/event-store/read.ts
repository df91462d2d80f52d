import {
  BACKWARDS,
  END,
  FORWARDS,
  type ResolvedEvent,
  START,
  StreamNotFoundError,
} from '@eventstore/db-client'
import type { StreamEvent } from '../../application/event-store.ts'
import type { Lease } from './connection.ts'
import type { StreamNames } from './stream-names.ts'

const pageSize = 4096

type Reading = AsyncIterable<ResolvedEvent> & { cancel(): Promise<void> }

/** Reads to its end, or cancels: a read that is left in the middle stays open on the server. */
async function all({ within }: Lease, reading: Reading): Promise<readonly ResolvedEvent[]> {
  const collect = async (): Promise<readonly ResolvedEvent[]> => {
    const events: ResolvedEvent[] = []
    for await (const event of reading) events.push(event)
    return events
  }
  try {
    return await within(collect())
  } catch (error) {
    reading.cancel().catch(() => {})
    throw error
  }
}

/** All events of a stream, oldest first; none for a stream that is not there. */
export async function readStream(
  lease: Lease,
  names: StreamNames,
  stream: string,
): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = []
  const name = names.toServer(stream)
  for (;;) {
    const last = events.at(-1)
    const fromRevision = last === undefined ? START : last.revision + 1n
    const options = { direction: FORWARDS, maxCount: pageSize, fromRevision } as const
    const page = await all(lease, lease.client.readStream(name, options)).catch(orNothing)
    for (const resolved of page) events.push(streamEvent(names, resolved))
    if (page.length < pageSize) return events
  }
}

const orNothing = (error: unknown): readonly ResolvedEvent[] => {
  if (error instanceof StreamNotFoundError) return []
  throw error
}

const firstHeadPage = 16
const longestHeadPage = 4096

/**
 * The position of the newest event of this installation. Only `$all` can be read backwards and without a filter, so it
 * is read over whatever others have written since, down to `known`, the newest that is known of.
 */
export async function readHead(lease: Lease, names: StreamNames, known: bigint): Promise<bigint> {
  let fromPosition: typeof END | { commit: bigint; prepare: bigint } = END
  let maxCount = firstHeadPage
  for (;;) {
    const options = { direction: BACKWARDS, maxCount, fromPosition } as const
    const page = await all(lease, lease.client.readAll(options))
    const own = page.find(({ event }) => event && names.isOwn(event.streamId))
    if (own?.event?.position) return own.event.position.commit
    const oldest = page.at(-1)?.event?.position
    if (oldest === undefined || oldest.commit <= known) return known
    fromPosition = oldest
    maxCount = Math.min(maxCount * 4, longestHeadPage)
  }
}

/** Whether the server answers at all. @throws whatever the client throws, or OwnTimeout. */
export async function requireAnswer(lease: Lease): Promise<void> {
  await all(lease, lease.client.readAll({ direction: BACKWARDS, maxCount: 1, fromPosition: END }))
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
