import type { EventIndex } from './event-index.ts'
import { metadataStreamOf } from './metadata.ts'
import type { RecentIds } from './recent-ids.ts'
import type { ReadRecord, Streams } from './streams.ts'

export type ExpectedRevision = 'any' | 'no-stream' | 'stream-exists' | bigint

/** What becomes of an append, judged by all that was appended before it, durable or not. */
export type Verdict =
  | { readonly kind: 'write'; readonly last: number; readonly isSoftDeleted: boolean }
  /** A retry: all of it is in the stream already. */
  | { readonly kind: 'written-before'; readonly revision: number }
  | { readonly kind: 'wrong-expected-revision'; readonly last: number }
  | { readonly kind: 'stream-deleted' }

export type Knowledge = {
  readonly index: EventIndex
  readonly streams: Streams
  readonly recentIds: RecentIds
  readonly read: ReadRecord
}

/** Decides on an append of events with these ids, by the rules of EventStoreDB 23.10. */
export function checkAppend(
  known: Knowledge,
  name: string,
  expected: ExpectedRevision,
  ids: readonly Buffer[],
): Verdict {
  const last = known.streams.last(name, 'appended')
  if (last === 'tombstoned') return { kind: 'stream-deleted' }
  const isSoftDeleted = known.streams.metadata(name, 'appended').isDeleted
  if (expected === 'stream-exists') {
    if (isSoftDeleted) return { kind: 'stream-deleted' }
    const described = known.streams.last(metadataStreamOf(name), 'appended')
    if (last < 0 && described !== 'tombstoned' && described < 0)
      return { kind: 'wrong-expected-revision', last }
  }
  const stream = { name, last, isSoftDeleted }
  return typeof expected === 'bigint' || expected === 'no-stream'
    ? checkExact(known, stream, expected === 'no-stream' ? -1n : expected, ids)
    : checkRecent(known, stream, ids)
}

type Stream = { readonly name: string; readonly last: number; readonly isSoftDeleted: boolean }

/** With no revision expected, a retry is known by the ids of recent events alone. */
function checkRecent(known: Knowledge, stream: Stream, ids: readonly Buffer[]): Verdict {
  const { name, last, isSoftDeleted } = stream
  const own = known.index.streams.find(name)
  let revision: number | undefined
  for (const id of ids) {
    const place = known.recentIds.find(id)
    if (place === undefined || place.stream !== own) {
      return revision === undefined
        ? { kind: 'write', last, isSoftDeleted }
        : { kind: 'wrong-expected-revision', last }
    }
    ;({ revision } = place)
  }
  return revision === undefined
    ? { kind: 'write', last, isSoftDeleted }
    : { kind: 'written-before', revision }
}

/** With a revision expected that the stream has passed, a retry is known by the ids that follow that revision. */
function checkExact(
  known: Knowledge,
  stream: Stream,
  expected: bigint,
  ids: readonly Buffer[],
): Verdict {
  const { last, isSoftDeleted } = stream
  if (expected === BigInt(last)) return { kind: 'write', last, isSoftDeleted }
  const wrong: Verdict = { kind: 'wrong-expected-revision', last }
  if (expected > last || ids.length === 0) return wrong
  const matched = countMatching(known, stream, Number(expected) + 1, ids)
  if (matched === ids.length)
    return { kind: 'written-before', revision: Number(expected) + ids.length }
  const beginsAnew = matched === 0 && expected === -1n && isSoftDeleted
  return beginsAnew ? { kind: 'write', last, isSoftDeleted } : wrong
}

/** How many of the ids, from the first, are those of the stream's events from a revision on. */
function countMatching(
  { index, read }: Knowledge,
  { name, last }: Stream,
  from: number,
  ids: readonly Buffer[],
): number {
  const stream = index.streams.find(name)
  if (stream === undefined) return 0
  const differs = ids.findIndex((id, at) => {
    const revision = from + at
    return (
      revision > last || !read(index.positionOf(index.ordinalOf(stream, revision))).id.equals(id)
    )
  })
  return differs < 0 ? ids.length : differs
}
