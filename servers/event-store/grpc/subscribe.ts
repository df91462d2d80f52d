import { randomUUID } from 'node:crypto'
import type streams from '@eventstore/db-client/generated/streams_pb.js'
import type { EventStore } from '../store/event-store.ts'
import { placeInAll, readStream } from '../store/read.ts'
import {
  caughtUpResponse,
  checkpointResponse,
  confirmationResponse,
} from '../wire/read-responses.ts'
import { type Filter, parseFilter } from './filter.ts'
import type { Outgoing } from './outgoing.ts'
import { BadRequest } from './parse-writes.ts'
import type { FromPosition, FromRevision } from './read.ts'
import { type GrpcError, streamDeleted } from './status.ts'

type FilterOptions = streams.ReadReq.Options.FilterOptions

/** What a subscription works with. */
export type Subscriber = { readonly store: EventStore; readonly outgoing: Outgoing }

const everything: Filter = { passes: () => true, checkpointEvents: Number.POSITIVE_INFINITY }

/** Sends every event strictly after `from` that passes the filter, those to come included, until the client has enough. */
export async function subscribeToAll(
  { store, outgoing }: Subscriber,
  from: FromPosition,
  options: FilterOptions | undefined,
): Promise<undefined> {
  const filter = options === undefined ? everything : parseFilter(store.index, options)
  let next = firstAfter(store, from)
  let considered = 0
  let isCaughtUp = false
  await outgoing.send(confirmationResponse(randomUUID()))
  for await (const end of publishedCounts({ store, outgoing })) {
    for (; next < end && outgoing.isOpen; next += 1) {
      const sent = filter.passes(next) ? sendEvent({ store, outgoing }, next) : undefined
      if (sent !== undefined) await sent
      considered += 1
      if (considered % filter.checkpointEvents !== 0) continue
      await outgoing.send(checkpointResponse(store.index.positionOf(next)))
    }
    if (isCaughtUp || next < store.index.published) continue
    isCaughtUp = true
    await outgoing.send(caughtUpResponse)
  }
}

function firstAfter(store: EventStore, from: FromPosition): number {
  const place = placeInAll(store, from, 'forwards')
  if (place === undefined) throw new BadRequest(`no event is at position ${from}`)
  const isOwn = typeof from === 'bigint' && place < store.index.published && from > 0n
  return isOwn ? place + 1 : place
}

/** Gives the number of published events, at once and whenever there are more. */
async function* publishedCounts({ store, outgoing }: Subscriber): AsyncGenerator<number> {
  const stop = store.onPublished(() => outgoing.wake())
  try {
    for (let seen = -1; outgoing.isOpen;) {
      if (seen === store.index.published) await outgoing.woken()
      else yield (seen = store.index.published)
    }
  } finally {
    stop()
  }
}

/** Sends one event. If it gives back a promise, that must be waited for before the next. */
export function sendEvent(
  { store, outgoing }: Subscriber,
  ordinal: number,
): Promise<void> | undefined {
  return outgoing.send({ record: store.read(ordinal), position: store.index.positionOf(ordinal) })
}

/**
 * Sends the stream's events after the revision `from`, those to come included, until the stream is tombstoned or the client
 * has enough. While it catches up it shows what a read would; after that it sends whatever is appended.
 */
export async function subscribeToStream(
  subscriber: Subscriber,
  name: string,
  from: FromRevision,
): Promise<GrpcError | undefined> {
  const { store, outgoing } = subscriber
  const last = store.streams.last(name, 'published')
  if (last === 'tombstoned' && from !== 'end') return streamDeleted(name)
  await outgoing.send(confirmationResponse(randomUUID()))
  if (from === 'end') await outgoing.send(caughtUpResponse)
  // Nothing comes any more, but the client is not told so.
  if (last === 'tombstoned') return untilClosed(subscriber)
  const next =
    from === 'end'
      ? last + 1
      : await catchUp(subscriber, name, from === 'start' ? 0 : Number(from) + 1)
  return next === undefined ? undefined : goLive(subscriber, name, next)
}

async function untilClosed(subscriber: Subscriber): Promise<undefined> {
  for await (const _ of publishedCounts(subscriber)) continue
}

/** Sends what a read shows, once the stream can be read; gives back the revision that comes next. */
async function catchUp(
  subscriber: Subscriber,
  name: string,
  from: number,
): Promise<number | undefined> {
  const { store, outgoing } = subscriber
  let lastSeen: number | 'tombstoned' | undefined
  for await (const _ of publishedCounts(subscriber)) {
    const last = store.streams.last(name, 'published')
    // A stream that is not there is waited for: it is looked at again when it has a new event.
    if (last === lastSeen) continue
    lastSeen = last
    if (last === 'tombstoned') return from
    const countMax = Number.POSITIVE_INFINITY
    const found = readStream(store, name, { direction: 'forwards', from, countMax })
    if (found.kind !== 'found') continue
    for (const ordinal of found.ordinals) {
      const sent = sendEvent(subscriber, ordinal)
      if (sent !== undefined) await sent
      if (!outgoing.isOpen) return undefined
    }
    await outgoing.send(caughtUpResponse)
    return Math.max(from, last + 1)
  }
  return undefined
}

async function goLive(
  subscriber: Subscriber,
  name: string,
  from: number,
): Promise<GrpcError | undefined> {
  const { store } = subscriber
  let next = from
  for await (const _ of publishedCounts(subscriber)) {
    const stream = store.index.streams.find(name)
    if (stream === undefined) continue
    for (; next <= store.index.lastPublished(stream); next += 1)
      await sendEvent(subscriber, store.index.ordinalOf(stream, next))
    if (store.streams.last(name, 'published') !== 'tombstoned') continue
    const tombstone = store.index.tombstoneOf(stream)
    if (tombstone !== undefined) await sendEvent(subscriber, tombstone)
    return streamDeleted(name)
  }
  return undefined
}
