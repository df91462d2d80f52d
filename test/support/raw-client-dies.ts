import { randomUUID } from 'node:crypto'
import { argv, exit } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { startEventStore } from './event-store.ts'

// A program of its own, for it is to die: what the client does, with nothing around it, when a server fails that many
// appends, or an append of another client, wait for.

const event = (bytes: number) =>
  jsonEvent({ id: randomUUID(), type: 'T', data: { text: 'x'.repeat(bytes) } })
const ignore = (): void => {}

async function neighbour(): Promise<void> {
  const [slow, dying] = await Promise.all([startEventStore({ faults: true }), startEventStore()])
  const [waiting, failing] = [slow, dying].map(({ url }) =>
    EventStoreDBClient.connectionString(url),
  )
  await slow.faults.set({ op: 'append', kind: 'delay', ms: 500 })
  await failing?.appendToStream('a', event(1))
  waiting?.appendToStream('a', event(1)).catch(ignore)
  await sleep(300)
  await dying.kill()
  await sleep(1000)
}

async function crowd(): Promise<void> {
  const server = await startEventStore()
  const client = EventStoreDBClient.connectionString(server.url)
  await client.appendToStream('a', event(1))
  server.pause()
  for (let i = 0; i < 2000; i += 1) client.appendToStream(`b-${i}`, event(20_000)).catch(ignore)
  await sleep(300)
  await server.kill()
  await sleep(1000)
}

await (argv[2] === 'crowd' ? crowd() : neighbour())
exit(0)
