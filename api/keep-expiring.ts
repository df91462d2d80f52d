import { setTimeout } from 'node:timers/promises'
import { Instant } from '../domain/values.ts'

type KeepExpiring = {
  readonly expireRequests: (at: Instant) => Promise<number>
  readonly pollMs: number
  readonly now: () => number
  readonly complain: (line: string) => void
}

/**
 * Ends requests whose time is up, now and again, until it is told to stop. A round that fails is complained of and left
 * to the next: nothing waits for it, as every answer holds the request's time against its own.
 */
export function keepExpiring({ expireRequests, pollMs, now, complain }: KeepExpiring): {
  readonly stop: () => Promise<void>
} {
  const abort = new AbortController()
  const { signal } = abort
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await expireRequests(Instant.parse(new Date(now()).toISOString()))
      } catch (error) {
        complain(`expiring requests failed: ${error instanceof Error ? error.name : 'unknown'}`)
      }
      await setTimeout(pollMs, undefined, { signal }).catch(() => undefined)
    }
  }
  const ended = run()
  return {
    async stop() {
      abort.abort()
      await ended
    },
  }
}
