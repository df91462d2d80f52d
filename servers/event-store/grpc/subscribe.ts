import { randomUUID } from 'node:crypto'
import type streams from '@eventstore/db-client/generated/streams_pb.js'
import type { EventStore } from '../store/event-store.ts'
import { placeInAll, readStream } from '../store/read.ts'
import {
  caughtUpResponse,
  checkpointResponse,
  confirmationResponse,
  eventResponse,
} from '../wire/read-responses.ts'
import { type Filter, parseFilter } from './filter.ts'
import type { Outgoing } from './outgoing.ts'
import { BadRequest } from './parse-writes.ts'
import type { FromRevision } from './read.ts'
import { type GrpcError, streamDeleted } from './status.ts'

type FilterOptions = streams.ReadReq.Options.FilterOptions

const everything: Filter = { passes: () => true, checkpointEvents: Number.POSITIVE_INFINITY }

/** Sends every event strictly after `from` that passes the filter, those to come included, until the client has enough. */
export async function subscribeToAll(
  store: EventStore,
  outgoing: Outgoing,
  from: bigint | 'start' | 'end',
  options: FilterOptions | undefined,
): Promise<undefined> {
  const filter = options === undefined ? everything : parseFilter(store.index, options)
  let next = firstAfter(store, from)
  let considered = 0
  await outgoing.send(confirmationResponse(randomUUID()))
  let isCaughtUp = false
  for await (const end of ends(store, outgoing)) {
    for (; next < end && outgoing.isOpen; next += 1) {
      if (filter.passes(next)) await sendEvent(store, outgoing, next)
      considered += 1
      if (considered % filter.checkpointEvents !== 0) continue
      await outgoing.send(checkpointResponse(store.index.positionOf(next)))
    }
    if (isCaughtUp || next < store.index.published) continue
    isCaughtUp = true
    await outgoing.send(caughtUpResponse)
  }
}

function firstAfter(store: EventStore, from: bigint | 'start' | 'end'): number {
  const place = placeInAll(store, from, 'forwards')
  if (place === undefined) throw new BadRequest(`no event is at position ${from}`)
  const isOwn = typeof from === 'bigint' && place < store.index.published && from > 0n
  return isOwn ? place + 1 : place
}

/** Gives the number of published events, at once and whenever there are more. */
async function* ends(store: EventStore, outgoing: Outgoing): AsyncGenerator<number> {
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

async function sendEvent(store: EventStore, outgoing: Outgoing, ordinal: number): Promise<void> {
  const turn = outgoing.send(eventResponse(store.read(ordinal), store.index.positionOf(ordinal)))
  if (turn !== undefined) await turn
}

/**
 * Sends the stream's events after the revision `from`, those to come included, until the stream is tombstoned or the client
 * has enough. While it catches up it shows what a read would; after that it sends whatever is appended.
 */
export async function subscribeToStream(
  store: EventStore,
  outgoing: Outgoing,
  name: string,
  from: FromRevision,
): Promise<GrpcError | undefined> {
  const last = store.streams.last(name, 'published')
  if (last === 'tombstoned' && from !== 'end') return streamDeleted(name)
  await outgoing.send(confirmationResponse(randomUUID()))
  let next =
    from === 'end'
      ? last === 'tombstoned'
        ? 0
        : last + 1
      : from === 'start'
        ? 0
        : Number(from) + 1
  let isLive = false
  let looked = -2
  if (from === 'end') {
    isLive = true
    await outgoing.send(caughtUpResponse)
    if (last === 'tombstoned') return waitForEver(store, outgoing)
  }
  for await (const _ of ends(store, outgoing)) {
    const end = store.streams.last(name, 'published')
    if (end === 'tombstoned') return sendTombstone(store, outgoing, name, next)
    if (isLive) {
      next = await sendLive(store, outgoing, name, next)
      continue
    }
    if (looked === end) continue
    looked = end
    const found = readStream(store, name, {
      direction: 'forwards',
      from: next,
      countMax: Number.POSITIVE_INFINITY,
    })
    if (found.kind !== 'found') continue
    for (const ordinal of found.ordinals) {
      await sendEvent(store, outgoing, ordinal)
      if (!outgoing.isOpen) return undefined
    }
    next = Math.max(next, end + 1)
    isLive = true
    await outgoing.send(caughtUpResponse)
    next = await sendLive(store, outgoing, name, next)
  }
  return undefined
}

async function waitForEver(store: EventStore, outgoing: Outgoing): Promise<undefined> {
  for await (const _ of ends(store, outgoing)) continue
}

async function sendLive(
  store: EventStore,
  outgoing: Outgoing,
  name: string,
  from: number,
): Promise<number> {
  const stream = store.index.streams.find(name)
  if (stream === undefined) return from
  let next = from
  for (; next <= store.index.lastRevision(stream, true) && outgoing.isOpen; next += 1)
    await sendEvent(store, outgoing, store.index.ordinalOf(stream, next))
  return next
}

async function sendTombstone(
  store: EventStore,
  outgoing: Outgoing,
  name: string,
  next: number,
): Promise<GrpcError> {
  await sendLive(store, outgoing, name, next)
  const stream = store.index.streams.find(name)
  const tombstone = stream === undefined ? undefined : store.index.tombstoneOf(stream)
  if (tombstone !== undefined) await sendEvent(store, outgoing, tombstone)
  return streamDeleted(name)
}
