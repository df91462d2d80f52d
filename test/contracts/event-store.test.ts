import { env } from 'node:process'
import { eventStoreClient } from '../../infrastructure/event-store/event-store-client.ts'
import { startEventStore } from '../support/event-store.ts'
import { memoryEventStoreAndLog } from '../support/memory-event-log.ts'
import { newNamespace } from '../support/namespace.ts'
import { eventStoreContract } from './event-store.contract.ts'

eventStoreContract('an event store in memory', async () => ({
  ...memoryEventStoreAndLog(),
  close: async () => {},
}))

/** A server of one's own, or the one that the environment names. */
async function aServer(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const url = env['EVENTSTORE_URL']
  return url === undefined ? startEventStore() : { url, stop: async () => {} }
}

eventStoreContract('the EventStoreDB client', async () => {
  const server = await aServer()
  const client = eventStoreClient({ url: server.url, namespace: newNamespace() })
  return {
    store: client.store,
    log: client.log,
    async close() {
      await client.close()
      await server.stop()
    },
  }
})
