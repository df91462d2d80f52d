import { setTimeout as sleep } from 'node:timers/promises'
import { EventStoreDBClient } from '@eventstore/db-client'
import { expect, onTestFinished, test, vi } from 'vitest'
import { eventStoreClient } from '../../infrastructure/event-store/event-store-client.ts'
import { append, writeMany } from '../support/appends.ts'
import { startCountedEventStore } from '../support/counted-event-store.ts'

async function start() {
  const server = await startCountedEventStore()
  const client = eventStoreClient({ url: server.url, namespace: '' })
  onTestFinished(async () => {
    client.close()
    await server.stop()
  })
  return { server, store: client.store, log: client.log, client }
}

test('a read that the client is left with in the middle stays open on the server', async () => {
  const { server, store } = await start()
  await writeMany(store, 'party-1', 1000)
  const client = EventStoreDBClient.connectionString(server.url)
  for await (const { event } of client.readStream('party-1', { maxCount: 1000 })) {
    if (event?.revision === 0n) break
  }
  await sleep(300)
  expect(server.openReads()).toBe(1)
  await client.dispose()
})

test('reads by ours leave nothing open', async () => {
  const { server, store, log } = await start()
  await writeMany(store, 'party-1', 5000)
  await store.read('party-1')
  await store.read('party-2')
  await log.head()
  await vi.waitFor(() => expect(server.openReads()).toBe(0))
})

test('a follower that aborts leaves nothing open, though nobody asks it for more', async () => {
  const { server, store, log } = await start()
  await writeMany(store, 'party-1', 3000)
  const done = new AbortController()
  const batches = log.follow('start', done.signal)[Symbol.asyncIterator]()
  await batches.next()
  expect(server.openReads()).toBe(1)
  done.abort()
  await vi.waitFor(() => expect(server.openReads()).toBe(0))
})

test('a follower that is left leaves nothing open', async () => {
  const { server, store, log } = await start()
  await store.append(append('party-1'))
  for await (const { events } of log.follow('start', new AbortController().signal)) {
    if (events.length > 0) break
  }
  await vi.waitFor(() => expect(server.openReads()).toBe(0))
})

test('a closed client leaves nothing open', async () => {
  const { server, log, client } = await start()
  const batches = log.follow('start', new AbortController().signal)[Symbol.asyncIterator]()
  await batches.next()
  client.close()
  await vi.waitFor(() => expect(server.openReads()).toBe(0))
  expect(await batches.next()).toEqual({ done: true, value: undefined })
})
