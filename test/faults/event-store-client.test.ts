import { AccessDeniedError, DeadlineExceededError, UnknownError } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { EventStoreUnavailable, WrongRevision } from '../../application/event-store.ts'
import { append, writeMany } from '../support/appends.ts'
import {
  attemptTimeoutMs,
  ours,
  raw,
  rawAppend,
  within,
  writesOnce,
} from '../support/troubled-client.ts'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'
import { taken } from '../support/follow.ts'

// Each trap of the client is first shown with the client as it is, and then with ours.

let server: RunningEventStore
beforeAll(async () => {
  server = await startEventStore({ faults: true })
})
afterEach(() => server.faults.clear())
afterAll(() => server.stop())

describe('an append that the server is silent on', () => {
  const silence = { op: 'append', kind: 'silence', times: 1 }

  test('is waited for by the client for ever', async () => {
    const client = raw(server.url)
    await rawAppend(client)
    await server.faults.set(silence)
    expect(await within(rawAppend(client), 4 * attemptTimeoutMs)).toBe('still waiting')
  })

  test('is made again by ours, and written once', async () => {
    const client = ours(server.url)
    await server.faults.set(silence)
    await writesOnce(client)
  })

  test('does not hold up those that wait beside it', async () => {
    const { store } = ours(server.url)
    await store.append(append('party-0'))
    await server.faults.set({ ...silence, times: 1 })
    const streams = Array.from({ length: 64 }, (_, i) => `party-${i + 1}`)
    await Promise.all(streams.map((stream) => store.append(append(stream))))
    for (const stream of streams) expect((await store.read(stream)).events).toHaveLength(1)
  })
})

describe('an append that was written', () => {
  test('though its answer is lost, is written once', async () => {
    const client = ours(server.url)
    await server.faults.set({ op: 'append', kind: 'lose-answer', times: 2 })
    await writesOnce(client)
  })

  test('though its answer is late, is written once', async () => {
    const client = ours(server.url)
    await server.faults.set({ op: 'append', kind: 'delay', ms: 3 * attemptTimeoutMs, times: 1 })
    await writesOnce(client)
  })

  test('but never answered is given up, and recorded once by the same command later', async () => {
    const { store } = ours(server.url, { totalTimeoutMs: 900 })
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
      const [client, { store }] = [raw(server.url), ours(server.url)]
      await rawAppend(client)
      await server.faults.set({ op: 'append', kind: 'error', error, times: 1 })
      await expect(rawAppend(client)).rejects.toThrow(UnknownError)
      await server.faults.set({ op: 'append', kind: 'error', error, times: 8 })
      expect(await store.append(append('party-1'))).toMatchObject({ revision: 0n })
    },
  )

  test('by its own time limit is asked again', async () => {
    const [client, theirs] = [ours(server.url), raw(server.url)]
    await server.faults.set({ op: 'append', kind: 'error', error: 'timeout', times: 1 })
    await expect(rawAppend(theirs)).rejects.toThrow(DeadlineExceededError)
    await server.faults.set({ op: 'append', kind: 'error', error: 'timeout', times: 2 })
    await writesOnce(client)
  })

  test.each(['server-not-ready', 'unavailable', 'timeout'])(
    'reads because it is %s is asked again',
    async (error) => {
      const client = ours(server.url)
      await server.faults.set({ op: 'read', kind: 'error', error, times: 2 })
      await writesOnce(client)
    },
  )

  test('us altogether is not asked again', async () => {
    const { store, log } = ours(server.url)
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
    const client = ours(server.url)
    await server.faults.set({ op: 'read', kind: 'silence', times: 2 })
    await writesOnce(client)
    await server.faults.set({ op: 'read', kind: 'silence', times: 1 })
    expect(await client.log.head()).toBeGreaterThan(0n)
  })

  test('are given up in the end', async () => {
    const { store } = ours(server.url, { totalTimeoutMs: 600 })
    await server.faults.set({ op: 'read', kind: 'silence' })
    await expect(store.read('party-1')).rejects.toThrow(EventStoreUnavailable)
  })
})

test('a clock that goes slow makes the client refuse to be served, and ours is served', async () => {
  const [client, theirs] = [ours(server.url), raw(server.url)]
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 11_000 })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  await expect(rawAppend(theirs)).rejects.toThrow(DeadlineExceededError)
  await writesOnce(client)
})

test('a revision below zero fails the appends beside it, and ours refuses it before', async () => {
  const [client, { store }] = [raw(server.url), ours(server.url)]
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
  const { store } = ours(url)
  await store.append(append('party-1'))
  await expect(store.append(append('party-1'))).rejects.toThrow(WrongRevision)
})
