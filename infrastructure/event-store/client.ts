import type { Duplex } from 'node:stream'
import { EventStoreDBClient } from '@eventstore/db-client'

/** A client of the event store, and the way to be rid of it. */
export type OpenClient = {
  readonly client: EventStoreDBClient
  /** Ends its calls and its connection; waits for neither. */
  close(): void
}

/**
 * Opens a client in which two of its own faults are mended, both of which end the process by an unhandled rejection,
 * and which can be closed: left to itself it keeps its connection for as long as the process lives.
 */
export function openClient(url: string): OpenClient {
  const client = EventStoreDBClient.connectionString(withOwnConnection(url))
  guardAppends(client)
  const closeChannel = channelOf(client)
  return {
    client,
    close() {
      client.dispose().catch(() => {})
      closeChannel()
    },
  }
}

const keepAliveTimeoutMs = 10_000
let opened = 0

/**
 * gRPC lets all channels of a process with the same options share one connection, so a client that takes the place of
 * one whose server is frozen would be bound to the same. No two of ours have the same options.
 */
function withOwnConnection(url: string): string {
  opened = (opened + 1) % 1000
  const named = url.replace(/^kurrentdb/u, 'esdb')
  const given = /(?<=[?&]keepAliveTimeout=)\d+/iu
  if (/[?&]keepAliveTimeout=/iu.test(named))
    return named.replace(given, (milliseconds) => String(Number(milliseconds) + opened))
  return `${named}${named.includes('?') ? '&' : '?'}keepAliveTimeout=${keepAliveTimeoutMs + opened}`
}

type Channel = { close(): void }

type MakeStream = (stub: unknown) => Duplex | Promise<Duplex>
type StreamCreator = (
  service: unknown,
  name: string,
  make: MakeStream,
  cache?: WeakMap<object, unknown>,
) => () => Promise<Duplex>

/** All appends share one stream, the only one that the client keeps in a cache. */
function guardAppends(client: EventStoreDBClient): void {
  const create: StreamCreator = Reflect.get(client, 'GRPCStreamCreator')
  const guarding: StreamCreator = (service, name, make, cache) =>
    cache === undefined
      ? create(service, name, make)
      : create(service, name, async (stub) => guard(await make(stub)), cache)
  Reflect.set(client, 'GRPCStreamCreator', guarding)
}

function guard(stream: Duplex): Duplex {
  const takers = stream.listeners('data')
  stream.removeAllListeners('data')
  stream.on('data', (answer) => {
    try {
      for (const take of takers) take.call(stream, answer)
    } catch {
      // An answer that nobody waits for any more: a failure elsewhere had all of the process's appends rejected.
    }
  })
  // Appends that wait for room are rejected with nobody to hear it when the stream fails. None waits if there is
  // always room; how many there are at a time is for the caller to bound.
  const write = stream.write.bind(stream)
  stream.write = (message: unknown) => {
    write(message)
    return true
  }
  return stream
}

/** Remembers the channel that the client makes, for it has no way of closing it. */
function channelOf(client: EventStoreDBClient): () => void {
  let channel: Channel | undefined
  let closed = false
  const create: () => Promise<Channel> = Reflect.get(client, 'createChannel')
  const remembering = async (): Promise<Channel> => {
    channel = await create()
    if (closed) channel.close()
    return channel
  }
  Reflect.set(client, 'createChannel', remembering)
  return () => {
    closed = true
    channel?.close()
  }
}
