import { setTimeout as sleep } from 'node:timers/promises'
import { EventStoreUnavailable } from '../../application/event-store.ts'
import type { Connection, Lease } from './connection.ts'
import { type Verdict, verdictOn } from './errors.ts'

const firstPauseMs = 20
const longestPauseMs = 500
const doubtfulAttemptsMax = 3

/**
 * Makes a call until it goes well, fails for good, or the time is over. Only for calls that may be made twice.
 *
 * @throws {EventStoreUnavailable} when the time is over; what became of the last attempt is not known.
 */
export async function untilAnswered<Value>(
  connection: Connection,
  totalMs: number,
  call: (lease: Lease) => Promise<Value>,
): Promise<Value> {
  const giveUpAt = performance.now() + totalMs
  let pauseMs = firstPauseMs
  for (let attempt = 1; ; attempt += 1) {
    const lease = await connection.lease()
    try {
      return await call(lease)
    } catch (error) {
      const verdict = verdictOn(error)
      if (isForGood(verdict, attempt)) throw error
      if (isWorthANewClient(verdict, attempt)) connection.giveUp(lease, error)
      if (performance.now() + pauseMs > giveUpAt)
        throw new EventStoreUnavailable('the event store did not answer', { cause: error })
    }
    await sleep(pauseMs)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
}

const isForGood = (verdict: Verdict, attempt: number): boolean =>
  verdict === 'final' || (verdict === 'doubtful' && attempt >= doubtfulAttemptsMax)

/** A node that answers is asked once more before another is looked for. */
const isWorthANewClient = (verdict: Verdict, attempt: number): boolean =>
  verdict === 'lost' || verdict === 'doubtful' || (verdict === 'answered' && attempt > 1)
