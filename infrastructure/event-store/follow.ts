import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AllStreamSubscription,
  type EventStoreDBClient,
  START,
  streamNameFilter,
} from '@eventstore/db-client'
import type { LogBatch } from '../../projections/event-log.ts'
import type { Position } from '../../projections/recorded.ts'
import type { Connection } from './connection.ts'
import { verdictOn } from './errors.ts'
import { feed } from './feed.ts'
import type { StreamNames } from './stream-names.ts'

const firstPauseMs = 20
const longestPauseMs = 1000
/** In windows of 32 events that the server has looked at. What it says then is not used: only what came is known. */
const checkpointInterval = 1000

/** @see EventLog.follow */
export async function* follow(
  connection: Connection,
  names: StreamNames,
  after: Position | 'start',
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  let last = after
  let pauseMs = firstPauseMs
  while (!signal.aborted) {
    const lease = await connection.lease()
    const subscription = subscribe(lease.client, names, last)
    try {
      for await (const batch of feed(subscription, names, lease, signal)) {
        last = batch.events.at(-1)?.position ?? last
        pauseMs = batch.events.length > 0 ? firstPauseMs : pauseMs
        yield batch
      }
    } catch (error) {
      if (signal.aborted) return
      // A server that drops a slow reader answers; any other way to end says nothing good of the connection.
      const verdict = verdictOn(error)
      if (verdict === 'final') throw error
      if (verdict === 'lost' || verdict === 'doubtful') connection.giveUp(lease, error)
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
  }
}

function subscribe(
  client: EventStoreDBClient,
  names: StreamNames,
  after: Position | 'start',
): AllStreamSubscription {
  return client.subscribeToAll({
    fromPosition: after === 'start' ? START : { commit: after, prepare: after },
    filter: streamNameFilter({ prefixes: [...names.prefixes], checkpointInterval }),
  })
}
