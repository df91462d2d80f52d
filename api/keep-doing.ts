import { setTimeout } from 'node:timers/promises'

type KeepDoing = {
  /** What it is called where it is complained of. */
  readonly what: string
  readonly round: () => Promise<unknown>
  readonly pollMs: number
  readonly complain: (line: string) => void
}

export type KeptDoing = {
  /** Does the next round now, and not when its time comes. */
  readonly hurry: () => void
  readonly stop: () => Promise<void>
}

/**
 * Does something now and again, until it is told to stop. A round that fails is complained of and left to the next: what
 * is done so must be such that nobody waits for it.
 */
export function keepDoing({ what, round, pollMs, complain }: KeepDoing): KeptDoing {
  const stopping = new AbortController()
  let pause = new AbortController()
  let isWanted = false
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      isWanted = false
      try {
        await round()
      } catch (error) {
        complain(`${what} failed: ${error instanceof Error ? error.name : 'unknown'}`)
      }
      // Whoever asked during the round may have asked for what it no longer saw.
      if (isWanted) continue
      pause = new AbortController()
      const signal = AbortSignal.any([stopping.signal, pause.signal])
      await setTimeout(pollMs, undefined, { signal }).catch(() => undefined)
    }
  }
  const ended = run()
  return {
    hurry() {
      isWanted = true
      pause.abort()
    },
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
