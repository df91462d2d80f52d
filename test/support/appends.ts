import { randomUUID } from 'node:crypto'
import type {
  Append,
  EventStore,
  ExpectedRevision,
  StreamEvent,
} from '../../application/event-store.ts'
import { at, vendor } from './fixtures.ts'

/** An event that says nothing of the domain. */
export const happened = (n: number) => ({ type: 'Happened', n })

export const happenedWith = (more: object) => ({ ...happened(0), ...more })

type More = Partial<Pick<Append, 'events' | 'expected'>> & { readonly commandId?: string }

/** An append by a command of its own; the first of its stream unless told otherwise. */
export function append(stream: string, more: More = {}): Append {
  const { events = [happened(0)], expected = 'no-stream', commandId = randomUUID() } = more
  const actor = { type: 'organisation', orgNo: vendor } as const
  const metadata = { v: 1, occurredAt: at, actor, commandId, correlationId: 'test' } as const
  return { stream, events, metadata, expected }
}

/** Writes so many events to a stream, a thousand at a time. */
export async function writeMany(
  store: EventStore,
  stream: string,
  count: number,
  after: ExpectedRevision = 'no-stream',
): Promise<void> {
  let expected = after
  for (let written = 0; written < count; written += 1000) {
    const length = Math.min(1000, count - written)
    const events = Array.from({ length }, (_, i) => happened(written + i))
    const { revision } = await store.append(append(stream, { events, expected }))
    expected = revision
  }
}

/** Events of several streams in the order of the log. */
export const inLogOrder = (events: readonly StreamEvent[]): readonly StreamEvent[] =>
  events.toSorted((a, b) => (a.position < b.position ? -1 : 1))
