/** One event as it lies in the log. Revisions and positions are plain numbers: exact up to 2^53. */
export type EventRecord = {
  readonly id: Uint8Array
  readonly stream: string
  readonly type: string
  readonly revision: number
  readonly createdMs: number
  readonly kind: RecordKind
  readonly isJson: boolean
  readonly metadata: Uint8Array
  readonly data: Uint8Array
}

/** `tombstone` ends its stream for ever; `empty` is an append without events, which only takes a place in the log. */
export type RecordKind = 'event' | 'tombstone' | 'empty'

const headerBytes = 52
const flag = { json: 1, tombstone: 2, empty: 4 } as const

// length u32 | flags u32 | stream length u32 | type length u32 | metadata length u32 |
// revision f64 | created f64 | id 16 bytes | stream | type | metadata | data. Little endian.
export function encodeRecord(record: EventRecord): Buffer {
  const stream = Buffer.from(record.stream)
  const type = Buffer.from(record.type)
  const { metadata, data } = record
  const bytes = Buffer.allocUnsafe(
    headerBytes + stream.length + type.length + metadata.length + data.length,
  )
  bytes.writeUInt32LE(bytes.length, 0)
  bytes.writeUInt32LE(flagsOf(record), 4)
  bytes.writeUInt32LE(stream.length, 8)
  bytes.writeUInt32LE(type.length, 12)
  bytes.writeUInt32LE(metadata.length, 16)
  bytes.writeDoubleLE(record.revision, 20)
  bytes.writeDoubleLE(record.createdMs, 28)
  bytes.set(record.id, 36)
  let end = headerBytes
  for (const part of [stream, type, metadata, data]) {
    bytes.set(part, end)
    end += part.length
  }
  return bytes
}

function flagsOf({ kind, isJson }: EventRecord): number {
  const kindFlag = kind === 'event' ? 0 : kind === 'tombstone' ? flag.tombstone : flag.empty
  return kindFlag | (isJson ? flag.json : 0)
}

/** Reads fields of an encoded record in place, each only when it is asked for. */
export class RecordView {
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get length(): number {
    return this.#bytes.readUInt32LE(0)
  }
  get kind(): RecordKind {
    const flags = this.#bytes.readUInt32LE(4)
    return flags & flag.tombstone ? 'tombstone' : flags & flag.empty ? 'empty' : 'event'
  }
  get isJson(): boolean {
    return (this.#bytes.readUInt32LE(4) & flag.json) !== 0
  }
  get revision(): number {
    return this.#bytes.readDoubleLE(20)
  }
  get createdMs(): number {
    return this.#bytes.readDoubleLE(28)
  }
  get id(): Buffer {
    return this.#bytes.subarray(36, headerBytes)
  }
  get stream(): Buffer {
    return this.#bytes.subarray(headerBytes, this.#typeStart)
  }
  get type(): Buffer {
    return this.#bytes.subarray(this.#typeStart, this.#metadataStart)
  }
  get metadata(): Buffer {
    return this.#bytes.subarray(this.#metadataStart, this.#dataStart)
  }
  get data(): Buffer {
    return this.#bytes.subarray(this.#dataStart, this.length)
  }

  /** Whether the lengths inside the record agree with its own length. */
  get isConsistent(): boolean {
    const { length } = this.#bytes
    return length >= headerBytes && this.length === length && this.#dataStart <= length
  }

  get #typeStart(): number {
    return headerBytes + this.#bytes.readUInt32LE(8)
  }
  get #metadataStart(): number {
    return this.#typeStart + this.#bytes.readUInt32LE(12)
  }
  get #dataStart(): number {
    return this.#metadataStart + this.#bytes.readUInt32LE(16)
  }
}

/** Walks the records that lie back to back in `payload`; undefined where one does not fit. */
export function* recordsIn(
  payload: Buffer,
): Generator<{ readonly offset: number; readonly record: RecordView } | undefined> {
  let offset = 0
  while (offset < payload.length) {
    const length = offset + headerBytes > payload.length ? 0 : payload.readUInt32LE(offset)
    const record = new RecordView(payload.subarray(offset, offset + length))
    if (length < headerBytes || !record.isConsistent) return yield undefined
    yield { offset, record }
    offset += length
  }
}
