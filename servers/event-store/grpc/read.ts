import { type ServerWritableStream, status } from '@grpc/grpc-js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { EventStore } from '../store/event-store.ts'
import { type Direction, placeInAll, readAll, readStream } from '../store/read.ts'
import { streamNotFoundResponse } from '../wire/read-responses.ts'
import type { Authorize } from './authorize.ts'
import { Outgoing, type Response } from './outgoing.ts'
import { BadRequest, parseStreamName } from './parse-writes.ts'
import { accessDenied, type GrpcError, grpcError, invalid, streamDeleted } from './status.ts'
import { sendEvent, subscribeToAll, subscribeToStream } from './subscribe.ts'

export type ReadCall = ServerWritableStream<streams.ReadReq, Response>
type Options = streams.ReadReq.Options

const greatestRevision = 2n ** 63n - 1n
const endRevision = 2n ** 64n - 1n

/** Reads and subscriptions, which are one call on the wire. */
export function serveReads(store: EventStore, authorize: Authorize) {
  return async (call: ReadCall): Promise<void> => {
    if (!authorize(call)) return void call.emit('error', accessDenied())
    const outgoing = new Outgoing(call)
    try {
      const error = await serve(store, call.request.getOptions(), outgoing)
      if (error === undefined) call.end()
      else call.emit('error', error)
    } catch (error) {
      call.emit('error', error instanceof BadRequest ? invalid(error.message) : internal(error))
    }
  }
}

function internal(error: unknown): GrpcError {
  return grpcError(status.INTERNAL, error instanceof Error ? error.message : 'The read failed.')
}

async function serve(
  store: EventStore,
  options: Options | undefined,
  outgoing: Outgoing,
): Promise<GrpcError | undefined> {
  const stream = options?.getStream()
  const all = options?.getAll()
  if (options === undefined || (stream === undefined && all === undefined))
    throw new BadRequest('the read names neither a stream nor $all')
  if (stream !== undefined) {
    const name = parseStreamName(stream.getStreamIdentifier()?.getStreamName_asU8())
    const from = revisionOf(stream)
    return options.hasSubscription()
      ? subscribeToStream({ store, outgoing }, name, from)
      : sendStream(store, outgoing, { name, from, ...readOf(options) })
  }
  const from = positionOf(all)
  return options.hasSubscription()
    ? subscribeToAll({ store, outgoing }, from, options.getFilter())
    : sendAll(store, outgoing, { from, ...readOf(options) })
}

type Read = { readonly direction: Direction; readonly countMax: number }

function readOf(options: Options): Read {
  const countMax = Number(options.getCount())
  if (countMax === 0) throw new BadRequest('a read of no events')
  const isForwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.FORWARDS
  return { direction: isForwards ? 'forwards' : 'backwards', countMax }
}

export type FromRevision = bigint | 'start' | 'end'
export type FromPosition = bigint | 'start' | 'end'

function revisionOf(stream: streams.ReadReq.Options.StreamOptions): FromRevision {
  if (!stream.hasRevision()) return stream.hasEnd() ? 'end' : 'start'
  const revision = BigInt(stream.getRevision())
  if (revision === endRevision) return 'end'
  if (revision > greatestRevision) throw new BadRequest(`no event has revision ${revision}`)
  return revision
}

function positionOf(all: streams.ReadReq.Options.AllOptions | undefined): FromPosition {
  const position = all?.getPosition()
  if (position !== undefined) return BigInt(position.getCommitPosition())
  return all?.hasEnd() ? 'end' : 'start'
}

async function sendStream(
  store: EventStore,
  outgoing: Outgoing,
  read: Read & { readonly name: string; readonly from: FromRevision },
): Promise<GrpcError | undefined> {
  const { name, direction, countMax } = read
  if (direction === 'forwards' && read.from === 'end')
    throw new BadRequest('nothing can be read forwards from the end')
  const from =
    read.from === 'end' ? Number.MAX_SAFE_INTEGER : read.from === 'start' ? 0 : Number(read.from)
  const found = readStream(store, name, { direction, from, countMax })
  if (found.kind === 'stream-deleted') return streamDeleted(name)
  if (found.kind === 'not-found') await outgoing.send(streamNotFoundResponse(name))
  else await sendEvents(store, outgoing, found.ordinals)
  return undefined
}

async function sendAll(
  store: EventStore,
  outgoing: Outgoing,
  { from, direction, countMax }: Read & { readonly from: FromPosition },
): Promise<undefined> {
  const place = placeInAll(store, from, direction)
  if (place === undefined) throw new BadRequest(`no event is at position ${from}`)
  await sendEvents(store, outgoing, readAll(store, direction, place, countMax))
}

async function sendEvents(
  store: EventStore,
  outgoing: Outgoing,
  ordinals: Iterable<number>,
): Promise<void> {
  for (const ordinal of ordinals) {
    const turn = sendEvent({ store, outgoing }, ordinal)
    if (turn !== undefined) await turn
    if (!outgoing.isOpen) return
  }
}
