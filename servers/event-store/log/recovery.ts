import { open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CorruptLog } from './errors.ts'
import { type Entry, scanSegment, type SegmentBytes } from './scan.ts'
import { decodeHeader, segmentNumbers, segmentPath } from './segment.ts'
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
    const bytes = await readFile(path)
    const previous = segments.at(-1)
    const base = previous === undefined ? 0 : previous.base + previous.bytes
    const header = decodeHeader(path, bytes)
    if (header.number !== number || number !== segments.length)
      throw new CorruptLog(path, 12, `segment ${segments.length} is missing before it`)
    if (header.base !== base)
      throw new CorruptLog(path, 16, `it begins at ${header.base}, but the log goes on at ${base}`)
    if (header.logId !== (logId ?? header.logId))
      throw new CorruptLog(path, 24, 'it belongs to another log')
    ;({ logId } = header)
    const isLast = number === numbers.at(-1)
    const end = await recoverSegment({ path, bytes, base, isLast }, onRecord)
    segments.push({ number, base, bytes: end })
  }
  return logId === undefined ? undefined : { logId, segments }
}

/** Gives back how many bytes of the segment hold. */
async function recoverSegment(segment: SegmentBytes, onRecord: OnRecord): Promise<number> {
  const { path, bytes, isLast } = segment
  const known = isLast ? undefined : await readSegmentIndex(segment)
  if (known !== undefined) {
    for (const entry of known) onRecord(entry)
    return bytes.length
  }
  const scan = scanSegment(segment)
  let step = scan.next()
  for (; step.done !== true; step = scan.next()) onRecord(step.value)
  if (step.value < bytes.length) await cutTail(path, step.value)
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
