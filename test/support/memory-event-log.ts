import { EventEmitter, once } from 'node:events'
import type { EventStore, StreamEvent } from '../../application/event-store.ts'
import type { EventLog, LogBatch } from '../../projections/event-log.ts'
import type { Position } from '../../projections/recorded.ts'
import { streamNames } from '../../infrastructure/event-store/stream-names.ts'
import { memoryEventStore } from './memory-event-store.ts'

const batchMax = 1024
const names = streamNames('')

/** The log in memory, to write to and to follow. */
export function memoryEventLog(): { readonly store: EventStore; readonly log: EventLog } {
  const memory = memoryEventStore()
  const written = new EventEmitter().setMaxListeners(0)
  const store: EventStore = {
    ...memory,
    async append(append) {
      const appended = await memory.append(append)
      written.emit('events')
      return appended
    },
  }
  const own = (): readonly StreamEvent[] => memory.log().filter(({ stream }) => names.isOwn(stream))
  const after = (position: Position | 'start'): readonly StreamEvent[] =>
    position === 'start' ? own() : own().filter((event) => event.position > position)
  const head = async (): Promise<Position> => own().at(-1)?.position ?? 0n
  const follow = async function* (
    from: Position | 'start',
    signal: AbortSignal,
  ): AsyncGenerator<LogBatch> {
    let last = from
    let isKnown = false
    while (!signal.aborted) {
      const waiting = after(last)
      const events = waiting.slice(0, batchMax)
      last = events.at(-1)?.position ?? last
      if (events.length > 0 || !isKnown) {
        isKnown = events.length === waiting.length
        yield { events, caughtUp: isKnown }
      } else {
        await once(written, 'events', { signal }).catch(() => {})
      }
    }
  }
  return { store: { ...store, head }, log: { follow, head } }
}
