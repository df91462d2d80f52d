import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent, START, streamNameFilter } from '@eventstore/db-client'
import { eventStoreClient } from '../infrastructure/event-store/event-store-client.ts'
import { streamNames } from '../infrastructure/event-store/stream-names.ts'
import { redisConnection } from '../infrastructure/views/redis-connection.ts'
import { redisViewStore } from '../infrastructure/views/redis-view-store.ts'
import { projections } from '../projections/all.ts'
import { projector } from '../projections/projector.ts'
import { startEventStore } from '../test/support/event-store.ts'
import { beside, type Figure, under } from './figure.ts'
import { systemUserEvents } from './projector-events.ts'
import { startRedis } from './redis.ts'

const appendEvents = 500
const appendsAtOnce = 8
const million = 1_000_000

type Options = {
  /** How many events are carried over; figures that are about a million say what that would take at this rate. */
  readonly events?: number
}

/** What it costs to build the views from the log, beside reading the log and doing nothing with it. */
export async function measureProjector({ events = million }: Options = {}): Promise<Figure[]> {
  const [store, redis] = await Promise.all([startEventStore(), startRedis()])
  try {
    const namespace = `bench${randomUUID().slice(0, 8)}`
    await fill(store.url, namespace, events)
    // The first pass warms the client and the server's cache for both that follow.
    await bareCatchUp(store.url, namespace, Math.min(events, 50_000))
    const bareMs = await bareCatchUp(store.url, namespace, events)
    const { buildMs, residentMb } = await build(store.url, redis.url, namespace)
    const perSecond = (ms: number): number => (events * 1000) / ms
    return [
      beside({
        name: 'projector catch-up, beside a bare subscription',
        value: perSecond(buildMs),
        limit: perSecond(bareMs),
        unit: 'events/s',
        least: 0.7,
      }),
      under('a million events rebuilt', (buildMs / events) * million * 0.001, 60, 's'),
      under('memory while rebuilding, at most', residentMb, 600, 'MB'),
    ]
  } finally {
    await Promise.all([store.stop(), redis.stop()])
  }
}

async function fill(url: string, namespace: string, count: number): Promise<void> {
  const client = EventStoreDBClient.connectionString(url)
  const names = streamNames(namespace)
  let made = 0
  const write = async (): Promise<void> => {
    while (made < count) {
      const first = made
      made += appendEvents
      const events = systemUserEvents(first, Math.min(appendEvents, count - first))
      await client.appendToStream(
        names.toServer(`systemUser-${randomUUID()}`),
        events.map((event) => jsonEvent(event)),
      )
    }
  }
  await Promise.all(Array.from({ length: appendsAtOnce }, write))
  await client.dispose()
}

/** Milliseconds until a subscription of the client has delivered so many events, which are let go at once. */
async function bareCatchUp(url: string, namespace: string, count: number): Promise<number> {
  const client = EventStoreDBClient.connectionString(url)
  const filter = streamNameFilter({
    prefixes: [...streamNames(namespace).prefixes],
    checkpointInterval: 1000,
  })
  const start = performance.now()
  const subscription = client.subscribeToAll({ fromPosition: START, filter })
  let seen = 0
  for await (const _ of subscription) {
    seen += 1
    if (seen === count) break
  }
  const ms = performance.now() - start
  await client.dispose()
  return ms
}

const sampleMs = 100

const now = (): number => performance.now()

/** A first generation, from nothing to answering; checked and activated. */
async function build(
  eventStoreUrl: string,
  redisUrl: string,
  namespace: string,
): Promise<{ readonly buildMs: number; readonly residentMb: number }> {
  const client = eventStoreClient({ url: eventStoreUrl, namespace })
  const connection = redisConnection({ url: redisUrl })
  const store = redisViewStore(connection, namespace)
  const building = projector(
    { log: client.log, store, projections, clock: now },
    { isRebuild: true },
  )
  let resident = 0
  const watch = setInterval(() => {
    resident = Math.max(resident, process.memoryUsage.rss())
  }, sampleMs)
  const start = performance.now()
  const { state, ready, reason } = await building.run(new AbortController().signal)
  const buildMs = performance.now() - start
  clearInterval(watch)
  connection.disconnect()
  client.close()
  if (!ready) throw new Error(`the views were not built: ${state} ${reason}`)
  return { buildMs, residentMb: resident / 1e6 }
}
