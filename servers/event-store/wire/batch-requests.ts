import streams from '@eventstore/db-client/generated/streams_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import { FieldReader } from './field-reader.ts'
import { dashedUuid, parseUuid, structuredUuid } from './uuid.ts'

/** An event as a client proposes it; what is undefined it left out, or wrote in no form that is known. */
export type ProposedEvent = {
  readonly id: Buffer | undefined
  readonly type: string | undefined
  readonly contentType: string | undefined
  readonly metadata: Uint8Array
  readonly data: Uint8Array
}

/** A message of the stream of appends: all but the events, and the events. */
export type BatchRequest = {
  readonly head: streams.BatchAppendReq
  readonly events: readonly ProposedEvent[]
}

// BatchAppendReq: correlation_id 1, options 2, proposed_messages 3, is_final 4.
const proposedMessages = 3

/**
 * BatchAppendReq. The events are read by hand, as the generated classes cost several times as much; the rest is little.
 *
 * @throws {MalformedMessage}
 */
export function decodeBatch(bytes: Buffer): BatchRequest {
  const reader = new FieldReader(bytes)
  const rest: Buffer[] = []
  const events: ProposedEvent[] = []
  while (reader.next())
    if (reader.field === proposedMessages) events.push(proposedEvent(reader.value))
    else rest.push(reader.whole())
  return { head: streams.BatchAppendReq.deserializeBinary(Buffer.concat(rest)), events }
}

const nothing: Uint8Array = Buffer.alloc(0)

// ProposedMessage: id 1, metadata 2 (a map), custom_metadata 3, data 4.
function proposedEvent(bytes: Buffer): ProposedEvent {
  const reader = new FieldReader(bytes)
  let id: Buffer | undefined
  let type: string | undefined
  let contentType: string | undefined
  let metadata = nothing
  let data = nothing
  while (reader.next()) {
    if (reader.field === 1) id = uuidIn(reader.value)
    else if (reader.field === 3) metadata = reader.value
    else if (reader.field === 4) data = reader.value
    else if (reader.field === 2) {
      const { key, value } = entryIn(reader.value)
      if (key === 'type') type = value
      else if (key === 'content-type') contentType = value
    }
  }
  return { id, type, contentType, metadata, data }
}

// An entry of a map: key 1, value 2.
function entryIn(bytes: Buffer): { readonly key: string; readonly value: string } {
  const reader = new FieldReader(bytes)
  let key = ''
  let value = ''
  while (reader.next())
    if (reader.field === 1) key = reader.value.toString('utf8')
    else if (reader.field === 2) value = reader.value.toString('utf8')
  return { key, value }
}

// UUID: structured 1, string 2, of which the last one counts.
function uuidIn(bytes: Buffer): Buffer | undefined {
  const reader = new FieldReader(bytes)
  let id: Buffer | undefined
  while (reader.next())
    if (reader.field === 2)
      id = dashedUuid(reader.value) ?? parseUuid(reader.value.toString('utf8'))
    else if (reader.field === 1) id = structuredIn(reader.value)
  return id
}

function structuredIn(bytes: Buffer): Buffer {
  const uuid = shared.UUID.Structured.deserializeBinary(bytes)
  return structuredUuid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits())
}
