import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type EventStore, EventStoreUnavailable } from '../../application/event-store.ts'
import type { StoredEvent } from '../../projections/recorded.ts'
import { append, happened } from '../support/appends.ts'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'
import { taken } from '../support/follow.ts'
import { ours } from '../support/troubled-client.ts'

const soakMs = 10_000
const writersCount = 8

/** Kills, freezes and restarts the server until the time is over, and a few times at least. */
async function trouble(server: RunningEventStore): Promise<void> {
  const until = performance.now() + soakMs
  for (let round = 0; performance.now() < until || round < 4; round += 1) {
    await sleep(Math.random() * 700)
    const dice = Math.random()
    if (dice < 0.4) {
      server.pause()
      await sleep(Math.random() * 1200)
      server.resume()
    } else if (dice < 0.9) {
      await server.kill()
      await sleep(Math.random() * 300)
      await server.restart()
    } else {
      await server.restart()
    }
  }
}

/** One command after another, each until it is acknowledged; gives back the numbers that were. */
async function write(store: EventStore, stream: string, isOver: () => boolean): Promise<number[]> {
  const acknowledged: number[] = []
  for (let n = 0; !isOver(); n += 1) {
    const expected = n === 0 ? 'no-stream' : BigInt(n - 1)
    const command = append(stream, { events: [happened(n)], expected })
    const { revision } = await untilAcknowledged(store, command)
    expect(revision).toBe(BigInt(n))
    acknowledged.push(n)
  }
  return acknowledged
}

async function untilAcknowledged(store: EventStore, command: ReturnType<typeof append>) {
  for (;;) {
    try {
      return await store.append(command)
    } catch (error) {
      if (!(error instanceof EventStoreUnavailable)) throw error
    }
  }
}

test('a server that dies and freezes at random loses and doubles nothing for anybody', async () => {
  const server = await startEventStore()
  onTestFinished(() => server.stop())
  const { store, log } = ours(server.url, { totalTimeoutMs: 2000 })
  await store.head()

  const seen: StoredEvent[] = []
  const enough = new AbortController()
  const following = (async () => {
    for await (const { events } of log.follow('start', enough.signal)) seen.push(...events)
  })()
  let isOver = false
  const streams = Array.from({ length: writersCount }, (_, i) => `party-${i}`)
  const writing = streams.map((stream) => write(store, stream, () => isOver))
  await trouble(server)
  isOver = true
  const acknowledged = await Promise.all(writing)
  const count = acknowledged.flat().length
  await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(count), { timeout: 30_000 })
  const all = await taken(log, 'start', count)
  enough.abort()
  await following

  for (const [i, stream] of streams.entries()) {
    const { events } = await store.read(stream)
    expect(events.map(({ data }) => data)).toEqual(acknowledged[i]?.map(happened))
  }
  expect(seen.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
  expect(new Set(seen.map(({ id }) => id)).size).toBe(count)
}, 120_000)
