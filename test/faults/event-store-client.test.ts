import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  AccessDeniedError,
  DeadlineExceededError,
  EventStoreDBClient,
  jsonEvent,
} from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { EventStoreUnavailable, WrongRevision } from '../../application/event-store.ts'
import { UnstorableAppend } from '../../infrastructure/event-store/append.ts'
import type { Fault } from '../../servers/event-store/faults/fault.ts'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'
import { impatientClient } from '../support/faulty-store.ts'
import { newNamespace } from '../support/namespace.ts'
import { appendOf, newStream, numbered } from '../support/store-under-test.ts'

let server: RunningEventStore
beforeAll(async () => {
  server = await startEventStore({ faults: true })
})
afterEach(() => server.faults.clear())
afterAll(() => server.stop())

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

describe('an append', () => {
  const lost: readonly [string, Fault][] = [
    ['is never answered', { op: 'append', kind: 'silence', times: 1 }],
    ['is written, and the answer lost', { op: 'append', kind: 'lose-answer', times: 1 }],
    ['is answered too late', { op: 'append', kind: 'delay', ms: 2000, times: 1 }],
  ]
  it.each(lost)('that %s is tried again, and written once', async (_, fault) => {
    const { store, givenUp } = impatientClient(server.url)
    await server.faults.set(fault)
    const append = appendOf(newStream(), 'no-stream', [1, 2])
    expect(await store.append(append)).toMatchObject({ revision: 1n })
    expect(givenUp).toEqual(['writing'])
    const { events } = await store.read(append.stream)
    expect(events.map(({ data }) => data)).toEqual([numbered(1), numbered(2)])
  })

  it('that is lost takes none of those in flight with it, and none is written twice', async () => {
    const { store } = impatientClient(server.url)
    await server.faults.set({ op: 'append', kind: 'lose-answer', times: 3 })
    const appends = upTo(64).map((n) => appendOf(newStream(), 'no-stream', [n]))
    await Promise.all(appends.map((append) => store.append(append)))
    for (const { stream } of appends) expect((await store.read(stream)).revision).toBe(0n)
  })

  it('that hangs does not tear off what is being followed', async () => {
    const { store, log, givenUp } = impatientClient(server.url)
    await server.faults.set({ op: 'append', kind: 'silence', times: 1 })
    const controller = new AbortController()
    for await (const { events } of log.follow('start', controller.signal)) {
      if (events.length > 0) break
      void store.append(appendOf(newStream(), 'no-stream', [1]))
    }
    expect(givenUp).toEqual(['writing'])
  })

  const refusals = ['server-not-ready', 'server-too-busy', 'timeout', 'unavailable'] as const
  it.each(refusals)('that is answered %s is tried again', async (error) => {
    const { store } = impatientClient(server.url)
    await server.faults.set({ op: 'append', kind: 'error', error, times: 2 })
    const append = appendOf(newStream(), 'no-stream', [1])
    expect(await store.append(append)).toMatchObject({ revision: 0n })
  })

  it('that is not allowed fails at once, as what it is', async () => {
    const { store } = impatientClient(server.url)
    await server.faults.set({ op: 'append', kind: 'error', error: 'access-denied', times: 1 })
    const appending = store.append(appendOf(newStream(), 'no-stream', [1]))
    await expect(appending).rejects.toThrow(AccessDeniedError)
  })

  it('that another node must take is taken there', async () => {
    const leader = await startEventStore()
    try {
      const namespace = newNamespace()
      const { store, givenUp } = impatientClient(server.url, { namespace })
      const to = { host: '127.0.0.1', port: leader.port }
      await server.faults.set({ op: 'append', kind: 'not-leader', ...to })
      const append = appendOf(newStream(), 'no-stream', [1])
      await store.append(append)
      expect(givenUp).toEqual([])
      const there = impatientClient(leader.url, { namespace })
      expect(await there.store.read(append.stream)).toMatchObject({ revision: 0n })
    } finally {
      await leader.stop()
    }
  })

  it('is not known to be written when nothing is answered for too long', async () => {
    const { store } = impatientClient(server.url, { totalTimeoutMs: 1500 })
    await server.faults.set({ op: 'append', kind: 'silence' })
    const appending = store.append(appendOf(newStream(), 'no-stream', [1]))
    await expect(appending).rejects.toThrow(EventStoreUnavailable)
  })

  it('is recognised after a restart of the server', async () => {
    const { store } = impatientClient(server.url)
    const stream = newStream()
    const first = appendOf(stream, 'no-stream', [1])
    const second = appendOf(stream, 0n, [2, 3])
    const answers = [await store.append(first), await store.append(second)]
    await server.restart()
    expect([await store.append(first), await store.append(second)]).toEqual(answers)
    expect((await store.read(stream)).revision).toBe(2n)
  })

  it('of events that are hidden by now is answered with the head', async () => {
    const namespace = newNamespace()
    const { store } = impatientClient(server.url, { namespace })
    const append = appendOf(newStream(), 'no-stream', [1])
    await store.append(append)
    await store.append(appendOf(append.stream, 0n, [2]))
    const raw = EventStoreDBClient.connectionString(server.url)
    await raw.setStreamMetadata(`${namespace}.${append.stream}`, { truncateBefore: 1 })
    expect(await store.append(append)).toEqual({ revision: 0n, position: await store.head() })
    await raw.dispose()
  })

  it('is refused at the wrong revision also by a client that is told not to throw', async () => {
    const { store } = impatientClient(`${server.url}&throwOnAppendFailure=false`)
    const stream = newStream()
    await store.append(appendOf(stream, 'no-stream', [1]))
    const appending = store.append(appendOf(stream, 'no-stream', [2]))
    await expect(appending).rejects.toThrow(WrongRevision)
  })
})

describe('what no server could take', () => {
  const stream = newStream()
  const [event] = appendOf(stream, 'no-stream', [1]).events
  const withData = (data: Record<string, unknown>) => ({
    ...appendOf(stream, 'no-stream', []),
    events: [{ ...event, type: 'Odd', ...data }],
  })
  const unstorable = [
    ['a revision below 0', appendOf(stream, -1n, [1])],
    ['a revision beyond all', appendOf(stream, 2n ** 63n - 1n, [1])],
    ['no events', appendOf(stream, 'no-stream', [])],
    ['more than fits', withData({ text: 'æ'.repeat(500_000) })],
    ['half a character', withData({ text: 'a\uD83D' })],
    ['half a character in a name', withData({ 'a\uD83D': 1 })],
    ['a number that JSON does not have', withData({ n: 1n })],
  ] as const
  it.each(unstorable)('%s is refused before it is sent', async (_, append) => {
    const { store, givenUp } = impatientClient(server.url)
    const neighbour = store.append(appendOf(newStream(), 'no-stream', [1]))
    await expect(store.append(append)).rejects.toThrow(UnstorableAppend)
    await neighbour
    expect(givenUp).toEqual([])
  })

  it('is not mistaken for a text that merely looks like it', async () => {
    const { store } = impatientClient(server.url)
    const append = { ...withData({ text: '\\ud83d 😀' }), stream: newStream() }
    await store.append(append)
    expect((await store.read(append.stream)).events[0]?.data).toEqual(append.events[0])
  })
})

describe('a read', () => {
  it('that is never answered is tried again', async () => {
    const { store, givenUp } = impatientClient(server.url)
    const append = appendOf(newStream(), 'no-stream', [1])
    await store.append(append)
    await server.faults.set({ op: 'read', kind: 'silence', times: 1 })
    expect(await store.read(append.stream)).toMatchObject({ revision: 0n })
    expect(givenUp).toEqual(['reading'])
  })

  it('that hangs takes no other read with it for longer than itself', async () => {
    const { store } = impatientClient(server.url)
    await server.faults.set({ op: 'read', kind: 'silence', times: 1 })
    const reads = upTo(32).map(() => store.read(newStream()))
    expect(await Promise.all(reads)).toHaveLength(32)
  })

  it.each(['server-not-ready', 'unavailable'] as const)(
    'that is answered %s is tried again',
    async (error) => {
      const { store } = impatientClient(server.url)
      await server.faults.set({ op: 'read', kind: 'error', error, times: 2 })
      expect(await store.read(newStream())).toMatchObject({ revision: 'no-stream' })
    },
  )
})

describe('a server that is not there', () => {
  it('at first use is waited for', async () => {
    await server.kill()
    const { store } = impatientClient(server.url)
    const appending = store.append(appendOf(newStream(), 'no-stream', [1]))
    const reading = store.read(newStream())
    await sleep(200)
    await server.restart()
    expect(await appending).toMatchObject({ revision: 0n })
    expect(await reading).toMatchObject({ revision: 'no-stream' })
  })

  it('at all is waited for no longer than is said', async () => {
    await server.kill()
    const { store } = impatientClient(server.url, { totalTimeoutMs: 500 })
    const append = appendOf(newStream(), 'no-stream', [1])
    await expect(store.append(append)).rejects.toThrow(EventStoreUnavailable)
    await expect(store.read(append.stream)).rejects.toThrow(EventStoreUnavailable)
    await server.restart()
  })

  it('while much is being sent is waited for, and everything is written once', async () => {
    const { store } = impatientClient(server.url)
    await store.read(newStream())
    const text = 'x'.repeat(400_000)
    const appends = upTo(24).map((n) => ({
      ...appendOf(newStream(), 'no-stream', []),
      events: [{ ...numbered(n), text }],
    }))
    const appending = Promise.all(appends.map((append) => store.append(append)))
    await sleep(50)
    await server.kill()
    await server.restart()
    await appending
    for (const { stream } of appends) expect((await store.read(stream)).revision).toBe(0n)
  })
})

describe('a frozen server', () => {
  it('that goes on costs its time and no event', async () => {
    const { store } = impatientClient(server.url)
    await store.append(appendOf(newStream(), 'no-stream', [1]))
    server.pause()
    const appends = upTo(16).map((n) => appendOf(newStream(), 'no-stream', [n]))
    const appending = Promise.all(appends.map((append) => store.append(append)))
    await sleep(1500)
    server.resume()
    await appending
    for (const { stream } of appends) expect((await store.read(stream)).revision).toBe(0n)
  })

  it('is left for another of the cluster, long before the keep-alive would notice', async () => {
    const other = await startEventStore()
    try {
      const url = `esdb://127.0.0.1:${server.port},127.0.0.1:${other.port}?tls=false`
      const { store } = impatientClient(url)
      server.pause()
      const append = appendOf(newStream(), 'no-stream', [1])
      const started = performance.now()
      await store.append(append)
      expect(performance.now() - started).toBeLessThan(10_000)
      expect(await store.read(append.stream)).toMatchObject({ revision: 0n })
    } finally {
      server.resume()
      await other.stop()
    }
  })
})

describe('a server whose clock is ahead', () => {
  it('takes appends all the same', async () => {
    const before = process.env['NODE_OPTIONS']
    const ahead = 'globalThis.now=Date.now,Date.now=()=>now()+60000'
    process.env['NODE_OPTIONS'] = `--import=data:text/javascript,${ahead}`
    const fast = await startEventStore().finally(() => {
      if (before === undefined) delete process.env['NODE_OPTIONS']
      else process.env['NODE_OPTIONS'] = before
    })
    try {
      const raw = EventStoreDBClient.connectionString(fast.url)
      const event = jsonEvent({ type: 'Late', data: {} })
      await expect(raw.appendToStream(newStream(), event)).rejects.toThrow(DeadlineExceededError)
      await raw.dispose()
      const { store } = impatientClient(fast.url)
      const append = appendOf(newStream(), 'no-stream', [1])
      expect(await store.append(append)).toMatchObject({ revision: 0n })
    } finally {
      await fast.stop()
    }
  })
})

describe('a closed client', () => {
  it('takes nothing more, and fails what was open', async () => {
    const client = impatientClient(server.url)
    await server.faults.set({ op: 'append', kind: 'silence' })
    const open = client.store.append(appendOf(newStream(), 'no-stream', [1]))
    await Promise.all([expect(open).rejects.toThrow(EventStoreUnavailable), client.close()])
    await expect(client.store.read(randomUUID())).rejects.toThrow(EventStoreUnavailable)
  })
})
