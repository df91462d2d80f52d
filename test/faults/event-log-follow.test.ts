import { setTimeout as sleep } from 'node:timers/promises'
import { AccessDeniedError, jsonEvent } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { EventStore, ExpectedRevision } from '../../application/event-store.ts'
import { type Connection, connect } from '../../infrastructure/event-store/connection.ts'
import { follow } from '../../infrastructure/event-store/follow.ts'
import { readStream } from '../../infrastructure/event-store/read.ts'
import { streamNames } from '../../infrastructure/event-store/stream-names.ts'
import { countedConnections } from '../support/counted-connections.ts'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'
import { impatientClient } from '../support/faulty-store.ts'
import { newNamespace } from '../support/namespace.ts'
import { appendOf, newStream, numbered, taken } from '../support/store-under-test.ts'

let server: RunningEventStore
beforeAll(async () => {
  server = await startEventStore({ faults: true })
})
afterEach(() => server.faults.clear())
afterAll(() => server.stop())

const { signal } = new AbortController()

/** Appends so many events, one after another, to a stream of its own; gives back their positions. */
async function writeTo(store: EventStore, count: number, pauseMs = 0): Promise<readonly bigint[]> {
  const stream = newStream()
  const positions: bigint[] = []
  let expected: ExpectedRevision = 'no-stream'
  for (let n = 0; n < count; n += 1) {
    const appended = await store.append(appendOf(stream, expected, [n]))
    expected = appended.revision
    positions.push(appended.position)
    if (pauseMs > 0) await sleep(pauseMs)
  }
  return positions
}

describe('what is being followed', () => {
  it('goes on after the last event when a slow reader is dropped', async () => {
    const { store, log, givenUp } = impatientClient(server.url)
    const written = [...(await writeTo(store, 30))]
    const followed: bigint[] = []
    for await (const { events } of log.follow('start', signal)) {
      followed.push(...events.map(({ position }) => position))
      if (followed.length >= 60) break
      await server.faults.set({ kind: 'drop-subscriptions' })
      if (followed.length === 30) written.push(...(await writeTo(store, 30)))
    }
    expect(followed).toEqual(written)
    expect(givenUp).toEqual([])
  })

  it('says anew that it has caught up when it fell behind', async () => {
    const { store, log } = impatientClient(server.url)
    await writeTo(store, 3)
    let ends = 0
    for await (const { caughtUp } of log.follow('start', signal)) {
      if (caughtUp) ends += 1
      if (ends === 2) break
      if (caughtUp) await server.faults.set({ kind: 'fell-behind' })
    }
    expect(ends).toBe(2)
  })

  it.each(['silence', 'error'] as const)('begins in spite of %s', async (kind) => {
    const { store, log } = impatientClient(server.url)
    await writeTo(store, 3)
    const error = { kind: 'error', error: 'server-not-ready', op: 'subscribe', times: 3 } as const
    const silence = { kind: 'silence', op: 'subscribe', times: 1 } as const
    await server.faults.set(kind === 'error' ? error : silence)
    expect(await taken(log.follow('start', signal), 3)).toHaveLength(3)
  })

  it('fails with what no further try can mend', async () => {
    const { log } = impatientClient(server.url)
    await server.faults.set({ op: 'subscribe', kind: 'error', error: 'access-denied', times: 1 })
    await expect(taken(log.follow('start', signal), 1)).rejects.toThrow(AccessDeniedError)
  })

  it('misses nothing and gives nothing twice while the server is killed again and again', async () => {
    const { store, log } = impatientClient(server.url)
    const [writers, each] = [8, 40]
    const writing = Promise.all(Array.from({ length: writers }, () => writeTo(store, each, 20)))
    const following = taken(log.follow('start', signal), writers * each)
    for (const pauseMs of [130, 370, 90]) {
      await sleep(pauseMs)
      await server.kill()
      await server.restart()
    }
    const written = (await writing).flat().toSorted((a, b) => (a < b ? -1 : 1))
    expect((await following).map(({ position }) => position)).toEqual(written)
  })

  it('is found to be silent when an append is not answered, and is taken up elsewhere', async () => {
    const { store, log, givenUp } = impatientClient(server.url)
    const following = taken(log.follow('start', signal), 1)
    await sleep(200)
    server.pause()
    const appending = store.append(appendOf(newStream(), 'no-stream', [1]))
    await sleep(2000)
    server.resume()
    await appending
    expect(await following).toHaveLength(1)
    expect(givenUp).toContain('reading')
  })
})

const opened = (url = server.url): Connection =>
  connect({ url, timeoutMs: 2000, whenGivenUp: () => undefined })

/** How many calls the client has open, on the client and so on the server. */
const openCalls = async (connection: Connection): Promise<number> =>
  (await connection.lease()).client['disposableStreams'].size

describe('what is left in the middle', () => {
  const names = streamNames(newNamespace())
  it('leaves no call open, be it a subscription that is no longer read', async () => {
    const connection = opened()
    for (let i = 0; i < 50; i += 1)
      for await (const _ of follow(connection, names, 'start', signal)) break
    await expect.poll(() => openCalls(connection)).toBe(0)
    await connection.close()
  })

  it('or a read that took too long', async () => {
    const connection = connect({ url: server.url, timeoutMs: 50, whenGivenUp: () => undefined })
    await server.faults.set({ op: 'read', kind: 'silence' })
    const lease = await connection.lease()
    const reads = Array.from({ length: 20 }, () => readStream(lease, names, newStream()))
    await Promise.allSettled(reads)
    await expect.poll(() => openCalls(connection)).toBe(0)
    await connection.close()
  })

  it('is ended before the next client is handed out', async () => {
    const connection = opened()
    const lease = await connection.lease()
    const event = jsonEvent({ type: 'Numbered', data: numbered(1) })
    await lease.client.appendToStream(newStream(), event)
    expect(lease.client['disposableStreams'].size).toBe(1)
    connection.giveUp(lease, 'for a test')
    const next = await connection.lease()
    expect(next).not.toBe(lease)
    expect(lease.client['disposableStreams'].size).toBe(0)
    await connection.close()
  })

  it('shares no connection with what comes after it', async () => {
    const before = await countedConnections(server.port)
    const connections = [opened(before.url), opened(before.url)]
    for (const connection of connections)
      await readStream(await connection.lease(), names, newStream())
    expect(before.count()).toBe(2)
    for (const connection of connections) await connection.close()
  })

  it('or appends that began all at once: they share one call', async () => {
    const connection = opened()
    const { client } = await connection.lease()
    await Promise.all(
      Array.from({ length: 64 }, (_, n) =>
        client.appendToStream(newStream(), jsonEvent({ type: 'Numbered', data: numbered(n) })),
      ),
    )
    expect(await openCalls(connection)).toBe(1)
    await connection.close()
  })
})
