import type { EventLog } from '../../projections/event-log.ts'
import type { Position, StoredEvent } from '../../projections/recorded.ts'

/** The first so many events after a position. */
export async function taken(
  log: EventLog,
  after: Position | 'start',
  count: number,
  signal?: AbortSignal,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = []
  const enough = new AbortController()
  const until = signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal])
  for await (const batch of log.follow(after, until)) {
    events.push(...batch.events)
    if (events.length >= count) enough.abort()
  }
  return events
}

/** All events after a position that the log held when it was asked. */
export async function untilCaughtUp(
  log: EventLog,
  after: Position | 'start',
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = []
  const done = new AbortController()
  for await (const batch of log.follow(after, done.signal)) {
    events.push(...batch.events)
    if (batch.caughtUp) done.abort()
  }
  return events
}
