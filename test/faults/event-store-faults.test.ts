import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { EventStoreDBClient, jsonEvent, START } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readToEnd } from '../support/conformance/translate.ts'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'

let store: RunningEventStore
let client: EventStoreDBClient

beforeAll(async () => {
  store = await startEventStore({ faults: true })
})
afterAll(() => store.stop())
beforeEach(() => {
  client = EventStoreDBClient.connectionString(store.url)
})
afterEach(async () => {
  await store.faults.clear()
  await Promise.race([client.dispose(), sleep(300)])
})

const event = () => jsonEvent({ type: 'Tested', data: {} })
const credentials = { username: 'u', password: 'p' }

/** What an append, or a read, has come to after a moment. */
function within(ms: number, call: Promise<unknown>): Promise<unknown> {
  return Promise.race([call.then(() => 'answered'), sleep(ms, 'silent')])
}

async function revisions(stream: string): Promise<number> {
  return (await readToEnd(client.readStream(stream))).events.length
}

describe.each([
  ['on the shared stream', {}],
  ['as a call of its own', { credentials }],
] as const)('an append %s', (path, options) => {
  const append = (stream: string) => client.appendToStream(`${stream} ${path}`, event(), options)

  test('is not done and not answered when silenced, as often as was asked', async () => {
    await store.faults.set({ kind: 'silence', op: 'append', times: 1 })
    const silenced = append('silenced')
    silenced.catch(() => undefined)
    expect(await within(300, silenced)).toBe('silent')
    await append('silenced')
    expect(await revisions(`silenced ${path}`)).toBe(1)
  })

  test('is done but not answered when its answer is lost', async () => {
    await store.faults.set({ kind: 'lose-answer', op: 'append', times: 1 })
    const lost = append('lost')
    lost.catch(() => undefined)
    expect(await within(300, lost)).toBe('silent')
    expect(await revisions(`lost ${path}`)).toBe(1)
    await append('lost')
  })

  test('is answered late when delayed', async () => {
    await store.faults.set({ kind: 'delay', op: 'append', ms: 400 })
    const delayed = append('delayed')
    expect(await within(150, delayed)).toBe('silent')
    await delayed
  })

  test('is refused, and not done, with the error that was asked for', async () => {
    await store.faults.set({ kind: 'error', op: 'append', error: 'access-denied', times: 1 })
    await expect(append('refused')).rejects.toMatchObject({ type: 'access-denied' })
    await store.faults.set({ kind: 'error', op: 'append', error: 'server-not-ready', times: 1 })
    await expect(append('refused')).rejects.toThrow('Server Is Not Ready')
    expect(await revisions(`refused ${path}`)).toBe(0)
    await append('refused')
  })

  test('is sent to the leader', async () => {
    await store.faults.set({
      kind: 'not-leader',
      op: 'append',
      host: '127.0.0.1',
      port: store.port,
      times: 1,
    })
    const leader = { address: '127.0.0.1', port: store.port }
    await expect(append('led')).rejects.toMatchObject({ type: 'not-leader', leader })
    await append('led')
  })
})

describe('reads and subscriptions', () => {
  test('are silent, or fail, as asked', async () => {
    await client.appendToStream('read', event())
    await store.faults.set({ kind: 'silence', op: 'read', times: 1 })
    expect(await within(300, readToEnd(client.readStream('read')))).toBe('silent')
    await store.faults.set({ kind: 'error', op: 'read', error: 'unavailable', times: 1 })
    const { error } = await readToEnd(client.readStream('read'))
    expect(error).toMatchObject({ type: 'unavailable' })
    expect(await revisions('read')).toBe(1)
  })

  test('are dropped as for a consumer that is too slow', async () => {
    const subscription = client.subscribeToAll({ fromPosition: START })
    subscription.on('data', () => undefined)
    await once(subscription, 'caughtUp')
    const failed = once(subscription, 'error').catch((error: unknown) => [error])
    await store.faults.set({ kind: 'drop-subscriptions' })
    expect((await failed)[0]).toMatchObject({ type: 'timeout', code: 10 })
  })

  test('fall behind and catch up, and go on', async () => {
    const subscription = client.subscribeToAll({ fromPosition: START })
    subscription.on('data', () => undefined)
    await once(subscription, 'caughtUp')
    const both = Promise.all([once(subscription, 'fellBehind'), once(subscription, 'caughtUp')])
    await store.faults.set({ kind: 'fell-behind' })
    await both
    const next = once(subscription, 'data')
    await client.appendToStream('after', event())
    await next
    await subscription.unsubscribe()
  })

  test('wait while all is frozen', async () => {
    await store.faults.set({ kind: 'freeze', ms: 600 })
    await sleep(50)
    const read = readToEnd(client.readStream('read'))
    expect(await within(200, read)).toBe('silent')
    await read
  })
})

test.each([{ kind: 'explode' }, { kind: 'delay', op: 'append' }, 'nonsense'])(
  'the fault %j makes no sense and is refused',
  async (fault) => {
    const body = JSON.stringify(fault)
    const { status } = await fetch(store.faults.url, { method: 'POST', body })
    expect(status).toBe(400)
  },
)
