import type { AllStreamSubscription } from '@eventstore/db-client'
import type { LogBatch } from '../../projections/event-log.ts'
import type { StoredEvent } from '../../projections/recorded.ts'
import type { StreamNames } from './stream-names.ts'
import { streamEvent } from './read.ts'

const gatheredMax = 1024

/**
 * What one subscription delivers, gathered while the reader is busy: every batch is all that has come since the last
 * one. When more than a bounded number has come, the subscription is paused, and by it the server.
 *
 * @throws what the subscription failed with, after everything that came before.
 */
export async function* feed(
  subscription: AllStreamSubscription,
  names: StreamNames,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  const gathering = gather(subscription, names, signal)
  try {
    for (;;) {
      const batch = gathering.take()
      if (batch) yield batch
      else if (gathering.hasEnded()) return
      else await gathering.news()
    }
  } finally {
    gathering.stop()
    subscription.unsubscribe().catch(() => {})
  }
}

function gather(subscription: AllStreamSubscription, names: StreamNames, signal: AbortSignal) {
  let gathered: StoredEvent[] = []
  let caughtUp = false
  let end: { readonly error?: unknown } | undefined
  let wake: (() => void) | undefined
  const finish = (error?: unknown): void => {
    end ??= { error }
    wake?.()
  }
  const stop = (): void => finish()
  subscription.on('data', (resolved) => {
    if (gathered.push(streamEvent(names, resolved)) === 1) wake?.()
    if (gathered.length >= gatheredMax) subscription.pause()
  })
  subscription.on('caughtUp', () => {
    caughtUp = true
    wake?.()
  })
  subscription.on('error', finish)
  subscription.on('end', () => finish(new Error('the subscription ended')))
  signal.addEventListener('abort', stop)
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
    /** @throws what it ended with, unless it was asked to end. */
    hasEnded(): boolean {
      if (end?.error !== undefined) throw end.error
      return end !== undefined
    },
    news: () =>
      new Promise<void>((resolve) => {
        wake = resolve
      }),
    stop: () => signal.removeEventListener('abort', stop),
  }
}
