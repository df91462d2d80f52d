import { setImmediate as nextTurn } from 'node:timers/promises'
import { categories } from '../../domain/domain-event.ts'
import type { EventStore } from '../../application/event-store.ts'
import type { EventLog, LogBatch } from '../../projections/event-log.ts'
import type { Position } from '../../projections/recorded.ts'
import { memoryEventStore } from './memory-event-store.ts'

const batchMax = 512

const isOfOurs = ({ stream }: { readonly stream: string }): boolean =>
  categories.some((category) => stream.startsWith(`${category}-`))

/** An event store in memory, and its log to follow. */
export function memoryEventStoreAndLog(): { readonly store: EventStore; readonly log: EventLog } {
  const memory = memoryEventStore()
  const waiting = new Set<() => void>()
  const wakeAll = (): void => {
    for (const wake of waiting) wake()
  }
  const ofOurs = () => memory.log().filter(isOfOurs)
  const head = async (): Promise<Position> => ofOurs().at(-1)?.position ?? 0n
  async function* follow(after: Position | 'start', signal: AbortSignal): AsyncGenerator<LogBatch> {
    let last = after === 'start' ? 0n : after
    let isNews = true
    while (!signal.aborted) {
      const rest = ofOurs().filter(({ position }) => position > last)
      const events = rest.slice(0, batchMax)
      last = events.at(-1)?.position ?? last
      if (events.length > 0 || isNews) yield { events, caughtUp: rest.length === events.length }
      // More may have been written while the reader was busy.
      else await newsOf(waiting, signal)
      isNews = false
    }
  }
  const store: EventStore = {
    read: (stream) => memory.read(stream),
    async append(append) {
      // A call over the wire lets others run before it is answered.
      await nextTurn()
      const appended = await memory.append(append)
      wakeAll()
      return appended
    },
    head,
  }
  return { store, log: { head, follow } }
}

/** Resolves when something has been written, or the signal aborts. */
async function newsOf(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      waiting.delete(wake)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    waiting.add(wake)
    signal.addEventListener('abort', wake)
  })
}
