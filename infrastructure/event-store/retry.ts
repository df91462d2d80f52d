import { setTimeout as sleep } from 'node:timers/promises'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { EventStoreUnavailable } from '../../application/event-store.ts'
import type { Connection } from './connection.ts'
import { remedyFor } from './errors.ts'
import { within } from './within.ts'

const firstPauseMs = 20
const longestPauseMs = 500

export type Limits = {
  /** How long a client may take to answer, in milliseconds. */
  readonly attemptMs: number
  /** How long all attempts of one call may take, in milliseconds. */
  readonly totalMs: number
}

/** A client that is asked, and how to wait for what it answers. */
export type Attempt = {
  readonly client: EventStoreDBClient
  /** @throws {NoAnswer} when it takes too long, or another call has found the client to be useless. */
  answered<Value>(promise: Promise<Value>): Promise<Value>
}

/**
 * Makes a call until it goes well, fails for good, or the time is over. Only for calls that may be made twice.
 *
 * @throws {EventStoreUnavailable} when the time is over or the connection closed; what became of the last attempt is
 * not known.
 */
export async function untilAnswered<Value>(
  connection: Connection,
  { attemptMs, totalMs }: Limits,
  call: (attempt: Attempt) => Promise<Value>,
): Promise<Value> {
  const giveUpAt = performance.now() + totalMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const client = connection.client()
    const signal = connection.signal()
    const milliseconds = Math.max(1, Math.min(attemptMs, giveUpAt - performance.now()))
    try {
      return await call({
        client,
        answered: (promise) => within(promise, { milliseconds, signal }),
      })
    } catch (error) {
      const remedy = remedyFor(error)
      if (remedy === 'none') throw error
      // A server that goes on refusing may have lost its cluster.
      if (remedy === 'new-client' || pauseMs === longestPauseMs) connection.giveUp(client)
      if (connection.isClosed() || performance.now() + pauseMs > giveUpAt)
        throw new EventStoreUnavailable('the event store did not answer', { cause: error })
    }
    await sleep(pauseMs)
  }
}
