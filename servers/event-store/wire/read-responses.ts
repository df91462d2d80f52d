import type { RecordView } from '../log/record.ts'
import { deletedRevision } from '../store/metadata.ts'
import { BackwardWriter } from './backward-writer.ts'

const json = Buffer.from('application/json')
const octets = Buffer.from('application/octet-stream')
const typeKey = Buffer.from('type')
const createdKey = Buffer.from('created')
const contentTypeKey = Buffer.from('content-type')

// ReadResp: event 1, confirmation 2, checkpoint 3, stream_not_found 4, caught_up 8, fell_behind 9.

/** An event that is on its way to a client, and its position in $all. */
export type EventToSend = { readonly record: RecordView; readonly position: number }

/** What is around a record's own bytes. */
const eventBytesMax = 256
let scratch = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * ReadResp.event. Made by hand: the generated classes cost three times as much. All are written to the same bytes, which
 * hold until the next call: whoever sends them copies them at once.
 */
export function eventResponse({ record, position }: EventToSend): Buffer {
  const needed = record.length + eventBytesMax
  if (scratch.length < needed) scratch = Buffer.allocUnsafeSlow(needed)
  const writer = new BackwardWriter(scratch)
  const response = writer.mark()
  writer.uint(3, position)
  const event = writer.mark()
  writer.bytes(8, record.data)
  writer.bytes(7, record.metadata)
  entry(writer, contentTypeKey, record.isJson ? json : octets)
  entry(writer, createdKey, Buffer.from(ticksOf(record.createdMs)))
  entry(writer, typeKey, record.type)
  writer.uint(5, position)
  writer.uint(4, position)
  if (record.kind === 'tombstone') writer.uint64(3, deletedRevision)
  else writer.uint(3, record.revision)
  streamIdentifier(writer, 2, record.stream)
  const id = writer.mark()
  writer.uuid(2, record.id)
  writer.message(1, id)
  writer.message(1, event)
  writer.message(1, response)
  return writer.finish()
}

export function confirmationResponse(subscriptionId: string): Buffer {
  const writer = new BackwardWriter(Buffer.alloc(64))
  const mark = writer.mark()
  writer.string(1, subscriptionId)
  writer.message(2, mark)
  return writer.finish()
}

export function checkpointResponse(position: number): Buffer {
  const writer = new BackwardWriter(Buffer.alloc(64))
  const mark = writer.mark()
  writer.uint(2, position)
  writer.uint(1, position)
  writer.message(3, mark)
  return writer.finish()
}

export function streamNotFoundResponse(stream: string): Buffer {
  const name = Buffer.from(stream)
  const writer = new BackwardWriter(Buffer.alloc(name.length + 64))
  const mark = writer.mark()
  streamIdentifier(writer, 1, name)
  writer.message(4, mark)
  return writer.finish()
}

export const caughtUpResponse = emptyResponse(8)
export const fellBehindResponse = emptyResponse(9)

function emptyResponse(field: number): Buffer {
  const writer = new BackwardWriter(Buffer.alloc(8))
  writer.empty(field)
  return writer.finish()
}

export function streamIdentifier(writer: BackwardWriter, field: number, stream: Buffer): void {
  const mark = writer.mark()
  writer.bytes(3, stream)
  writer.message(field, mark)
}

function entry(writer: BackwardWriter, key: Buffer, value: Buffer): void {
  const mark = writer.mark()
  writer.bytes(2, value)
  writer.bytes(1, key)
  writer.message(6, mark)
}

/** Units of 100 ns since 1970, as text: whole milliseconds with four zeros. */
function ticksOf(createdMs: number): string {
  return `${createdMs}0000`
}
