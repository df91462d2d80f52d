import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { type Deferred, deferred } from '../deferred.ts'
import { LogFailed } from './errors.ts'
import { encodeFrame, frameHeaderBytes, framePayloadBytesMax } from './frame.ts'
import { lockDirectory } from './lock.ts'
import { Pages } from './pages.ts'
import { RecordView } from './record.ts'
import { type OnRecord, type OpenSegment, recoverLog } from './recovery.ts'
import {
  createSegment,
  encodeHeader,
  type SegmentHeader,
  segmentHeaderBytes,
  segmentPath,
  syncDirectory,
} from './segment.ts'
import { writeSegmentIndex } from './segment-index.ts'
import { type OpenSegmentFile, openSegmentFile, SegmentWriter } from './segment-file.ts'

export type EventLogOptions = {
  readonly directory: string
  readonly onRecord: OnRecord
  /** Told, before anyone who waits, how far the log is durable now. */
  readonly onDurable: (end: number) => void
  /** Told once, when a write or a flush has failed. Nothing is written after that. */
  readonly onFailure: (error: LogFailed) => void
  readonly segmentBytesMax?: number
  readonly openFile?: OpenSegmentFile
}

type Write = { readonly segment: OpenSegment; readonly offset: number; readonly bytes: Buffer }

/**
 * The append-only log: segment files, one writer, group commit. Whoever appends while a group is being flushed is in the
 * next one. The place of an append is fixed at once, in the order of the calls; it counts once it is durable.
 */
export class EventLog {
  readonly logId: string
  readonly #options: EventLogOptions
  readonly #segments: OpenSegment[]
  readonly #readers = new Map<number, number>()
  readonly #pages: Pages
  readonly #unlock: () => void
  #writes: Write[] = []
  /** Those who wait for what is in `#writes`, and those who wait for what is being written. */
  #next = deferred()
  #current: Deferred | undefined
  #segmentsOnDisk: number
  #file: { readonly number: number; readonly writer: SegmentWriter } | undefined
  #indexing: Promise<void> = Promise.resolve()
  #durableTo: number
  #failure: LogFailed | undefined
  #closing: Promise<void> | undefined

  private constructor(
    options: EventLogOptions,
    recovered: { readonly logId: string; readonly segments: readonly OpenSegment[] },
    unlock: () => void,
  ) {
    this.#options = options
    this.logId = recovered.logId
    this.#segments = [...recovered.segments]
    this.#unlock = unlock
    this.#pages = new Pages((segment, bytes, offset) =>
      readSync(this.#reader(segment), bytes, 0, bytes.length, offset),
    )
    this.#segmentsOnDisk = this.#segments.length
    this.#durableTo = this.end
  }

  /**
   * Opens the log in a directory, which is made if need be, and tells of all it holds.
   *
   * @throws {LogInUse} when another process has it open.
   * @throws {CorruptLog} when the files are damaged.
   */
  static async open(options: EventLogOptions): Promise<EventLog> {
    const { directory } = options
    await mkdir(directory, { recursive: true })
    const unlock = lockDirectory(directory)
    try {
      const recovered = await recoverLog(directory, options.onRecord)
      if (recovered !== undefined) return new EventLog(options, recovered, unlock)
      const first: SegmentHeader = { number: 0, base: 0, logId: randomUUID() }
      await createSegment(directory, first)
      await syncDirectory(`${directory}/..`)
      const segments = [{ number: 0, base: 0, bytes: segmentHeaderBytes }]
      return new EventLog(options, { logId: first.logId, segments }, unlock)
    } catch (error) {
      unlock()
      throw error
    }
  }

  /** The position after the last record. */
  get end(): number {
    const { base, bytes } = this.#last
    return base + bytes
  }

  /**
   * Appends records that belong together, and gives back the position of each. They can be read at once, but count only
   * when {@link durable} says so.
   *
   * @throws {LogFailed} when an earlier write has failed.
   */
  append(records: readonly Buffer[]): number[] {
    if (this.#failure !== undefined) throw this.#failure
    const bytes = frameHeaderBytes + records.reduce((sum, record) => sum + record.length, 0)
    if (bytes > framePayloadBytesMax) throw new RangeError('an append is too large for the log')
    const segment = this.#segmentFor(bytes)
    const offset = segment.bytes
    const frame = encodeFrame(records, segment.base + offset, this.#durableTo)
    this.#put(segment, frame)
    let position = segment.base + offset + frameHeaderBytes
    return records.map((record) => {
      const own = position
      position += record.length
      return own
    })
  }

  /**
   * Resolves when all that was appended before the call is on the disk.
   *
   * @throws {LogFailed} when it could not be brought there: whether it is there after all is not known.
   */
  durable(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    if (this.#writes.length > 0) return this.#next.promise
    return this.#current?.promise ?? Promise.resolve()
  }

  /** The record at a position that {@link append} gave back or recovery told of. */
  read(position: number): RecordView {
    const segment = this.#segmentOf(position)
    const offset = position - segment.base
    const length = this.#pages.read(segment.number, offset, 4).readUInt32LE(0)
    return new RecordView(this.#pages.read(segment.number, offset, length))
  }

  /** Waits for what is under way, and gives the directory free. Nothing can be appended or read after that. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.durable().catch(() => undefined)
    const isWhole = this.#failure === undefined
    this.#failure ??= new LogFailed('the log is closed')
    await (isWhole ? this.#file?.writer.finish() : this.#file?.writer.abandon())
    await this.#indexing
    for (const descriptor of this.#readers.values()) closeSync(descriptor)
    this.#unlock()
  }

  get #last(): OpenSegment {
    const last = this.#segments.at(-1)
    if (last === undefined) throw new LogFailed('the log has no segment')
    return last
  }

  #segmentOf(position: number): OpenSegment {
    const segment = this.#segments.findLast(({ base }) => base <= position)
    if (segment === undefined) throw new RangeError(`no segment holds position ${position}`)
    return segment
  }

  #segmentFor(bytes: number): OpenSegment {
    const last = this.#last
    const bytesMax = this.#options.segmentBytesMax ?? 32 * 1024 * 1024
    if (last.bytes + bytes <= bytesMax || last.bytes === segmentHeaderBytes) return last
    const next = { number: last.number + 1, base: last.base + last.bytes, bytes: 0 }
    this.#segments.push(next)
    this.#pages.write(next.number, 0, encodeHeader({ ...next, logId: this.logId }))
    next.bytes = segmentHeaderBytes
    return next
  }

  #put(segment: OpenSegment, bytes: Buffer): void {
    this.#pages.write(segment.number, segment.bytes, bytes)
    this.#writes.push({ segment, offset: segment.bytes, bytes })
    segment.bytes += bytes.length
    if (this.#current === undefined && this.#writes.length === 1) void this.#flush()
  }

  async #flush(): Promise<void> {
    // All that arrives in the same turn of the loop joins the first group.
    await new Promise(setImmediate)
    while (this.#writes.length > 0) {
      const writes = this.#writes
      const current = this.#next
      this.#writes = []
      this.#next = deferred()
      this.#current = current
      try {
        await this.#writeGroup(writes)
      } catch (cause) {
        this.#fail(new LogFailed('the log cannot be written to', { cause }))
        return
      }
      current.resolve()
    }
    this.#current = undefined
  }

  async #writeGroup(writes: readonly Write[]): Promise<void> {
    for (let from = 0; from < writes.length;) {
      const first = writes[from]
      if (first === undefined) return
      const { segment, offset } = first
      const rest = writes.findIndex((write, at) => at > from && write.segment !== segment)
      const to = rest < 0 ? writes.length : rest
      const bytes = Buffer.concat(writes.slice(from, to).map((write) => write.bytes))
      const writer = await this.#writerOf(segment, offset)
      await writer.append(bytes)
      this.#durableTo = segment.base + offset + bytes.length
      this.#pages.written(segment.number, offset + bytes.length)
      this.#options.onDurable(this.#durableTo)
      from = to
    }
  }

  async #writerOf({ number, base }: OpenSegment, offset: number): Promise<SegmentWriter> {
    if (this.#file?.number === number) return this.#file.writer
    const { directory, openFile = openSegmentFile } = this.#options
    await this.#finish()
    if (number >= this.#segmentsOnDisk) {
      await createSegment(directory, { number, base, logId: this.logId })
      this.#segmentsOnDisk = number + 1
    }
    const writer = new SegmentWriter(await openFile(segmentPath(directory, number)), offset)
    this.#file = { number, writer }
    return writer
  }

  /** Closes the segment that was written to. Its index is made while the next one is written. */
  async #finish(): Promise<void> {
    if (this.#file === undefined) return
    const { number, writer } = this.#file
    await writer.finish()
    const path = segmentPath(this.#options.directory, number)
    const base = this.#segments[number]?.base ?? 0
    this.#indexing = this.#indexing
      .then(async () =>
        writeSegmentIndex({ path, base, bytes: await readFile(path), isLast: false }),
      )
      // An index is no part of the log: one that could not be written is made anew at the next start.
      .catch(() => undefined)
  }

  #fail(failure: LogFailed): void {
    this.#failure = failure
    this.#current?.reject(failure)
    this.#next.reject(failure)
    this.#options.onFailure(failure)
  }

  #reader(segment: number): number {
    const open = this.#readers.get(segment)
    if (open !== undefined) return open
    const opened = openSync(segmentPath(this.#options.directory, segment), 'r')
    this.#readers.set(segment, opened)
    return opened
  }
}
