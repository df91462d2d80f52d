import { randomUUID } from 'node:crypto'
import { env } from 'node:process'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { describe } from 'vitest'
import {
  type EventStoreClient,
  eventStoreClient,
} from '../../infrastructure/event-store/event-store-client.ts'
import { installationId } from '../../infrastructure/event-store/installation-id.ts'
import { startEventStore } from '../support/event-store.ts'
import { memoryEventLog } from '../support/memory-event-log.ts'
import { eventStoreContract, type SharedLog } from './event-store.contract.ts'

/** One client for each installation; on a server that others use, under a namespace that nobody has. */
function onServer(url: string, server: Pick<SharedLog, 'restart' | 'close'>): SharedLog {
  const clients: EventStoreClient[] = []
  const foreign = EventStoreDBClient.connectionString(url)
  return {
    ...server,
    install() {
      const namespace = randomUUID().replaceAll('-', '')
      const client = eventStoreClient({ url, namespace })
      clients.push(client)
      return client
    },
    async writeForeign(count) {
      const events = Array.from({ length: count }, () => jsonEvent({ type: 'Foreign', data: {} }))
      await foreign.appendToStream(`foreign-${randomUUID()}`, events)
    },
    async close() {
      for (const client of clients) client.close()
      await foreign.dispose()
      await server.close()
    },
  }
}

const url = env['EVENTSTORE_URL']
const kind = url === undefined ? 'the embedded server' : 'EVENTSTORE_URL, which no test restarts'

describe(`the event store client on ${kind}`, () => {
  const open = async (): Promise<SharedLog> => {
    if (url !== undefined) return onServer(url, { close: async () => {} })
    const server = await startEventStore()
    return onServer(server.url, { restart: server.restart, close: server.stop })
  }
  eventStoreContract(open, { canRestart: url === undefined })
})

const inMemory: SharedLog = {
  install() {
    const { store, log } = memoryEventLog()
    return { store, log, installationId: () => installationId(store) }
  },
  writeForeign: async () => {},
  close: async () => {},
}

describe('the event store in memory', () => {
  eventStoreContract(async () => inMemory, { canRestart: false })
})
