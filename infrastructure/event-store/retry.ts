import { setTimeout as sleep } from 'node:timers/promises'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { EventStoreUnavailable } from '../../application/event-store.ts'
import type { Connection } from './connection.ts'
import { isPassing } from './errors.ts'

const firstPauseMs = 20
const longestPauseMs = 500

/**
 * Makes a call until it goes well, fails for good, or the time is over; every failure that may pass gives the client
 * up first. Only for calls that may be made twice.
 *
 * @throws {EventStoreUnavailable} when the time is over; what became of the last attempt is not known.
 */
export async function untilAnswered<Value>(
  connection: Connection,
  totalMs: number,
  call: (client: EventStoreDBClient) => Promise<Value>,
): Promise<Value> {
  const giveUpAt = performance.now() + totalMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const client = connection.client()
    try {
      return await call(client)
    } catch (error) {
      if (!isPassing(error)) throw error
      connection.giveUp(client)
      if (performance.now() + pauseMs > giveUpAt)
        throw new EventStoreUnavailable('the event store did not answer', { cause: error })
    }
    await sleep(pauseMs)
  }
}
