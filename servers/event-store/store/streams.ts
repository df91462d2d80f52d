import type { RecordView } from '../log/record.ts'
import type { EventIndex } from './event-index.ts'
import {
  describedStreamOf,
  isMetadataStream,
  metadataOfMetadata,
  metadataStreamOf,
  noMetadata,
  parseMetadata,
  type StreamMetadata,
} from './metadata.ts'

/** As of when a stream is looked at: with all that was appended, or only what is durable and so may be shown. */
export type AsOf = 'appended' | 'published'

/** The last revision of a stream: -1 if it has no events, `tombstoned` if it is gone for ever. */
export type LastRevision = number | 'tombstoned'

export type ReadRecord = (position: number) => RecordView

type Parsed = { readonly ordinal: number; readonly metadata: StreamMetadata }
const parsedMax = 10_000

/** What there is to know of streams, derived from the index and the metadata streams in it. */
export class Streams {
  readonly #index: EventIndex
  readonly #read: ReadRecord
  readonly #parsed = new Map<number, Parsed>()

  constructor(index: EventIndex, read: ReadRecord) {
    this.#index = index
    this.#read = read
  }

  last(name: string, asOf: AsOf): LastRevision {
    const stream = this.#index.streams.find(name)
    if (this.#hasTombstone(name, asOf)) return 'tombstoned'
    const last = stream === undefined ? -1 : this.#lastOf(stream, asOf)
    // A stream's metadata is gone with it, but where there is some, it can still be written to.
    const isWritable = asOf === 'appended' && last >= 0
    return !isWritable && this.#isGoneWithItsStream(name, asOf) ? 'tombstoned' : last
  }

  #lastOf(stream: number, asOf: AsOf): number {
    return asOf === 'appended'
      ? this.#index.lastRevision(stream)
      : this.#index.lastPublished(stream)
  }

  #isGoneWithItsStream(name: string, asOf: AsOf): boolean {
    if (!isMetadataStream(name)) return false
    const described = describedStreamOf(name)
    return this.#hasTombstone(described, asOf) || this.#isGoneWithItsStream(described, asOf)
  }

  #hasTombstone(name: string, asOf: AsOf): boolean {
    const stream = this.#index.streams.find(name)
    const tombstone = stream === undefined ? undefined : this.#index.tombstoneOf(stream)
    if (tombstone === undefined) return false
    return asOf === 'appended' || tombstone < this.#index.published
  }

  metadata(name: string, asOf: AsOf): StreamMetadata {
    if (isMetadataStream(name)) return metadataOfMetadata
    const ordinal = this.lastOrdinal(metadataStreamOf(name), asOf)
    if (ordinal === undefined) return noMetadata
    const stream = this.#index.streamOf(ordinal)
    const known = this.#parsed.get(stream)
    if (known?.ordinal === ordinal) return known.metadata
    const record = this.#read(this.#index.positionOf(ordinal))
    const metadata = record.isJson ? parseMetadata(record.data) : noMetadata
    if (this.#parsed.size >= parsedMax) this.#parsed.clear()
    this.#parsed.set(stream, { ordinal, metadata })
    return metadata
  }

  /** The ordinal of the last event of a stream that has one and is not tombstoned. */
  lastOrdinal(name: string, asOf: AsOf): number | undefined {
    const last = this.last(name, asOf)
    const stream = this.#index.streams.find(name)
    if (stream === undefined || last === 'tombstoned' || last < 0) return undefined
    return this.#index.ordinalOf(stream, last)
  }

  /** The first revision that $maxCount and $tb leave to be seen. $maxAge hides more, event by event. */
  firstVisible(metadata: StreamMetadata, last: number): number {
    const { maxCount, truncateBefore = 0 } = metadata
    return Math.max(0, truncateBefore, maxCount === undefined ? 0 : last - maxCount + 1)
  }
}

/** Whether $maxAge hides an event of that age. */
export function isTooOld(metadata: StreamMetadata, createdMs: number, nowMs: number): boolean {
  const { maxAgeSeconds } = metadata
  return maxAgeSeconds !== undefined && createdMs < nowMs - maxAgeSeconds * 1000
}
