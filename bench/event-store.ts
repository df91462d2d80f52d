import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import {
  EventStoreDBClient,
  FORWARDS,
  jsonEvent,
  START,
  streamNameFilter,
} from '@eventstore/db-client'
import { startEventStore } from '../test/support/event-store.ts'
import { atLeast, type Figure, lineOf, under } from './figure.ts'

const data = { text: 'x'.repeat(300), n: 1 }
const metadata = { actor: 'x'.repeat(90), correlation: 'y'.repeat(10) }
const event = () => jsonEvent({ id: randomUUID(), type: 'Measured', data, metadata })
const events = (count: number) => Array.from({ length: count }, event)

/** Calls `work` in so many chains at once until the time is over; gives back calls per second. */
async function perSecond(chains: number, ms: number, work: (chain: number) => Promise<unknown>) {
  const start = performance.now()
  let calls = 0
  await Promise.all(
    Array.from({ length: chains }, async (_, chain) => {
      while (performance.now() - start < ms) {
        await work(chain)
        calls += 1
      }
    }),
  )
  return (calls * 1000) / (performance.now() - start)
}

async function measureAppends(client: EventStoreDBClient): Promise<Figure[]> {
  const run = randomUUID()
  const append = (count: number) => (chain: number) =>
    client.appendToStream(`bench-${run}-${chain}`, events(count))
  // Both sides are compiled as they run, which takes them some thousand calls.
  await perSecond(64, 2000, append(1))
  await perSecond(8, 1000, append(100))
  const [single = 0, parallel = 0, hundreds = 0] = await bestOf(rounds, [
    () => perSecond(1, 1500, append(1)),
    () => perSecond(64, 2000, append(1)),
    () => perSecond(8, 2000, append(100)),
  ])
  return [
    atLeast('appends one after another', single, 1800, '/s'),
    atLeast('appends, 64 in flight', parallel, 8500, '/s'),
    atLeast('events in appends of 100', hundreds * 100, 25_000, 'events/s'),
  ]
}

const rounds = 3

/** The best of several rounds of each, taken in turns: whatever else a machine does only ever slows it down. */
async function bestOf(
  times: number,
  measures: readonly (() => Promise<number>)[],
): Promise<readonly number[]> {
  const best = measures.map(() => 0)
  for (let round = 0; round < times; round += 1)
    for (const [at, measure] of measures.entries())
      best[at] = Math.max(best[at] ?? 0, await measure())
  return best
}

async function counted(source: AsyncIterable<unknown>): Promise<number> {
  const start = performance.now()
  let count = 0
  for await (const _ of source) count += 1
  return (count * 1000) / (performance.now() - start)
}

async function measureReads(client: EventStoreDBClient, count: number): Promise<Figure[]> {
  const stream = `bench-read-${randomUUID()}`
  for (let written = 0; written < count; written += 500)
    await client.appendToStream(stream, events(500))
  const [read = 0, all = 0, filtered = 0] = await bestOf(rounds, [
    () => counted(client.readStream(stream, { maxCount: count })),
    () => counted(client.readAll({ direction: FORWARDS, fromPosition: START, maxCount: count })),
    () => catchUp(client, count),
  ])
  return [
    atLeast('events read from a stream', read, 60_000, 'events/s'),
    atLeast('events read from $all', all, 60_000, 'events/s'),
    atLeast('filtered catch-up', filtered, 60_000, 'events/s'),
  ]
}

function catchUp(client: EventStoreDBClient, count: number): Promise<number> {
  const start = performance.now()
  const filter = streamNameFilter({ prefixes: ['bench-'], checkpointInterval: 100 })
  const subscription = client.subscribeToAll({ fromPosition: START, filter })
  let seen = 0
  return new Promise((resolve, reject) => {
    subscription.on('error', reject)
    subscription.on('data', () => {
      seen += 1
      if (seen !== count) return
      const rate = (count * 1000) / (performance.now() - start)
      void subscription.unsubscribe().then(() => resolve(rate))
    })
  })
}

function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes ?? Number.NaN) / 1024
}

/** Fills a log with a million events and opens it: seconds until it is ready, and its memory. */
async function measureOpen(count: number): Promise<Figure[]> {
  const store = await startEventStore()
  try {
    const client = EventStoreDBClient.connectionString(store.url)
    for (let written = 0; written < count; written += 1000 * 8)
      await Promise.all(
        Array.from({ length: 8 }, (_, chain) =>
          client.appendToStream(`bench-open-${(written / 1000 + chain) % 50_000}`, events(1000)),
        ),
      )
    await client.dispose()
    const start = performance.now()
    await store.restart()
    const seconds = (performance.now() - start) / 1000
    return [
      under('opening a million events', seconds, 10, 's'),
      under('memory after opening a million events', residentMegabytes(store.pid), 300, 'MB'),
    ]
  } finally {
    await store.stop()
  }
}

/** What the embedded store reaches through the client, both on this machine, with every append on the disk. */
export async function measureEventStore(): Promise<Figure[]> {
  const store = await startEventStore()
  const client = EventStoreDBClient.connectionString(store.url)
  try {
    const appends = await measureAppends(client)
    const reads = await measureReads(client, 100_000)
    return [...appends, ...reads, ...(await measureOpen(1_000_000))]
  } finally {
    await client.dispose()
    await store.stop()
  }
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  for (const figure of await measureEventStore()) console.log(lineOf(figure))
}
