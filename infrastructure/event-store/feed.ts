import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AllStreamSubscription } from '@eventstore/db-client'
import type { LogBatch } from '../../projections/event-log.ts'
import type { StoredEvent } from '../../projections/recorded.ts'
import type { Lease } from './connection.ts'
import type { StreamNames } from './stream-names.ts'
import { streamEvent } from './read.ts'

const gatheredMax = 512

/**
 * What one subscription delivers, gathered while the reader is busy: every batch is all that has come since the last
 * one. When a bounded number has come, the subscription is paused, and by it the server. Ends when the signal aborts or
 * the client is given up; however it ends, the subscription is ended on the server too.
 *
 * @throws what the subscription failed with, after everything that came before; OwnTimeout when it did not begin.
 */
export async function* feed(
  subscription: AllStreamSubscription,
  names: StreamNames,
  lease: Lease,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  const gathering = gather(subscription, names)
  const signals = [signal, lease.signal]
  for (const one of signals) one.addEventListener('abort', gathering.wake)
  try {
    await lease.within(once(subscription, 'confirmation', { signal }))
    while (!signals.some(({ aborted }) => aborted)) {
      const batch = gathering.take()
      if (batch) yield batch
      else await gathering.news()
    }
  } finally {
    for (const one of signals) one.removeEventListener('abort', gathering.wake)
    subscription.unsubscribe().catch(() => {})
  }
}

type Gathering = {
  /** All that has come, if anything has. @throws what the subscription failed with, once all is taken. */
  take(): LogBatch | undefined
  /** Resolves when there may be something to take. */
  news(): Promise<void>
  /** Makes it resolve. */
  readonly wake: () => void
}

function gather(subscription: AllStreamSubscription, names: StreamNames): Gathering {
  let gathered: StoredEvent[] = []
  /** Whether the server sends events as they are written; at the end of those that were there before, it says so. */
  let isLive = false
  let isNewlyLive = false
  let failure: { readonly error: unknown } | undefined
  let resolveNews: (() => void) | undefined
  const wake = (): void => resolveNews?.()
  const fail = (error: unknown): void => {
    failure ??= { error }
    wake()
  }
  subscription.on('data', (resolved) => {
    if (gathered.push(streamEvent(names, resolved)) === 1) wake()
    if (gathered.length >= gatheredMax) subscription.pause()
  })
  subscription.on('caughtUp', () => {
    isLive = true
    isNewlyLive = true
    wake()
  })
  subscription.on('fellBehind', () => {
    isLive = false
  })
  subscription.on('error', fail)
  subscription.on('end', () => fail(new Error('the subscription ended')))
  return {
    take() {
      // What the server says of itself overtakes events that still wait in the stream's own buffer.
      const caughtUp = isLive && subscription.readableLength === 0
      const hasNews = gathered.length > 0 || (caughtUp && isNewlyLive)
      if (!hasNews) {
        if (failure) throw failure.error
        return undefined
      }
      const events = gathered
      gathered = []
      if (caughtUp) isNewlyLive = false
      if (subscription.isPaused()) subscription.resume()
      return { events, caughtUp }
    },
    async news() {
      await new Promise<void>((resolve) => {
        resolveNews = resolve
      })
      // Events come in bursts; what has arrived with this one is delivered with it.
      await nextTurn()
    },
    wake,
  }
}
