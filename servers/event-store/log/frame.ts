import { crc32 } from 'node:zlib'

export const frameHeaderBytes = 32
/** An append is far smaller; the limit keeps a damaged length from being believed. */
export const framePayloadBytesMax = 64 * 1024 * 1024

const magic = 0x4d415246

/** One atomic append: all of its records are in the log, or none. */
export type Frame = {
  readonly payload: Buffer
  /** The log was durable up to here when the frame was written: nothing before it may ever be found torn. */
  readonly durableTo: number
  readonly bytes: number
}

// magic u32 | crc u32 | payload length u32 | zero u32 | position f64 | durable to f64 | payload.
// The crc covers all that follows it; the position keeps the remains of other files from being taken for ours.
export function encodeFrame(
  records: readonly Buffer[],
  position: number,
  durableTo: number,
): Buffer {
  const payloadBytes = records.reduce((sum, record) => sum + record.length, 0)
  const frame = Buffer.allocUnsafe(frameHeaderBytes + payloadBytes)
  frame.writeUInt32LE(magic, 0)
  frame.writeUInt32LE(payloadBytes, 8)
  frame.writeUInt32LE(0, 12)
  frame.writeDoubleLE(position, 16)
  frame.writeDoubleLE(durableTo, 24)
  let end = frameHeaderBytes
  for (const record of records) {
    frame.set(record, end)
    end += record.length
  }
  frame.writeUInt32LE(crc32(frame.subarray(8)), 4)
  return frame
}

/** The frame that begins at `offset`, which is `position` in the log; undefined if it is not whole and unharmed. */
export function decodeFrame(bytes: Buffer, offset: number, position: number): Frame | undefined {
  if (offset + frameHeaderBytes > bytes.length || bytes.readUInt32LE(offset) !== magic)
    return undefined
  const payloadBytes = bytes.readUInt32LE(offset + 8)
  const end = offset + frameHeaderBytes + payloadBytes
  if (payloadBytes > framePayloadBytesMax || end > bytes.length) return undefined
  if (bytes.readDoubleLE(offset + 16) !== position) return undefined
  if (crc32(bytes.subarray(offset + 8, end)) !== bytes.readUInt32LE(offset + 4)) return undefined
  return {
    payload: bytes.subarray(offset + frameHeaderBytes, end),
    durableTo: bytes.readDoubleLE(offset + 24),
    bytes: end - offset,
  }
}

/** The next unharmed frame from `offset` on, wherever it begins. */
export function findFrame(
  bytes: Buffer,
  offset: number,
  base: number,
): { readonly frame: Frame; readonly offset: number } | undefined {
  const pattern = Buffer.alloc(4)
  pattern.writeUInt32LE(magic, 0)
  for (let at = bytes.indexOf(pattern, offset); at >= 0; at = bytes.indexOf(pattern, at + 1)) {
    const frame = decodeFrame(bytes, at, base + at)
    if (frame !== undefined) return { frame, offset: at }
  }
  return undefined
}
