import { Writable } from 'node:stream'
import type { EventStoreDBClient } from '@eventstore/db-client'

/**
 * Lets the client hand each append to its connection at once. Left alone, it keeps a queue of its own while the
 * connection is full; when the connection then breaks, the append under way never settles, and every one in the queue
 * fails a promise that nobody can hold, which ends the process. How much lies in the connection is bounded by the
 * number of appends that are open.
 */
export function steadyWrites(client: EventStoreDBClient): EventStoreDBClient {
  const create = client['GRPCStreamCreator']
  client['GRPCStreamCreator'] = (kind, name, creator, cache) =>
    create(kind, name, async (grpc) => neverFull(await creator(grpc)), cache)
  return client
}

function neverFull<Stream>(stream: Stream): Stream {
  if (!(stream instanceof Writable)) return stream
  const write = stream.write.bind(stream)
  stream.write = (chunk: unknown): boolean => {
    write(chunk)
    return true
  }
  return stream
}
