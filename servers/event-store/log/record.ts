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

/** Reads the fields of an encoded record in place. */
export class RecordView {
  readonly #bytes: Buffer
  readonly #flags: number
  readonly #typeStart: number
  readonly #metadataStart: number
  readonly #dataStart: number

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#flags = bytes.readUInt32LE(4)
    this.#typeStart = headerBytes + bytes.readUInt32LE(8)
    this.#metadataStart = this.#typeStart + bytes.readUInt32LE(12)
    this.#dataStart = this.#metadataStart + bytes.readUInt32LE(16)
  }

  get length(): number {
    return this.#bytes.length
  }
  get kind(): RecordKind {
    return this.#flags & flag.tombstone ? 'tombstone' : this.#flags & flag.empty ? 'empty' : 'event'
  }
  get isJson(): boolean {
    return (this.#flags & flag.json) !== 0
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
    return this.#bytes.subarray(this.#dataStart)
  }

  /** Whether the lengths inside the record agree with its own length. */
  get isConsistent(): boolean {
    return this.#dataStart <= this.#bytes.length
  }
}

/** Walks the records that lie back to back in `payload`; undefined where one does not fit. */
export function* recordsIn(
  payload: Buffer,
): Generator<{ readonly offset: number; readonly record: RecordView } | undefined> {
  let offset = 0
  while (offset < payload.length) {
    const length = offset + headerBytes > payload.length ? 0 : payload.readUInt32LE(offset)
    if (length < headerBytes || offset + length > payload.length) return yield undefined
    const record = new RecordView(payload.subarray(offset, offset + length))
    if (!record.isConsistent) return yield undefined
    yield { offset, record }
    offset += length
  }
}
