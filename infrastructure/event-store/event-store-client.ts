import type { EventStore } from '../../application/event-store.ts'
import type { EventLog } from '../../projections/event-log.ts'
import { prepareAppend, sendAppend } from './append.ts'
import { type Connection, connect } from './connection.ts'
import { follow } from './follow.ts'
import { installationId } from './installation-id.ts'
import { readHead, readStream } from './read.ts'
import { untilAnswered } from './retry.ts'
import { streamNames } from './stream-names.ts'

export type EventStoreSettings = {
  /** `esdb://…`; may hold a password. */
  readonly url: string
  /** Begins every stream's name; empty for none. */
  readonly namespace: string
  /** How long one attempt may take, in milliseconds. */
  readonly attemptTimeoutMs?: number
  /** How long all attempts of one call may take, in milliseconds. */
  readonly totalTimeoutMs?: number
}

export type EventStoreClient = {
  readonly store: EventStore
  readonly log: EventLog
  /** Names the log of this installation; made when it is first asked for, and the same for ever after. */
  installationId(): Promise<string>
  close(): void
}

const attemptTimeoutMsDefault = 3000
const totalTimeoutMsDefault = 15_000

/**
 * The EventStoreDB client behind the ports. Of its two connections one does nothing but append, so that what hangs on
 * the one does not hold up the other.
 */
export function eventStoreClient(settings: EventStoreSettings): EventStoreClient {
  const limits = {
    attemptMs: settings.attemptTimeoutMs ?? attemptTimeoutMsDefault,
    totalMs: settings.totalTimeoutMs ?? totalTimeoutMsDefault,
  }
  const names = streamNames(settings.namespace)
  const reading = connect(settings.url)
  // A server that does not take appends may be frozen, and then delivers nothing either, without a word.
  const writing = connect(settings.url, () => reading.giveUp(reading.client()))
  const head = () => untilAnswered(reading, limits, (attempt) => readHead(attempt, names))
  const read = async (stream: string) => {
    const events = await untilAnswered(reading, limits, (attempt) =>
      readStream(attempt, names, stream),
    )
    return { events, revision: events.at(-1)?.revision ?? ('no-stream' as const) }
  }
  const store: EventStore = {
    read,
    head,
    async append(append) {
      const prepared = prepareAppend(names.toServer(append.stream), append)
      const { revision, position } = await untilAnswered(writing, limits, (attempt) =>
        sendAppend(attempt, prepared),
      )
      // A repeated append of events that are hidden by now is recognised, and answered without a position.
      return { revision, position: position ?? (await head()) }
    },
  }
  return {
    store,
    log: { head, follow: (after, signal) => follow(reading, names, after, signal) },
    installationId: () => installationId(store),
    close: () => closeAll(writing, reading),
  }
}

const closeAll = (...connections: readonly Connection[]): void => {
  for (const connection of connections) connection.close()
}
