import { createReadStream } from 'node:fs'
import { open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { CorruptLog } from './errors.ts'
import { type Entry, scanSegment } from './scan.ts'
import {
  decodeHeader,
  type SegmentHeader,
  segmentHeaderBytes,
  segmentNumbers,
  segmentPath,
} from './segment.ts'
import { readSegmentIndex, writeSegmentIndex } from './segment-index.ts'

export type OpenSegment = { readonly number: number; readonly base: number; bytes: number }

/** Told of every record in the order of the log. */
export type OnRecord = (entry: Entry) => void

export type Recovered = { readonly logId: string; readonly segments: readonly OpenSegment[] }

/**
 * Reads a log from its files and checks every byte of it; undefined if there is none. An append that was cut short at the
 * very end is removed.
 *
 * @throws {CorruptLog} where anything else is not as it was written.
 */
export async function recoverLog(
  directory: string,
  onRecord: OnRecord,
): Promise<Recovered | undefined> {
  await removeUnfinished(directory)
  const segments: OpenSegment[] = []
  let logId: string | undefined
  const numbers = await segmentNumbers(directory)
  for (const number of numbers) {
    const path = segmentPath(directory, number)
    const previous = segments.at(-1)
    const base = previous === undefined ? 0 : previous.base + previous.bytes
    const header = await readHeader(path)
    if (header.number !== number || number !== segments.length)
      throw new CorruptLog(path, 12, `segment ${segments.length} is missing before it`)
    if (header.base !== base)
      throw new CorruptLog(path, 16, `it begins at ${header.base}, but the log goes on at ${base}`)
    if (header.logId !== (logId ?? header.logId))
      throw new CorruptLog(path, 24, 'it belongs to another log')
    ;({ logId } = header)
    const isLast = number === numbers.at(-1)
    const end =
      (isLast ? undefined : await recoverFromIndex(path, base, onRecord)) ??
      (await recoverByScan(path, base, isLast, onRecord))
    segments.push({ number, base, bytes: end })
  }
  return logId === undefined ? undefined : { logId, segments }
}

async function readHeader(path: string): Promise<SegmentHeader> {
  const bytes = Buffer.alloc(segmentHeaderBytes)
  const file = await open(path, 'r')
  try {
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    return decodeHeader(path, bytes.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** Gives back the length of the segment; undefined if it has no index that fits it. */
async function recoverFromIndex(
  path: string,
  base: number,
  onRecord: OnRecord,
): Promise<number | undefined> {
  const { length, crc } = await checksumOf(path)
  const entries = await readSegmentIndex({ path, base, length, crc })
  if (entries === undefined) return undefined
  for (const entry of entries) onRecord(entry)
  return length
}

async function checksumOf(path: string): Promise<{ length: number; crc: number }> {
  let length = 0
  let crc = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    crc = crc32(bytes, crc)
  }
  return { length, crc }
}

/** Gives back how many bytes of the segment hold. */
async function recoverByScan(
  path: string,
  base: number,
  isLast: boolean,
  onRecord: OnRecord,
): Promise<number> {
  const segment = { path, base, isLast, bytes: await readFile(path) }
  const scan = scanSegment(segment)
  let step = scan.next()
  for (; step.done !== true; step = scan.next()) onRecord(step.value)
  if (step.value < segment.bytes.length) await cutTail(path, step.value)
  if (!isLast) await writeSegmentIndex(segment)
  return step.value
}

async function cutTail(path: string, end: number): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.truncate(end)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Files are called so before they are whole; a crash may have left some. */
async function removeUnfinished(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.endsWith('.new')) await rm(join(directory, name))
  }
}
