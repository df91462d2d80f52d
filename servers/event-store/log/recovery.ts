import { open, readFile, rm, truncate } from 'node:fs/promises'
import { CorruptLog } from './errors.ts'
import { decodeFrame, findFrame } from './frame.ts'
import { type RecordView, recordsIn } from './record.ts'
import { decodeHeader, segmentHeaderBytes, segmentNumbers, segmentPath } from './segment.ts'

export type OpenSegment = { readonly number: number; readonly base: number; bytes: number }

/** Told of every record in the order of the log. */
export type OnRecord = (position: number, record: RecordView) => void

export type Recovered = { readonly logId: string; readonly segments: readonly OpenSegment[] }

/**
 * Reads a log from its files and checks every byte of it. An append that was cut short at the very end is removed.
 *
 * @throws {CorruptLog} where anything else is not as it was written.
 */
export async function recoverLog(
  directory: string,
  onRecord: OnRecord,
): Promise<Recovered | undefined> {
  const numbers = await segmentNumbers(directory)
  await removeUnfinished(directory, numbers)
  const segments: OpenSegment[] = []
  let logId: string | undefined
  for (const number of numbers) {
    const path = segmentPath(directory, number)
    const bytes = await readFile(path)
    const header = decodeHeader(path, bytes)
    const previous = segments.at(-1)
    const base = previous === undefined ? 0 : previous.base + previous.bytes
    if (header.number !== number || number !== segments.length)
      throw new CorruptLog(path, 12, `segment ${segments.length} is missing before it`)
    if (header.base !== base)
      throw new CorruptLog(path, 16, `it begins at ${header.base}, but the log goes on at ${base}`)
    if (header.logId !== (logId ?? header.logId))
      throw new CorruptLog(path, 24, 'it belongs to another log')
    ;({ logId } = header)
    const end = scan({ path, bytes, base, isLast: number === numbers.at(-1) }, onRecord)
    if (end < bytes.length) await cutTail(path, end)
    segments.push({ number, base, bytes: end })
  }
  return logId === undefined ? undefined : { logId, segments }
}

type Scanned = {
  readonly path: string
  readonly bytes: Buffer
  readonly base: number
  readonly isLast: boolean
}

function scan({ path, bytes, base, isLast }: Scanned, onRecord: OnRecord): number {
  let offset = segmentHeaderBytes
  while (offset < bytes.length) {
    const frame = decodeFrame(bytes, offset, base + offset)
    if (frame === undefined) {
      checkTorn({ path, bytes, base, isLast }, offset)
      return offset
    }
    const start = base + offset + frame.bytes - frame.payload.length
    for (const found of recordsIn(frame.payload)) {
      if (found === undefined) throw new CorruptLog(path, offset, 'a record does not fit its frame')
      onRecord(start + found.offset, found.record)
    }
    offset += frame.bytes
  }
  return offset
}

/** A tail is torn, and no more, if no later frame was written when the log was already durable beyond its begin. */
function checkTorn({ path, bytes, base, isLast }: Scanned, offset: number): void {
  if (!isLast) throw new CorruptLog(path, offset, 'no frame, and more segments follow')
  for (let at = offset + 1; ;) {
    const later = findFrame(bytes, at, base)
    if (later === undefined) return
    if (later.frame.durableTo > base + offset)
      throw new CorruptLog(path, offset, `no frame, but a frame follows at ${later.offset}`)
    at = later.offset + later.frame.bytes
  }
}

async function cutTail(path: string, end: number): Promise<void> {
  await truncate(path, end)
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** What a segment is called before it is whole; a crash may have left one. */
async function removeUnfinished(directory: string, numbers: readonly number[]): Promise<void> {
  await rm(`${segmentPath(directory, (numbers.at(-1) ?? -1) + 1)}.new`, { force: true })
}
