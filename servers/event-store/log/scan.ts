import { CorruptLog } from './errors.ts'
import { decodeFrame, findFrame } from './frame.ts'
import { type RecordView, recordsIn } from './record.ts'
import { segmentHeaderBytes } from './segment.ts'

/** A segment in memory. `isLast`: its end may be an append that was cut short. */
export type SegmentBytes = {
  readonly path: string
  readonly bytes: Buffer
  readonly base: number
  readonly isLast: boolean
}

/** What the index wants to know of a record. */
export type Entry = {
  readonly position: number
  readonly record: Pick<RecordView, 'kind' | 'stream' | 'type' | 'revision'>
}

/**
 * Reads a segment record by record, and checks every byte of it. Gives back where its last whole frame ends.
 *
 * @throws {CorruptLog} where it is not as it was written.
 */
export function* scanSegment(segment: SegmentBytes): Generator<Entry, number> {
  const { path, bytes, base } = segment
  let offset = segmentHeaderBytes
  while (offset < bytes.length) {
    const frame = decodeFrame(bytes, offset, base + offset)
    if (frame === undefined) {
      checkTorn(segment, offset)
      return offset
    }
    const start = base + offset + frame.bytes - frame.payload.length
    for (const found of recordsIn(frame.payload)) {
      if (found === undefined) throw new CorruptLog(path, offset, 'a record does not fit its frame')
      yield { position: start + found.offset, record: found.record }
    }
    offset += frame.bytes
  }
  return offset
}

/** A tail is torn, and no more, if no later frame was written when the log was already durable beyond its begin. */
function checkTorn({ path, bytes, base, isLast }: SegmentBytes, offset: number): void {
  if (!isLast) throw new CorruptLog(path, offset, 'no whole frame, and more segments follow')
  for (let at = offset + 1; ;) {
    const later = findFrame(bytes, at, base)
    if (later === undefined) return
    if (later.frame.durableTo > base + offset)
      throw new CorruptLog(path, offset, `no whole frame, but one follows at ${later.offset}`)
    at = later.offset + later.frame.bytes
  }
}
