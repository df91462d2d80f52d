import { readFile, rename } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { type Entry, scanSegment, type SegmentBytes } from './scan.ts'
import { writeDurably } from './segment.ts'

const magic = Buffer.from('evtidx01')
const headerBytes = 48
const tombstone = 0xffffffff

export function indexPath(segmentPath: string): string {
  return segmentPath.replace(/\.log$/, '.idx')
}

/**
 * Writes what opening needs to know of a segment that is closed, so that it need not be taken apart again. It is no part
 * of the log: without it, or with a damaged one, the segment itself is read.
 *
 * @throws {CorruptLog} when the segment does not read back as it was written.
 */
export async function writeSegmentIndex(segment: SegmentBytes): Promise<void> {
  const columns = await columnsOf(segment)
  const names = [...columns.names.keys()].map((name) => Buffer.from(name, 'latin1'))
  const header = Buffer.alloc(headerBytes)
  header.set(magic, 0)
  header.writeUInt32LE(crc32(segment.bytes), 12)
  header.writeDoubleLE(segment.base, 16)
  header.writeUInt32LE(segment.bytes.length, 24)
  header.writeUInt32LE(names.length, 28)
  header.writeUInt32LE(columns.offsets.length, 32)
  const { offsets, streams, types, revisions } = columns
  const body = Buffer.concat([
    ...[names.map(({ length }) => length), offsets, streams, types, revisions].map(packed),
    ...names,
  ])
  header.writeUInt32LE(crc32(body, crc32(header.subarray(12))), 8)
  const path = indexPath(segment.path)
  await writeDurably(`${path}.new`, header, body)
  await rename(`${path}.new`, path)
}

type Columns = {
  /** Streams and types, each once, as latin1 text of their bytes; numbered in this order. */
  readonly names: Map<string, number>
  readonly offsets: number[]
  readonly streams: number[]
  readonly types: number[]
  readonly revisions: number[]
}

async function columnsOf(segment: SegmentBytes): Promise<Columns> {
  const columns: Columns = { names: new Map(), offsets: [], streams: [], types: [], revisions: [] }
  const number = (name: Buffer): number => {
    const text = name.toString('latin1')
    const known = columns.names.get(text) ?? columns.names.size
    columns.names.set(text, known)
    return known
  }
  for (const { position, record } of scanSegment(segment)) {
    if (record.kind === 'empty') continue
    columns.offsets.push(position - segment.base)
    columns.streams.push(number(record.stream))
    columns.types.push(number(record.type))
    columns.revisions.push(record.kind === 'tombstone' ? tombstone : record.revision)
    // Appends go on meanwhile.
    if (columns.offsets.length % 1000 === 0) await new Promise(setImmediate)
  }
  return columns
}

function packed(values: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer)
}

/** What a closed segment's file is, without its content. */
export type SegmentFacts = {
  readonly path: string
  readonly base: number
  readonly length: number
  readonly crc: number
}

/** The events of a closed segment, from its index; undefined if there is none that fits the segment to the last byte. */
export async function readSegmentIndex(
  segment: SegmentFacts,
): Promise<Iterable<Entry> | undefined> {
  const bytes = await readFile(indexPath(segment.path)).catch(() => undefined)
  if (bytes === undefined || bytes.length < headerBytes) return undefined
  const isOurs =
    bytes.subarray(0, 8).equals(magic) &&
    bytes.readUInt32LE(8) === crc32(bytes.subarray(12)) &&
    bytes.readDoubleLE(16) === segment.base &&
    bytes.readUInt32LE(24) === segment.length &&
    bytes.readUInt32LE(12) === segment.crc
  return isOurs ? entriesOf(bytes, segment.base) : undefined
}

function* entriesOf(bytes: Buffer, base: number): Generator<Entry> {
  const nameCount = bytes.readUInt32LE(28)
  const count = bytes.readUInt32LE(32)
  const lengths = unpacked(bytes, headerBytes, nameCount)
  const column = (number: number): Uint32Array =>
    unpacked(bytes, headerBytes + 4 * (nameCount + number * count), count)
  let end = headerBytes + 4 * (nameCount + 4 * count)
  const names = Array.from(lengths, (length) => bytes.subarray(end, (end += length)))
  const [offsets, streams, types, revisions] = [column(0), column(1), column(2), column(3)]
  const nameAt = (number: number | undefined): Buffer => names[number ?? 0] ?? Buffer.alloc(0)
  for (let at = 0; at < count; at += 1) {
    const revision = revisions[at] ?? 0
    const kind = revision === tombstone ? 'tombstone' : 'event'
    const record = { kind, stream: nameAt(streams[at]), type: nameAt(types[at]), revision } as const
    yield { position: base + (offsets[at] ?? 0), record }
  }
}

function unpacked(bytes: Buffer, offset: number, count: number): Uint32Array {
  const copy = new Uint8Array(bytes.subarray(offset, offset + 4 * count))
  return new Uint32Array(copy.buffer)
}
