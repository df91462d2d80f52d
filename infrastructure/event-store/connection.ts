import { setTimeout as sleep } from 'node:timers/promises'
import { EventStoreDBClient } from '@eventstore/db-client'
import { EventStoreUnavailable } from '../../application/event-store.ts'
import { GivenUp } from './errors.ts'
import { type OpenCalls, openCalls } from './open-calls.ts'
import { steadyWrites } from './steady-writes.ts'

/** A client for as long as it is any good. */
export type Lease = {
  readonly client: EventStoreDBClient
  readonly within: OpenCalls['within']
  /** Aborts when the client is given up. */
  readonly signal: AbortSignal
}

/**
 * The client in use, and the way to give it up: one that does not answer may be bound to a server that is frozen, and
 * would notice only by its keep-alive, 10 to 20 seconds later. A new one looks for the leader anew.
 */
export type Connection = {
  /** @throws {EventStoreUnavailable} once closed. */
  lease(): Promise<Lease>
  /**
   * Puts another client in its place, if it is still the one in use: callers that failed together replace it once. All
   * that is open on it fails at once, so that it can be tried on the new one.
   */
  giveUp(lease: Lease, why: unknown): void
  close(): Promise<void>
}

type Settings = {
  readonly url: string
  /** How long a call may wait for its answer. */
  readonly timeoutMs: number
  readonly whenGivenUp: (why: unknown) => void
}

type OwnLease = Lease & { readonly end: () => Promise<void> }

export function connect(settings: Settings): Connection {
  let inUse = open(settings)
  let ready = Promise.resolve(inUse)
  let closed = false
  return {
    async lease() {
      if (closed) throw new EventStoreUnavailable('the event store client is closed')
      return ready
    },
    giveUp(failed, why) {
      if (failed !== inUse || closed) return
      const { end } = inUse
      inUse = open(settings)
      // The client keeps the open appends of all clients in one place: the end of one client's stream fails them all,
      // and an answer that comes for one of them later ends the process. So there are never two that append.
      ready = end().then(() => inUse)
      settings.whenGivenUp(why)
    },
    async close() {
      closed = true
      await inUse.end()
    },
  }
}

const endMsMax = 1000

/** Nothing is connected before the first call. */
function open({ url, timeoutMs }: Settings): OwnLease {
  const client = steadyWrites(EventStoreDBClient.connectionString(ownConnection(url)))
  const calls = openCalls(timeoutMs)
  const controller = new AbortController()
  return {
    client,
    within: (promise) => calls.within(promise),
    signal: controller.signal,
    async end() {
      calls.failAll(new GivenUp('the client was given up'))
      controller.abort()
      await Promise.race([client.dispose(), sleep(endMsMax, undefined, { ref: false })])
    },
  }
}

const keepAliveMs = 10_000
const keepAliveVariants = 5000
let opened = 0

/**
 * gRPC lets clients of equal settings share one connection, the dead one of a client that was given up included. Of what
 * makes settings differ, the keep-alive is the one that a connection string can say. One that the operator has set stays.
 */
function ownConnection(url: string): string {
  if (/[?&]keepAliveInterval=/iu.test(url)) return url
  opened = (opened + 1) % keepAliveVariants
  return `${url}${url.includes('?') ? '&' : '?'}keepAliveInterval=${keepAliveMs + opened}`
}
