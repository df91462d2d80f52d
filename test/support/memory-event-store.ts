import type {
  Append,
  Appended,
  EventStore,
  ExpectedRevision,
  StreamEvent,
} from '../../application/event-store.ts'
import { WrongRevision } from '../../application/event-store.ts'
import { prepareAppend } from '../../infrastructure/event-store/append.ts'
import { deriveId } from './derive-id.ts'

export type MemoryEventStore = EventStore & {
  /** Everything that was written, in the order of the log. */
  readonly log: () => readonly StreamEvent[]
}

/**
 * The log in memory, with the real server's own rules: ids make an append idempotent only where `expected` lies before
 * the stream's end, and the same id at its end is written again.
 */
export function memoryEventStore(): MemoryEventStore {
  const streams = new Map<string, StreamEvent[]>()
  const all: StreamEvent[] = []
  const eventsOf = (stream: string): readonly StreamEvent[] => streams.get(stream) ?? []
  return {
    async read(stream) {
      const events = eventsOf(stream)
      return { events: [...events], revision: revisionAfter(events.length) }
    },
    async append(append) {
      // What no store takes is refused by the same rule.
      prepareAppend(append.stream, append)
      const existing = eventsOf(append.stream)
      const from = append.expected === 'no-stream' ? 0 : Number(append.expected) + 1
      const events = eventsIn(append, from, BigInt(all.length))
      if (from < existing.length && events.every(({ id }, i) => existing[from + i]?.id === id))
        return appendedBy(existing.slice(from, from + events.length))
      if (from !== existing.length)
        throw new WrongRevision(`${append.stream} is not at ${append.expected}`)
      streams.set(append.stream, [...existing, ...events])
      all.push(...events)
      return appendedBy(events)
    },
    head: async () => all.at(-1)?.position ?? 0n,
    log: () => [...all],
  }
}

const revisionAfter = (count: number): ExpectedRevision =>
  count === 0 ? 'no-stream' : BigInt(count - 1)

function eventsIn(append: Append, from: number, before: bigint): readonly StreamEvent[] {
  const { stream, events, metadata } = append
  return events.map((event, i) => ({
    id: deriveId(stream, metadata.commandId, String(i)),
    stream,
    revision: BigInt(from + i),
    // Positions have gaps, as they have in the real log.
    position: (before + BigInt(i + 1)) * 10n,
    type: event.type,
    data: plain(event),
    metadata: plain(metadata),
  }))
}

/** As it comes back from a store: nothing shared with the writer, nothing that JSON cannot carry. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

function appendedBy(events: readonly StreamEvent[]): Appended {
  const last = events.at(-1)
  if (last === undefined) throw new TypeError('an append without events')
  return { revision: last.revision, position: last.position }
}
