import { setMaxListeners } from 'node:events'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { openClient } from './client.ts'

/**
 * The client in use, and the way to give it up: a client that did not answer in time may be bound to a server that is
 * frozen, and would notice only by its keep-alive, 10 to 20 seconds later. A new one discovers the leader anew.
 */
export type Connection = {
  client(): EventStoreDBClient
  /** Replaces the client if it is still the one in use; callers that failed together replace it once. */
  giveUp(client: EventStoreDBClient): void
  /** Aborts when the client now in use is given up. */
  signal(): AbortSignal
  isClosed(): boolean
  close(): void
}

export function connect(url: string, whenGivenUp: () => void = () => {}): Connection {
  let open = openClient(url)
  let inUse = inUseUntilAborted()
  let closed = false
  const end = (failed: typeof open, waiting: typeof inUse): void => {
    failed.close()
    waiting.abort()
  }
  return {
    client: () => open.client,
    signal: () => inUse.signal,
    isClosed: () => closed,
    giveUp(failed) {
      if (failed !== open.client || closed) return
      const [given, waiting] = [open, inUse]
      open = openClient(url)
      inUse = inUseUntilAborted()
      end(given, waiting)
      whenGivenUp()
    },
    close() {
      if (closed) return
      closed = true
      end(open, inUse)
    },
  }
}

/** Every call in flight listens. */
function inUseUntilAborted(): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}
