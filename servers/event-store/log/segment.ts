import { open, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { CorruptLog } from './errors.ts'

export const segmentHeaderBytes = 64

const magic = Buffer.from('evtlog01')
const segmentName = /^(\d{8})\.log$/

/** One file of the log. It holds the positions from `base` on, its own header included, so no event lies at 0. */
export type SegmentHeader = {
  readonly number: number
  readonly base: number
  /** The same in all files of one log: a file of another log is not taken for ours. */
  readonly logId: string
}

export function segmentPath(directory: string, number: number): string {
  return join(directory, `${String(number).padStart(8, '0')}.log`)
}

/** The numbers of the segments there are, ascending. */
export async function segmentNumbers(directory: string): Promise<number[]> {
  const names = await readdir(directory)
  return names
    .flatMap((name) => segmentName.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b)
}

// magic 8 bytes | crc u32 | number u32 | base f64 | log id 36 bytes | zeros. The crc covers all that follows it.
export function encodeHeader({ number, base, logId }: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(segmentHeaderBytes)
  bytes.set(magic, 0)
  bytes.writeUInt32LE(number, 12)
  bytes.writeDoubleLE(base, 16)
  bytes.write(logId, 24, 36, 'latin1')
  bytes.writeUInt32LE(crc32(bytes.subarray(12)), 8)
  return bytes
}

export function decodeHeader(path: string, bytes: Buffer): SegmentHeader {
  if (bytes.length < segmentHeaderBytes) throw new CorruptLog(path, 0, 'the header is cut short')
  if (!bytes.subarray(0, 8).equals(magic)) throw new CorruptLog(path, 0, 'not a file of this store')
  if (crc32(bytes.subarray(12, segmentHeaderBytes)) !== bytes.readUInt32LE(8))
    throw new CorruptLog(path, 0, 'the header does not match its checksum')
  return {
    number: bytes.readUInt32LE(12),
    base: bytes.readDoubleLE(16),
    logId: bytes.toString('latin1', 24, 60),
  }
}

/** Puts an empty segment in place, whole or not at all, and durably. */
export async function createSegment(directory: string, header: SegmentHeader): Promise<void> {
  const path = segmentPath(directory, header.number)
  await writeDurably(`${path}.new`, encodeHeader(header))
  await rename(`${path}.new`, path)
  await syncDirectory(directory)
}

export async function writeDurably(path: string, ...parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (const part of parts) await file.writeFile(part)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes the names in a directory durable. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
