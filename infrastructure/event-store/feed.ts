import { once } from 'node:events'
import type { AllStreamSubscription } from '@eventstore/db-client'
import type { LogBatch } from '../../projections/event-log.ts'
import type { StoredEvent } from '../../projections/recorded.ts'
import type { StreamNames } from './stream-names.ts'
import { streamEvent } from './read.ts'
import { within } from './within.ts'

const gatheredMax = 1024
/** The server confirms a subscription at once; a frozen one is silent, like one that has nothing to deliver. */
const confirmationMsMax = 3000

/**
 * What one subscription delivers until the signal aborts, gathered while the reader is busy: every batch is all that
 * has come since the last one. When more than a bounded number has come, the subscription is paused, and by it the
 * server.
 *
 * @throws what the subscription failed with, after everything that came before; NoAnswer when it did not begin.
 */
export async function* feed(
  subscription: AllStreamSubscription,
  names: StreamNames,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  const gathering = gather(subscription, names)
  const stop = (): void => gathering.stop()
  // A reader that is busy when the signal aborts may never ask again, so this does not wait for it.
  signal.addEventListener('abort', stop)
  try {
    const confirmed = once(subscription, 'confirmation')
    await within(confirmed, { milliseconds: confirmationMsMax, signal })
    while (!signal.aborted) {
      const batch = gathering.take()
      if (batch) yield batch
      else await gathering.news()
    }
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

function gather(subscription: AllStreamSubscription, names: StreamNames) {
  let gathered: StoredEvent[] = []
  let caughtUp = false
  let failure: { readonly error: unknown } | undefined
  let wake: (() => void) | undefined
  // Events come one by one; the reader is woken when all that have come in this turn of the loop are there.
  const wakeSoon = (): void => {
    if (wake !== undefined) setImmediate(wake)
    wake = undefined
  }
  const fail = (error: unknown): void => {
    failure ??= { error }
    wakeSoon()
  }
  subscription.on('data', (resolved) => {
    gathered.push(streamEvent(names, resolved))
    wakeSoon()
    if (gathered.length >= gatheredMax) subscription.pause()
  })
  subscription.on('caughtUp', () => {
    caughtUp = true
    wakeSoon()
  })
  subscription.on('error', fail)
  subscription.on('end', () => fail(new Error('the subscription ended')))
  return {
    /** All that has come, if anything has. */
    take(): LogBatch | undefined {
      // The mark overtakes events that still wait in the stream's own buffer, so it counts once that is empty.
      const reachedEnd = caughtUp && subscription.readableLength === 0
      if (gathered.length === 0 && !reachedEnd) return undefined
      const events = gathered
      gathered = []
      if (reachedEnd) caughtUp = false
      if (subscription.isPaused()) subscription.resume()
      return { events, caughtUp: reachedEnd }
    },
    async news(): Promise<void> {
      if (failure !== undefined) throw failure.error
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    },
    stop(): void {
      subscription.unsubscribe().catch(() => {})
      wakeSoon()
    },
  }
}
