import { randomBytes } from 'node:crypto'
import { EventLog, type EventLogOptions } from '../log/event-log.ts'
import { CorruptLog } from '../log/errors.ts'
import type { Entry } from '../log/scan.ts'
import { encodeRecord, type EventRecord, type RecordView } from '../log/record.ts'
import { checkAppend, type ExpectedRevision, type Knowledge } from './check-append.ts'
import { EventIndex } from './event-index.ts'
import {
  deletedMetadata,
  describedStreamOf,
  isMetadataStream,
  metadataStreamOf,
  metadataType,
  withTruncateBefore,
} from './metadata.ts'
import { RecentIds } from './recent-ids.ts'
import { isTooOld, Streams } from './streams.ts'

export type NewEvent = {
  readonly id: Buffer
  readonly type: string
  readonly isJson: boolean
  readonly metadata: Uint8Array
  readonly data: Uint8Array
}

export type WriteResult =
  /** `revision` -1: the stream has no events still. `position` absent: of events that are hidden now, it is not told. */
  | { readonly kind: 'written'; readonly revision: number; readonly position?: number }
  | { readonly kind: 'wrong-expected-revision'; readonly last: number }
  | { readonly kind: 'stream-deleted' }

export type EventStoreOptions = Pick<
  EventLogOptions,
  'directory' | 'onFailure' | 'segmentBytesMax' | 'openFile'
> & {
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export const tombstoneType = '$streamDeleted'
const nothing = Buffer.alloc(0)

/**
 * Streams of events with the semantics of EventStoreDB 23.10, in one log. Every decision is taken at once, in the order of
 * the calls, and its answer given when all that it rests on is durable.
 */
export class EventStore {
  readonly index: EventIndex
  readonly streams: Streams
  readonly now: () => number
  readonly #log: EventLog
  readonly #known: Knowledge
  readonly #listeners: Set<() => void>

  private constructor(
    log: EventLog,
    index: EventIndex,
    listeners: Set<() => void>,
    now: () => number,
  ) {
    this.#log = log
    this.index = index
    this.now = now
    this.#listeners = listeners
    const read = (position: number): RecordView => log.read(position)
    this.streams = new Streams(index, read)
    this.#known = { index, streams: this.streams, recentIds: new RecentIds(), read }
  }

  /**
   * @throws {LogInUse} when another process has the directory open.
   * @throws {CorruptLog} when what it holds is damaged.
   */
  static async open({ now = Date.now, ...options }: EventStoreOptions): Promise<EventStore> {
    const index = new EventIndex()
    const listeners = new Set<() => void>()
    const log = await EventLog.open({
      ...options,
      onRecord: (entry) => indexEntry(index, options.directory, entry),
      onDurable: (end) => {
        index.publish(end)
        for (const listener of listeners) listener()
      },
    })
    index.publish(log.end)
    return new EventStore(log, index, listeners, now)
  }

  get logId(): string {
    return this.#log.logId
  }

  /** All events of an append, or none, at the end of a stream that is where it is expected to be. */
  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<WriteResult> {
    const result = this.#append(stream, expected, events)
    await this.#log.durable()
    return result
  }

  /** Hides all events of the stream until something is appended to it. */
  async softDelete(stream: string, expected: ExpectedRevision): Promise<WriteResult> {
    const result = this.#delete(stream, expected, () => {
      const metadata = metadataEvent(deletedMetadata)
      return this.#write(this.#recordsOf(metadataStreamOf(stream), [metadata]))
    })
    await this.#log.durable()
    return result
  }

  /** Ends the stream for ever. */
  async tombstone(stream: string, expected: ExpectedRevision): Promise<WriteResult> {
    const result = this.#delete(
      stream,
      expected,
      () => {
        const event = { ...metadataEvent(nothing), type: tombstoneType, isJson: false }
        return this.#write([this.#record(stream, event, 'tombstone', 0)])
      },
      true,
    )
    await this.#log.durable()
    return result
  }

  /** What the event with this ordinal holds. */
  read(ordinal: number): RecordView {
    return this.#log.read(this.index.positionOf(ordinal))
  }

  /** Calls back after every time that more events were published, until the returned function is called. */
  onPublished(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): Promise<void> {
    return this.#log.close()
  }

  #append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): WriteResult {
    const ids = events.map(({ id }) => id)
    const verdict = checkAppend(this.#known, stream, expected, ids)
    if (verdict.kind === 'written-before') return this.#writtenBefore(stream, verdict.revision)
    if (verdict.kind !== 'write') return verdict
    const revision = verdict.last + events.length
    const records =
      events.length === 0
        ? [this.#record(stream, metadataEvent(nothing), 'empty', 0)]
        : this.#recordsOf(stream, events)
    const position = this.#write(
      [...records, ...this.#revival(stream, verdict, events)],
      records.length,
    )
    return { kind: 'written', revision, position }
  }

  /** An append to a deleted stream, or to its metadata, brings it back: `$tb` goes to the first event of its new life. */
  #revival(
    stream: string,
    { last, isSoftDeleted }: { readonly last: number; readonly isSoftDeleted: boolean },
    events: readonly NewEvent[],
  ): EventRecord[] {
    if (isSoftDeleted) {
      const ordinal = this.streams.lastOrdinal(metadataStreamOf(stream), 'appended')
      return ordinal === undefined
        ? []
        : this.#revived(stream, this.read(ordinal).data, last + 1, 0)
    }
    const described = isMetadataStream(stream) ? describedStreamOf(stream) : undefined
    const newest = events.at(-1)
    if (described === undefined || newest === undefined) return []
    if (!this.streams.metadata(described, 'appended').isDeleted) return []
    const end = this.streams.last(described, 'appended')
    const from = end === 'tombstoned' ? 0 : end + 1
    return this.#revived(described, Buffer.from(newest.data), from, events.length)
  }

  /** `ahead`: how many events the same append writes to the metadata stream before this one. */
  #revived(stream: string, metadata: Buffer, from: number, ahead: number): EventRecord[] {
    const changed = withTruncateBefore(metadata, from)
    if (changed === undefined) return []
    return this.#recordsOf(metadataStreamOf(stream), [metadataEvent(changed)], ahead)
  }

  #delete(
    stream: string,
    expected: ExpectedRevision,
    write: () => number,
    isForEver = false,
  ): WriteResult {
    // An id that is in no stream: deleting has no retries.
    const verdict = checkAppend(this.#known, stream, expected, [randomBytes(16)])
    if (verdict.kind === 'written-before') throw new Error('a new id cannot have been written')
    if (verdict.kind !== 'write') return verdict
    const neverWritten =
      verdict.last < 0 && this.streams.last(metadataStreamOf(stream), 'appended') === -1
    if (neverWritten && !isForEver) return { kind: 'wrong-expected-revision', last: -1 }
    return { kind: 'written', revision: verdict.last, position: write() }
  }

  #writtenBefore(stream: string, revision: number): WriteResult {
    const number = this.index.streams.find(stream)
    const last = this.streams.last(stream, 'appended')
    const metadata = this.streams.metadata(stream, 'appended')
    if (number === undefined || last === 'tombstoned') return { kind: 'written', revision }
    const ordinal = this.index.ordinalOf(number, revision)
    const isHidden =
      metadata.isDeleted ||
      revision < this.streams.firstVisible(metadata, last) ||
      isTooOld(metadata, this.read(ordinal).createdMs, this.now())
    return {
      kind: 'written',
      revision,
      ...(!isHidden && { position: this.index.positionOf(ordinal) }),
    }
  }

  /** Writes records as one, and takes them into the index. Gives back the position of the n-th. */
  #write(records: readonly EventRecord[], n = records.length): number {
    const positions = this.#log.append(records.map(encodeRecord))
    records.forEach((record, at) => {
      if (record.kind !== 'empty') this.#index(record, positions[at] ?? 0)
    })
    return positions[n - 1] ?? 0
  }

  #index({ id, stream, type, revision, kind }: EventRecord, position: number): void {
    const isTombstone = kind === 'tombstone'
    const ordinal = this.index.add({ position, stream, type, revision, isTombstone })
    if (ordinal === undefined) throw new Error('the index and the decision disagree')
    if (!isTombstone)
      this.#known.recentIds.add(id, { stream: this.index.streamOf(ordinal), revision })
  }

  #recordsOf(stream: string, events: readonly NewEvent[], ahead = 0): EventRecord[] {
    const last = this.streams.last(stream, 'appended')
    const first = (last === 'tombstoned' ? -1 : last) + 1 + ahead
    return events.map((event, at) => this.#record(stream, event, 'event', first + at))
  }

  #record(
    stream: string,
    event: NewEvent,
    kind: EventRecord['kind'],
    revision: number,
  ): EventRecord {
    const { id, type, isJson, metadata, data } = event
    return { id, stream, type, revision, createdMs: this.now(), kind, isJson, metadata, data }
  }
}

function metadataEvent(data: Buffer): NewEvent {
  return { id: randomId(), type: metadataType, isJson: true, metadata: nothing, data }
}

/** A UUID of version 4. */
function randomId(): Buffer {
  const id = randomBytes(16)
  id.writeUInt8((id.readUInt8(6) & 0x0f) | 0x40, 6)
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8)
  return id
}

function indexEntry(index: EventIndex, directory: string, { position, record }: Entry): void {
  if (record.kind === 'empty') return
  const isTombstone = record.kind === 'tombstone'
  const { stream, type, revision } = record
  if (index.add({ position, stream, type, revision, isTombstone }) === undefined)
    throw new CorruptLog(directory, position, `revision ${revision} does not follow in its stream`)
}
