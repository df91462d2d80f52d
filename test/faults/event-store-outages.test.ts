import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { NotLeaderError, START, TimeoutError } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { EventStoreUnavailable } from '../../application/event-store.ts'
import { append, happened, writeMany } from '../support/appends.ts'
import {
  attemptTimeoutMs,
  ours,
  raw,
  rawAppend,
  within,
  writesOnce,
} from '../support/troubled-client.ts'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'
import { startStallingProxy } from '../support/stalling-proxy.ts'
import { taken, untilCaughtUp } from '../support/follow.ts'

// Each trap of the client is first shown with the client as it is, and then with ours.

let server: RunningEventStore
beforeAll(async () => {
  server = await startEventStore({ faults: true })
})
afterEach(() => server.faults.clear())
afterAll(() => server.stop())

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
    const [waiting, failing] = [ours(server.url, { attemptTimeoutMs: 3000 }), ours(other.url)]
    await Promise.all([waiting.store.head(), failing.store.append(append('party-1'))])
    await server.faults.set({ op: 'append', kind: 'delay', ms: 500, times: 1 })
    const written = writesOnce(waiting)
    await sleep(200)
    await other.kill()
    await written
    await sleep(500)
  })

  test('or a neighbour that gives its client up, costs ours a repeated append at most', async () => {
    const [waiting, failing] = [ours(server.url, { attemptTimeoutMs: 3000 }), ours(server.url)]
    await Promise.all([
      waiting.store.append(append('party-0')),
      failing.store.append(append('party-0')),
    ])
    await server.faults.set({ op: 'append', kind: 'silence', times: 1 })
    const repeated = writesOnce(failing)
    await sleep(100)
    await server.faults.set({ op: 'append', kind: 'delay', ms: 600, times: 1 })
    await Promise.all([repeated, writesOnce(waiting)])
    // The answer that nobody waits for any more comes now.
    await sleep(800)
  })

  test('that comes back is told by ours all that waits', async () => {
    const { store } = ours(server.url, { attemptTimeoutMs: 3000 })
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

  const impatient = ours(down.url, { totalTimeoutMs: 500 })
  await expect(impatient.store.append(append('party-1'))).rejects.toThrow(EventStoreUnavailable)
  const client = ours(down.url)
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
  await expect(rawAppend(raw(server.url))).rejects.toThrow(NotLeaderError)

  const namespace = 'follower'
  await ours(server.url, { namespace }).store.append(append('party-1'))
  const there = ours(leader.url, { namespace })
  expect((await there.store.read('party-1')).events).toHaveLength(1)
})

describe('a server that is frozen', () => {
  test('costs an append our own time-outs, and not the keep-alive', async () => {
    const client = ours(server.url)
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

  test('to those who are connected is left for one that answers', async () => {
    const proxy = await startStallingProxy(server.port)
    onTestFinished(() => proxy.close())
    const client = ours(`esdb://127.0.0.1:${proxy.port}?tls=false`)
    await client.store.append(append('party-0'))
    const following = taken(client.log, 'start', 3)
    await sleep(100)
    const start = performance.now()
    proxy.stall()
    await writesOnce(client)
    expect(await following).toHaveLength(3)
    proxy.stall()
    expect((await client.store.read('party-1')).events).toHaveLength(2)
    expect(performance.now() - start).toBeLessThan(9000)
    client.close()
    await vi.waitFor(() => expect(proxy.connections()).toBe(0), { timeout: 9000 })
  })

  test('for good, and started anew, costs a follower no more', async () => {
    const { store, log } = ours(server.url)
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
    const { store, log } = ours(server.url)
    await writeMany(store, 'party-1', 3)
    const following = taken(log, 'start', 4)
    await untilCaughtUp(log, 'start')
    const subscription = raw(server.url).subscribeToAll({ fromPosition: START })
    const dropped = new Promise((resolve) => void subscription.on('error', resolve))
    await new Promise<void>((resolve) => void subscription.on('caughtUp', resolve).resume())
    await sleep(500)
    await server.faults.set({ kind: 'drop-subscriptions' })
    expect(await dropped).toBeInstanceOf(TimeoutError)
    await store.append(append('party-1', { expected: 2n }))
    expect((await following).map(({ data }) => data)).toEqual([0, 1, 2, 0].map(happened))
  })

  test('that is told it fell behind goes on', async () => {
    const { store, log } = ours(server.url)
    await writeMany(store, 'party-1', 10)
    const following = taken(log, 'start', 20)
    await server.faults.set({ kind: 'fell-behind' })
    await writeMany(store, 'party-1', 10, 9n)
    expect(await following).toHaveLength(20)
  })

  test('goes on when the server is killed in the middle of it', async () => {
    const { store, log } = ours(server.url)
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
    const { store, log } = ours(server.url)
    await server.faults.set({ op: 'subscribe', kind: 'error', error: 'unavailable', times: 3 })
    const following = taken(log, 'start', 1)
    await store.append(append('party-1'))
    expect(await following).toHaveLength(1)
  })
})

describe('a client that is closed', () => {
  test('ends what waits for it, and takes no more', async () => {
    const client = ours(server.url)
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
