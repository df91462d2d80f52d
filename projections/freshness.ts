import type { Position } from './recorded.ts'

/** What this process knows of the log and the views, shared by all that read and write them. */
export type Freshness = {
  /** There is something at this position: it was read, or this process wrote it. Never called with a client's word. */
  saw(position: Position): void
  /** The views hold everything up to this position: said by the projector, here or elsewhere. */
  reached(position: Position): void
  /** Nothing older than this may be answered. */
  floor(): Position
  /** Resolves when the views are said to have reached the position, or when the time is over. */
  until(position: Position, milliseconds: number): Promise<void>
}

/** Between two looks at views that are said to be there and are not yet seen to be. */
const soonMs = 2

type Waiter = { readonly position: Position; readonly wake: () => void }

export function freshness(): Freshness {
  let seen = 0n
  let applied = 0n
  const waiters = new Set<Waiter>()
  const saw = (position: Position): void => {
    if (position > seen) seen = position
  }
  return {
    saw,
    floor: () => seen,
    reached(position) {
      saw(position)
      if (position <= applied) return
      applied = position
      for (const waiter of waiters) if (waiter.position <= position) waiter.wake()
    },
    until(position, milliseconds) {
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer)
          waiters.delete(waiter)
          resolve()
        }
        const waiter = { position, wake }
        const timer = setTimeout(wake, position <= applied ? soonMs : milliseconds)
        waiters.add(waiter)
      })
    },
  }
}
