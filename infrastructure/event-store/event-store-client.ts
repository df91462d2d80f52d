import type { EventStore } from '../../application/event-store.ts'
import type { EventLog, LogBatch } from '../../projections/event-log.ts'
import type { Position } from '../../projections/recorded.ts'
import { prepareAppend, sendAppend } from './append.ts'
import { type Connection, connect } from './connection.ts'
import { OwnTimeout } from './errors.ts'
import { follow } from './follow.ts'
import { installationId } from './installation-id.ts'
import { readHead, readStream, requireAnswer } from './read.ts'
import { untilAnswered } from './retry.ts'
import { streamNames } from './stream-names.ts'

export type EventStoreSettings = {
  /** `esdb://…`; may hold a password. */
  readonly url: string
  /** Begins every stream's name ({@link Namespace}); empty for none. */
  readonly namespace: string
  /** How long one try of an append may take, in milliseconds. */
  readonly appendTimeoutMs?: number
  /** How long one try of a read may take, in milliseconds. */
  readonly readTimeoutMs?: number
  /** How long all tries of one call may take, in milliseconds. */
  readonly totalTimeoutMs?: number
  /** Told when a client is given up, and why. */
  readonly onGivenUp?: (which: 'reading' | 'writing', why: unknown) => void
}

export type EventStoreClient = {
  readonly store: EventStore
  readonly log: EventLog
  /** Names the log of this installation; made when it is first asked for, and the same for ever after. */
  installationId(): Promise<string>
  /** Everything that is open, or comes after, fails with EventStoreUnavailable; what is being followed ends with it. */
  close(): Promise<void>
}

const appendTimeoutMsDefault = 3000
const readTimeoutMsDefault = 5000
const totalTimeoutMsDefault = 15_000

/**
 * The EventStoreDB client behind the ports. Of its two connections one does nothing but append, so that what hangs on
 * the one does not hold up the other. A process has one of these: the client mixes up the appends of two.
 */
export function eventStoreClient(settings: EventStoreSettings): EventStoreClient {
  const { url, onGivenUp = () => {} } = settings
  const totalMs = settings.totalTimeoutMs ?? totalTimeoutMsDefault
  const names = streamNames(settings.namespace)
  const reading = connect({
    url,
    timeoutMs: settings.readTimeoutMs ?? readTimeoutMsDefault,
    whenGivenUp: (why) => onGivenUp('reading', why),
  })
  const writing = connect({
    url,
    timeoutMs: settings.appendTimeoutMs ?? appendTimeoutMsDefault,
    whenGivenUp(why) {
      onGivenUp('writing', why)
      if (why instanceof OwnTimeout) void giveUpIfSilent(reading)
    },
  })
  const newest = newestPosition()
  const head = async (): Promise<Position> => {
    const known = newest.get()
    return newest.seen(
      await untilAnswered(reading, totalMs, (lease) => readHead(lease, names, known)),
    )
  }
  const read: EventStore['read'] = async (stream) => {
    const events = await untilAnswered(reading, totalMs, (lease) =>
      readStream(lease, names, stream),
    )
    return { events, revision: events.at(-1)?.revision ?? 'no-stream' }
  }
  const append: EventStore['append'] = async ({ stream, ...rest }) => {
    const prepared = prepareAppend(names.toServer(stream), rest)
    const appended = await untilAnswered(writing, totalMs, (lease) => sendAppend(lease, prepared))
    const { revision, position } = appended
    // A repeated append of events that are hidden by now is recognised, and answered without a position.
    if (position === undefined) return { revision, position: await head() }
    if (names.isOwn(prepared.name)) newest.seen(position)
    return { revision, position }
  }
  const store: EventStore = { read, head, append }
  return {
    store,
    log: { head, follow: (after, signal) => noting(newest, follow(reading, names, after, signal)) },
    installationId: () => installationId(store),
    async close() {
      await Promise.all([writing.close(), reading.close()])
    },
  }
}

/**
 * A server that does not answer an append may have lost that one alone, or be frozen, and then deliver nothing either,
 * without a word. What is being followed is torn off in the second case only.
 */
async function giveUpIfSilent(reading: Connection): Promise<void> {
  try {
    const lease = await reading.lease()
    await requireAnswer(lease).catch((error: unknown) => reading.giveUp(lease, error))
  } catch {
    // Closed in the meantime.
  }
}

type NewestPosition = { get(): Position; seen(position: Position): Position }

/** The newest event of this installation that this process knows of: the head is never behind it. */
function newestPosition(): NewestPosition {
  let newest = 0n
  return {
    get: () => newest,
    seen(position) {
      if (position > newest) newest = position
      return newest
    },
  }
}

async function* noting(
  newest: NewestPosition,
  batches: AsyncIterable<LogBatch>,
): AsyncGenerator<LogBatch> {
  for await (const batch of batches) {
    const last = batch.events.at(-1)
    if (last) newest.seen(last.position)
    yield batch
  }
}
