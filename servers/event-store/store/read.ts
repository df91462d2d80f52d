import type { EventStore } from './event-store.ts'
import { isTooOld } from './streams.ts'

export type Direction = 'forwards' | 'backwards'

/** Ordinals of events, in the order of the read. */
export type ReadResult =
  | { readonly kind: 'found'; readonly ordinals: Iterable<number> }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'stream-deleted' }

/** Reads what a stream shows. `from` is a revision or `end`; at most `countMax` events are given. */
export function readStream(
  store: EventStore,
  name: string,
  read: { readonly direction: Direction; readonly from: number; readonly countMax: number },
): ReadResult {
  const last = store.streams.last(name, 'published')
  if (last === 'tombstoned') return { kind: 'stream-deleted' }
  const metadata = store.streams.metadata(name, 'published')
  if (last < 0 || metadata.isDeleted) return { kind: 'not-found' }
  const first = store.streams.firstVisible(metadata, last)
  const revisions =
    read.direction === 'forwards'
      ? upwards(Math.max(read.from, first), last)
      : downwards(Math.min(read.from, last), first)
  return { kind: 'found', ordinals: ordinalsOf(store, name, revisions, read.countMax) }
}

function* ordinalsOf(
  store: EventStore,
  name: string,
  revisions: Iterable<number>,
  countMax: number,
): Generator<number> {
  const stream = store.index.streams.find(name)
  if (stream === undefined) return
  const metadata = store.streams.metadata(name, 'published')
  const nowMs = store.now()
  let count = 0
  for (const revision of revisions) {
    if (count === countMax) return
    const ordinal = store.index.ordinalOf(stream, revision)
    if (metadata.maxAgeSeconds !== undefined) {
      if (isTooOld(metadata, store.read(ordinal).createdMs, nowMs)) continue
    }
    count += 1
    yield ordinal
  }
}

/**
 * The place in $all of a position that a client gives. Forwards it may be an event's own or beyond the last event;
 * backwards an event's own or the very end; undefined for any other, such as one inside of an event.
 */
export function placeInAll(
  store: EventStore,
  position: bigint | 'start' | 'end',
  direction: Direction,
): number | undefined {
  const { index } = store
  if (position === 'end') return index.published
  if (position === 'start' || position === 0n) return 0
  const ordinal = Math.min(index.ordinalAtOrAfter(Number(position)), index.published)
  if (ordinal === index.published) {
    return direction === 'forwards' && isBeyondTheEnd(store, position) ? ordinal : undefined
  }
  return BigInt(index.positionOf(ordinal)) === position ? ordinal : undefined
}

function isBeyondTheEnd({ index }: EventStore, position: bigint): boolean {
  return index.published === 0 || position > BigInt(index.positionOf(index.published - 1))
}

/** The events of $all from a place on, which counts in forwards and not backwards. */
export function* readAll(
  store: EventStore,
  direction: Direction,
  place: number,
  countMax: number,
): Generator<number> {
  const ordinals =
    direction === 'forwards' ? upwards(place, store.index.published - 1) : downwards(place - 1, 0)
  let count = 0
  for (const ordinal of ordinals) {
    if (count === countMax) return
    count += 1
    yield ordinal
  }
}

function* upwards(from: number, to: number): Generator<number> {
  for (let at = from; at <= to; at += 1) yield at
}
function* downwards(from: number, to: number): Generator<number> {
  for (let at = from; at >= to; at -= 1) yield at
}
