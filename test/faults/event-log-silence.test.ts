import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { eventStoreClient } from '../../infrastructure/event-store/event-store-client.ts'
import { startEventStore } from '../support/event-store.ts'

it('a log whose subscription is never confirmed is followed from a new one', async () => {
  const server = await startEventStore({ faults: true })
  const client = eventStoreClient({ url: server.url, namespace: randomUUID().slice(0, 8) })
  try {
    await server.faults.set({ op: 'subscribe', kind: 'silence', times: 1 })
    for await (const batch of client.log.follow('start', new AbortController().signal)) {
      expect(batch).toEqual({ events: [], caughtUp: true })
      break
    }
  } finally {
    client.close()
    await server.stop()
  }
})
