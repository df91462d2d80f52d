import { EventStoreDBClient } from '@eventstore/db-client'

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
  close(): void
}

export function connect(url: string, whenGivenUp: () => void = () => {}): Connection {
  let client = EventStoreDBClient.connectionString(url)
  let inUse = new AbortController()
  let closed = false
  return {
    client: () => client,
    signal: () => inUse.signal,
    giveUp(failed) {
      if (failed !== client || closed) return
      client = EventStoreDBClient.connectionString(url)
      inUse.abort()
      inUse = new AbortController()
      discard(failed)
      whenGivenUp()
    },
    close() {
      if (closed) return
      closed = true
      inUse.abort()
      discard(client)
    },
  }
}

/** Disposing waits for streams that may never end, so nobody waits for it. */
function discard(client: EventStoreDBClient): void {
  client.dispose().catch(() => {})
}
