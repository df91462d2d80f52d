import { setTimeout as sleep } from 'node:timers/promises'
import {
  AccessDeniedError,
  type AllStreamSubscription,
  type EventStoreDBClient,
  START,
  streamNameFilter,
} from '@eventstore/db-client'
import type { LogBatch } from '../../projections/event-log.ts'
import type { Position } from '../../projections/recorded.ts'
import type { Connection } from './connection.ts'
import { remedyFor, UnexpectedEvent } from './errors.ts'
import { feed } from './feed.ts'
import type { StreamNames } from './stream-names.ts'

const firstPauseMs = 20
const longestPauseMs = 1000
/** The server scans so many events before it says how far it is; what it says is not used. */
const checkpointInterval = 1000
/** Events that wait in the client's own streams; by its default of 16 they stop and go on with every few events. */
const highWaterMark = 256

/** @see EventLog.follow */
export async function* follow(
  connection: Connection,
  names: StreamNames,
  after: Position | 'start',
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  let last = after
  let pauseMs = firstPauseMs
  while (!signal.aborted && !connection.isClosed()) {
    const client = connection.client()
    const until = AbortSignal.any([signal, connection.signal()])
    try {
      for await (const batch of feed(subscribe(client, names, last), names, until)) {
        last = batch.events.at(-1)?.position ?? last
        pauseMs = firstPauseMs
        yield batch
      }
    } catch (error) {
      if (signal.aborted) return
      if (isLasting(error)) throw error
      // Whatever else ended it, the events after the last one delivered are asked for again.
      if (remedyFor(error) !== 'wait') connection.giveUp(client)
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
  }
}

const isLasting = (error: unknown): boolean =>
  error instanceof AccessDeniedError || error instanceof UnexpectedEvent

function subscribe(
  client: EventStoreDBClient,
  names: StreamNames,
  after: Position | 'start',
): AllStreamSubscription {
  const filter = streamNameFilter({ prefixes: [...names.prefixes], checkpointInterval })
  const fromPosition = after === 'start' ? START : { commit: after, prepare: after }
  return client.subscribeToAll({ fromPosition, filter }, { highWaterMark })
}
