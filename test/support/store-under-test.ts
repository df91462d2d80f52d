import { randomUUID } from 'node:crypto'
import type { Append, ExpectedRevision } from '../../application/event-store.ts'
import type { LogBatch } from '../../projections/event-log.ts'
import type { StoredEvent } from '../../projections/recorded.ts'
import { at } from './fixtures.ts'

/** An event of no aggregate, told from others by its number. */
export const numbered = (n: number) => ({ type: 'Numbered', n })

/** A stream of its own for one test, of a category that the log shows. */
export const newStream = (): string => `party-${randomUUID()}`

/** An append of a command of its own, unless it is named. */
export const appendOf = (
  stream: string,
  expected: ExpectedRevision,
  numbers: readonly number[],
  commandId: string = randomUUID(),
): Append => ({
  stream,
  expected,
  events: numbers.map(numbered),
  metadata: {
    v: 1,
    occurredAt: at,
    actor: { type: 'system', process: 'test' },
    commandId,
    correlationId: 'test',
  },
})

/** What the log delivers until it has delivered so many. */
export async function taken(
  batches: AsyncIterable<LogBatch>,
  count: number,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = []
  if (count === 0) return events
  for await (const batch of batches) {
    events.push(...batch.events)
    if (events.length >= count) break
  }
  return events
}
