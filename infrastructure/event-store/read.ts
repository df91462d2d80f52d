import {
  BACKWARDS,
  END,
  FORWARDS,
  type ResolvedEvent,
  START,
  StreamNotFoundError,
} from '@eventstore/db-client'
import type { StreamEvent } from '../../application/event-store.ts'
import { UnexpectedEvent } from './errors.ts'
import type { Attempt } from './retry.ts'
import type { StreamNames } from './stream-names.ts'

const pageSize = 4096

type Reading = AsyncIterable<ResolvedEvent> & { cancel(): Promise<void> }

/** Reads to its end, or cancels: a read that is left in the middle stays open on the server. */
async function all(attempt: Attempt, reading: Reading): Promise<readonly ResolvedEvent[]> {
  const collect = async (): Promise<readonly ResolvedEvent[]> => {
    const events: ResolvedEvent[] = []
    for await (const event of reading) events.push(event)
    return events
  }
  try {
    return await attempt.answered(collect())
  } catch (error) {
    reading.cancel().catch(() => {})
    throw error
  }
}

/** All events of a stream, oldest first; none for a stream that is not there. */
export async function readStream(
  attempt: Attempt,
  names: StreamNames,
  stream: string,
): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = []
  const name = names.toServer(stream)
  for (;;) {
    const last = events.at(-1)
    const fromRevision = last === undefined ? START : last.revision + 1n
    const options = { direction: FORWARDS, maxCount: pageSize, fromRevision } as const
    const page = await all(attempt, attempt.client.readStream(name, options)).catch(orNothing)
    for (const resolved of page) events.push(streamEvent(names, resolved))
    if (page.length < pageSize) return events
  }
}

const orNothing = (error: unknown): readonly ResolvedEvent[] => {
  if (error instanceof StreamNotFoundError) return []
  throw error
}

const firstHeadPageSize = 16

/**
 * The position of the newest event of this installation, read backwards over whatever others have written since: in
 * pages that grow, because there is mostly little of that and sometimes very much.
 */
export async function readHead(attempt: Attempt, names: StreamNames): Promise<bigint> {
  let fromPosition: typeof END | { commit: bigint; prepare: bigint } = END
  for (let maxCount = firstHeadPageSize; ; maxCount = Math.min(maxCount * 4, pageSize)) {
    const options = { direction: BACKWARDS, maxCount, fromPosition } as const
    const page = await all(attempt, attempt.client.readAll(options))
    const own = page.find(({ event }) => event && names.isOwn(event.streamId))
    if (own?.event?.position) return own.event.position.commit
    const oldest = page.at(-1)?.event?.position
    if (oldest === undefined) return 0n
    fromPosition = oldest
  }
}

/** @throws {UnexpectedEvent} for what is no event. */
export function streamEvent(names: StreamNames, { event }: ResolvedEvent): StreamEvent {
  if (event?.position === undefined)
    throw new UnexpectedEvent('the event store sent an event without one')
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
