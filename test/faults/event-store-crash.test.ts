import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AppendExpectedRevision,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  type ResolvedEvent,
} from '@eventstore/db-client'
import { afterEach, describe, expect, test } from 'vitest'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'

let store: RunningEventStore | undefined
afterEach(() => store?.stop())

const idOf = (stream: number, revision: number): string =>
  `00000000-0000-4000-8${String(stream).padStart(3, '0')}-${String(revision).padStart(12, '0')}`

const eventsOf = (stream: number, first: number, count: number) =>
  Array.from({ length: count }, (_, at) =>
    jsonEvent({ id: idOf(stream, first + at), type: 'Written', data: { at: first + at } }),
  )

/** Appends to one stream until told to stop. What is not acknowledged is sent again, with the same ids and revision. */
async function write(
  stream: number,
  open: () => EventStoreDBClient,
  isOver: () => boolean,
): Promise<number> {
  let next = 0
  while (!isOver()) {
    const count = 1 + (next % 3)
    const expectedRevision: AppendExpectedRevision = next === 0 ? NO_STREAM : BigInt(next - 1)
    const events = eventsOf(stream, next, count)
    for (let isWritten = false; !isWritten;) {
      const sent = open().appendToStream(`stream-${stream}`, events, { expectedRevision })
      const outcome = await Promise.race([
        sent.then(({ nextExpectedRevision }) => nextExpectedRevision).catch(() => 'again' as const),
        sleep(2000, 'again' as const),
      ])
      isWritten = outcome !== 'again'
      if (isWritten) expect(outcome).toBe(BigInt(next + count - 1))
      else await sleep(20)
    }
    next += count
  }
  return next
}

async function collect(read: AsyncIterable<ResolvedEvent>): Promise<string[]> {
  const ids: string[] = []
  for await (const { event } of read) ids.push(event?.id ?? '')
  return ids
}

describe('a store that is killed', () => {
  test('again and again under load keeps all that it acknowledged, once and in its place', async () => {
    const running = await startEventStore()
    store = running
    let client = EventStoreDBClient.connectionString(running.url)
    let isOver = false
    const writers = Array.from({ length: 8 }, (_, stream) =>
      write(
        stream,
        () => client,
        () => isOver,
      ),
    )
    for (let round = 0; round < 6; round += 1) {
      await sleep(200 + 60 * round)
      await running.kill('SIGKILL')
      const garbage = Buffer.alloc(1 + 37 * round, round)
      await appendFile(join(running.dataDir, '00000000.log'), garbage)
      await running.restart()
      const spent = client
      client = EventStoreDBClient.connectionString(running.url)
      void spent.dispose().catch(() => undefined)
    }
    isOver = true
    const lengths = await Promise.all(writers)
    for (const [stream, length] of lengths.entries()) {
      const ids = await collect(client.readStream(`stream-${stream}`, { maxCount: length + 100 }))
      expect(ids).toEqual(Array.from({ length }, (_, revision) => idOf(stream, revision)))
    }
    const total = lengths.reduce((sum, length) => sum + length, 0)
    expect(total).toBeGreaterThan(100)
    expect(await collect(client.readAll({ maxCount: total + 100 }))).toHaveLength(total)
    await client.dispose()
  }, 120_000)

  test('recognises retries by revision afterwards, and none that expect any', async () => {
    const running = await startEventStore()
    store = running
    const append = async (expectedRevision: AppendExpectedRevision) => {
      const client = EventStoreDBClient.connectionString(running.url)
      const events = eventsOf(0, 0, 2)
      try {
        const appended = await client.appendToStream('stream', events, { expectedRevision })
        return appended
      } finally {
        await client.dispose()
      }
    }
    const first = await append(NO_STREAM)
    expect(await append('any')).toEqual(first)
    await running.kill('SIGKILL')
    await running.restart()
    expect(await append(NO_STREAM)).toEqual(first)
    expect((await append('any')).nextExpectedRevision).toBe(3n)
    expect(await append(NO_STREAM)).toEqual(first)
  }, 60_000)
})
