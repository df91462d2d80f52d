import type { EventLog, LogBatch } from '../../projections/event-log.ts'
import type { Position, StoredEvent } from '../../projections/recorded.ts'

export type MemoryLog = EventLog & {
  append(...events: readonly StoredEvent[]): void
  readonly events: readonly StoredEvent[]
}

/** A log in memory, handed out in batches of at most so many events as `batchSize` says next. */
export function memoryLog(
  initial: readonly StoredEvent[] = [],
  batchSize: () => number = () => 512,
): MemoryLog {
  const events = [...initial]
  const waiting = new Set<() => void>()
  const headOf = (): Position => events.at(-1)?.position ?? 0n
  const more = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      waiting.add(done)
      signal.addEventListener('abort', done)
      if (signal.aborted) done()
    })
  async function* follow(after: Position | 'start', signal: AbortSignal): AsyncGenerator<LogBatch> {
    let index = after === 'start' ? 0 : firstAfter(events, after)
    let isFirst = true
    while (!signal.aborted) {
      const batch = events.slice(index, index + batchSize())
      index += batch.length
      if (batch.length > 0 || isFirst) yield { events: batch, caughtUp: index === events.length }
      else await more(signal)
      isFirst = false
    }
  }
  return {
    events,
    follow,
    head: () => Promise.resolve(headOf()),
    append(...added) {
      events.push(...added)
      for (const wake of waiting) wake()
    },
  }
}

/** The index of the first event after a position: they are in order. */
function firstAfter(events: readonly StoredEvent[], position: Position): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    const event = events[middle]
    if (event !== undefined && event.position <= position) low = middle + 1
    else high = middle
  }
  return low
}
