import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  AccessDeniedError,
  DeadlineExceededError,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  NotLeaderError,
  START,
  TimeoutError,
  UnknownError,
} from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { EventStoreUnavailable, WrongRevision } from '../../application/event-store.ts'
import {
  type EventStoreClient,
  type EventStoreSettings,
  eventStoreClient,
} from '../../infrastructure/event-store/event-store-client.ts'
import { append, happened, writeMany } from '../support/appends.ts'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'
import { taken, untilCaughtUp } from '../support/follow.ts'

// Each trap of the client is first shown with the client as it is, and then with ours.

let server: RunningEventStore
beforeAll(async () => {
  server = await startEventStore({ faults: true })
})
afterEach(() => server.faults.clear())
afterAll(() => server.stop())

const attemptTimeoutMs = 300

function ours(settings: Partial<EventStoreSettings> = {}): EventStoreClient {
  const namespace = randomUUID().replaceAll('-', '')
  const client = eventStoreClient({ url: server.url, namespace, attemptTimeoutMs, ...settings })
  onTestFinished(() => client.close())
  return client
}

function raw(url = server.url): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url)
  onTestFinished(() => {
    client.dispose().catch(() => {})
  })
  return client
}

const rawAppend = (client: EventStoreDBClient) =>
  client.appendToStream(`raw-${randomUUID()}`, jsonEvent({ type: 'T', data: {} }), {
    expectedRevision: NO_STREAM,
  })

/** What it was settled with, or that it was not. */
const within = (promise: Promise<unknown>, ms: number): Promise<unknown> =>
  Promise.race([promise.catch((error: unknown) => error), sleep(ms).then(() => 'still waiting')])

async function writesOnce({ store }: EventStoreClient): Promise<void> {
  const events = [happened(0), happened(1)]
  const { revision } = await store.append(append('party-1', { events }))
  expect(revision).toBe(1n)
  expect((await store.read('party-1')).events.map(({ data }) => data)).toEqual(events)
}

describe('an append that the server is silent on', () => {
  const silence = { op: 'append', kind: 'silence', times: 1 }

  test('is waited for by the client for ever', async () => {
    const client = raw()
    await rawAppend(client)
    await server.faults.set(silence)
    expect(await within(rawAppend(client), 4 * attemptTimeoutMs)).toBe('still waiting')
  })

  test('is made again by ours, and written once', async () => {
    const client = ours()
    await server.faults.set(silence)
    await writesOnce(client)
  })

  test('does not hold up those that wait beside it', async () => {
    const { store } = ours()
    await store.append(append('party-0'))
    await server.faults.set({ ...silence, times: 1 })
    const streams = Array.from({ length: 64 }, (_, i) => `party-${i + 1}`)
    await Promise.all(streams.map((stream) => store.append(append(stream))))
    for (const stream of streams) expect((await store.read(stream)).events).toHaveLength(1)
  })
})

describe('an append that was written', () => {
  test('though its answer is lost, is written once', async () => {
    const client = ours()
    await server.faults.set({ op: 'append', kind: 'lose-answer', times: 2 })
    await writesOnce(client)
  })

  test('though its answer is late, is written once', async () => {
    const client = ours()
    await server.faults.set({ op: 'append', kind: 'delay', ms: 3 * attemptTimeoutMs, times: 1 })
    await writesOnce(client)
  })

  test('but never answered is given up, and recorded once by the same command later', async () => {
    const { store } = ours({ totalTimeoutMs: 900 })
    const lost = append('party-1')
    await server.faults.set({ op: 'append', kind: 'lose-answer' })
    await expect(store.append(lost)).rejects.toThrow(EventStoreUnavailable)
    await server.faults.clear()
    await writeMany(store, 'party-1', 1, 0n)
    expect(await store.append(lost)).toMatchObject({ revision: 0n })
    expect((await store.read('party-1')).events).toHaveLength(2)
  })
})

describe('a server that refuses for a while', () => {
  test.each(['server-not-ready', 'server-too-busy', 'unavailable'])(
    'because it is %s says so to the client in an unknown error, and ours waits',
    async (error) => {
      const [client, { store }] = [raw(), ours()]
      await rawAppend(client)
      await server.faults.set({ op: 'append', kind: 'error', error, times: 1 })
      await expect(rawAppend(client)).rejects.toThrow(UnknownError)
      await server.faults.set({ op: 'append', kind: 'error', error, times: 8 })
      expect(await store.append(append('party-1'))).toMatchObject({ revision: 0n })
    },
  )

  test('by its own time limit is asked again', async () => {
    const [client, theirs] = [ours(), raw()]
    await server.faults.set({ op: 'append', kind: 'error', error: 'timeout', times: 1 })
    await expect(rawAppend(theirs)).rejects.toThrow(DeadlineExceededError)
    await server.faults.set({ op: 'append', kind: 'error', error: 'timeout', times: 2 })
    await writesOnce(client)
  })

  test.each(['server-not-ready', 'unavailable', 'timeout'])(
    'reads because it is %s is asked again',
    async (error) => {
      const client = ours()
      await server.faults.set({ op: 'read', kind: 'error', error, times: 2 })
      await writesOnce(client)
    },
  )

  test('us altogether is not asked again', async () => {
    const { store, log } = ours()
    await server.faults.set({ op: 'append', kind: 'error', error: 'access-denied', times: 1 })
    await expect(store.append(append('party-1'))).rejects.toThrow(AccessDeniedError)
    await server.faults.set({ op: 'subscribe', kind: 'error', error: 'access-denied', times: 1 })
    await expect(taken(log, 'start', 1)).rejects.toThrow(AccessDeniedError)
    await server.faults.clear()
    expect(await store.append(append('party-1'))).toMatchObject({ revision: 0n })
  })
})

describe('reads that the server is silent on', () => {
  test('are made again', async () => {
    const client = ours()
    await server.faults.set({ op: 'read', kind: 'silence', times: 2 })
    await writesOnce(client)
    await server.faults.set({ op: 'read', kind: 'silence', times: 1 })
    expect(await client.log.head()).toBeGreaterThan(0n)
  })

  test('are given up in the end', async () => {
    const { store } = ours({ totalTimeoutMs: 600 })
    await server.faults.set({ op: 'read', kind: 'silence' })
    await expect(store.read('party-1')).rejects.toThrow(EventStoreUnavailable)
  })
})

test('a clock that goes slow makes the client refuse to be served, and ours is served', async () => {
  const [client, theirs] = [ours(), raw()]
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 11_000 })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  await expect(rawAppend(theirs)).rejects.toThrow(DeadlineExceededError)
  await writesOnce(client)
})

test('a revision below zero fails the appends beside it, and ours refuses it before', async () => {
  const [client, { store }] = [raw(), ours()]
  const impossible = client.appendToStream('raw', [], { expectedRevision: -1n })
  const outcomes = await Promise.allSettled([rawAppend(client), impossible])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])

  const refused = store.append(append('party-1', { expected: -1n }))
  const beside = store.append(append('party-2'))
  await expect(refused).rejects.toThrow(RangeError)
  expect(await beside).toMatchObject({ revision: 0n })
})

test('a connection string cannot make a lost race look won', async () => {
  const url = `${server.url}&throwOnAppendFailure=false`
  const { store } = ours({ url })
  await store.append(append('party-1'))
  await expect(store.append(append('party-1'))).rejects.toThrow(WrongRevision)
})

describe('a failed server', () => {
  const program = fileURLToPath(new URL('../support/raw-client-dies.ts', import.meta.url))
  const dies = (scenario: string): Promise<string> =>
    new Promise((resolve) => {
      const args = ['--import', 'tsx', program, scenario]
      execFile(process.execPath, args, (error, _out, said) => resolve(error ? said : 'it lives'))
    })

  test('takes a process down that has another client', async () => {
    expect(await dies('neighbour')).toContain('undefined is not iterable')
  })

  test('takes a process down in which many appends wait', async () => {
    expect(await dies('crowd')).toContain('UNAVAILABLE')
  })

  test('costs ours a repeated append at most', async () => {
    const other = await startEventStore()
    onTestFinished(() => other.stop())
    const [waiting, failing] = [ours({ attemptTimeoutMs: 3000 }), ours({ url: other.url })]
    await Promise.all([waiting.store.head(), failing.store.append(append('party-1'))])
    await server.faults.set({ op: 'append', kind: 'delay', ms: 500, times: 1 })
    const written = writesOnce(waiting)
    await sleep(200)
    await other.kill()
    await written
    await sleep(500)
  })

  test('that comes back is told by ours all that waits', async () => {
    const { store } = ours({ attemptTimeoutMs: 3000 })
    await store.append(append('party-0'))
    server.pause()
    const streams = Array.from({ length: 400 }, (_, i) => `party-${i + 1}`)
    const events = [{ ...happened(0), text: 'x'.repeat(20_000) }]
    const all = Promise.all(streams.map((stream) => store.append(append(stream, { events }))))
    await sleep(200)
    await server.restart()
    const revisions = (await all).map(({ revision }) => revision)
    expect(new Set(revisions)).toEqual(new Set([0n]))
  })
})

test('a server that is down at first use gives a bare error, and ours waits for it', async () => {
  const down = await startEventStore()
  await down.kill()
  onTestFinished(() => down.stop())
  const error = await within(rawAppend(raw(down.url)), 5000)
  expect(error).toMatchObject({ code: 14 })
  expect(error).not.toHaveProperty('type')

  const impatient = ours({ url: down.url, totalTimeoutMs: 500 })
  await expect(impatient.store.append(append('party-1'))).rejects.toThrow(EventStoreUnavailable)
  const client = ours({ url: down.url })
  const written = writesOnce(client)
  const following = taken(client.log, 'start', 2)
  await down.restart()
  await written
  expect(await following).toHaveLength(2)
})

test('a follower of the cluster names the leader, and ours goes there', async () => {
  const leader = await startEventStore()
  onTestFinished(() => leader.stop())
  const redirect = { op: 'append', kind: 'not-leader', host: '127.0.0.1', port: leader.port }
  await server.faults.set(redirect)
  await expect(rawAppend(raw())).rejects.toThrow(NotLeaderError)

  const namespace = 'follower'
  await ours({ namespace }).store.append(append('party-1'))
  const there = ours({ url: leader.url, namespace })
  expect((await there.store.read('party-1')).events).toHaveLength(1)
})

describe('a server that is frozen', () => {
  test('costs an append our own time-outs, and not the keep-alive', async () => {
    const client = ours()
    await client.store.head()
    const start = performance.now()
    server.pause()
    const written = writesOnce(client)
    await sleep(1000)
    server.resume()
    await written
    // The keep-alive would notice after 10 to 20 seconds.
    expect(performance.now() - start).toBeLessThan(9000)
  })

  test('for good, and started anew, costs a follower no more', async () => {
    const { store, log } = ours()
    await writeMany(store, 'party-1', 3)
    const following = taken(log, 'start', 4)
    await sleep(100)
    server.pause()
    const written = store.append(append('party-1', { expected: 2n }))
    await sleep(2 * attemptTimeoutMs)
    await server.restart()
    await written
    expect((await following).map(({ data }) => data)).toEqual([0, 1, 2, 0].map(happened))
  })
})

describe('a subscription', () => {
  test('that is too slow is dropped, and ours goes on after the last event delivered', async () => {
    const { store, log } = ours()
    const dropped = new Promise((resolve) => {
      raw().subscribeToAll({ fromPosition: START }).on('error', resolve).resume()
    })
    await writeMany(store, 'party-1', 3000)
    const following = taken(log, 'start', 3001)
    await sleep(100)
    await server.faults.set({ kind: 'drop-subscriptions' })
    expect(await dropped).toBeInstanceOf(TimeoutError)
    await store.append(append('party-1', { expected: 2999n }))
    const numbers = (await following).map(({ data }) => data)
    expect(numbers).toEqual([...Array.from({ length: 3000 }, (_, i) => happened(i)), happened(0)])
  })

  test('that is told it fell behind goes on', async () => {
    const { store, log } = ours()
    await writeMany(store, 'party-1', 10)
    const following = taken(log, 'start', 20)
    await server.faults.set({ kind: 'fell-behind' })
    await writeMany(store, 'party-1', 10, 9n)
    expect(await following).toHaveLength(20)
  })

  test('goes on when the server is killed in the middle of it', async () => {
    const { store, log } = ours()
    await writeMany(store, 'party-1', 5000)
    const following = taken(log, 'start', 5001)
    await server.kill()
    await server.restart()
    await store.append(append('party-1', { expected: 4999n }))
    const events = await following
    expect(new Set(events.map(({ id }) => id)).size).toBe(5001)
    expect(await untilCaughtUp(log, 'start')).toEqual(events)
  })

  test('that cannot be made is made later', async () => {
    const { store, log } = ours()
    await server.faults.set({ op: 'subscribe', kind: 'error', error: 'unavailable', times: 3 })
    const following = taken(log, 'start', 1)
    await store.append(append('party-1'))
    expect(await following).toHaveLength(1)
  })
})

describe('a client that is closed', () => {
  test('ends what waits for it, and takes no more', async () => {
    const client = ours()
    await client.store.head()
    await server.faults.set({ op: 'append', kind: 'silence' })
    const waiting = client.store.append(append('party-1'))
    const following = taken(client.log, 'start', 1)
    await sleep(50)
    client.close()
    await expect(waiting).rejects.toThrow(EventStoreUnavailable)
    expect(await following).toEqual([])
    await expect(client.store.read('party-1')).rejects.toThrow(EventStoreUnavailable)
  })
})
