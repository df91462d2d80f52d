import codes from '@eventstore/db-client/generated/code_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import rpcStatus from '@eventstore/db-client/generated/status_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import anyMessage from 'google-protobuf/google/protobuf/any_pb.js'
import emptyMessage from 'google-protobuf/google/protobuf/empty_pb.js'
import type { ExpectedRevision } from '../store/check-append.ts'
import type { WriteResult } from '../store/event-store.ts'

const { Code } = codes
const { Empty } = emptyMessage

/** Why an append is refused. The client goes by the name of the message in it. */
export type Refusal = {
  readonly code: codes.Code
  readonly message: string
  readonly type: string
  readonly body: Uint8Array
}

export function written({
  revision,
  position,
}: Extract<WriteResult, { kind: 'written' }>): streams.BatchAppendResp {
  const success = new streams.BatchAppendResp.Success()
  if (revision < 0) success.setNoStream(new Empty())
  else success.setCurrentRevision(String(revision))
  if (position === undefined) {
    success.setNoPosition(new Empty())
  } else {
    const at = new shared.AllStreamPosition()
    at.setCommitPosition(String(position))
    at.setPreparePosition(String(position))
    success.setPosition(at)
  }
  const response = new streams.BatchAppendResp()
  response.setSuccess(success)
  return response
}

/** The response that says so; whose it is remains to be set. */
export function refusal({ code, message, type, body }: Refusal): streams.BatchAppendResp {
  const details = new anyMessage.Any()
  details.pack(body, type)
  const error = new rpcStatus.Status()
  error.setCode(code)
  error.setMessage(message)
  error.setDetails(details)
  const response = new streams.BatchAppendResp()
  response.setError(error)
  return response
}

export function wrongExpectedVersion(expected: ExpectedRevision, last: number): Refusal {
  const body = new shared.WrongExpectedVersion()
  if (last < 0) body.setCurrentNoStream(new Empty())
  else body.setCurrentStreamRevision(String(last))
  if (expected === 'any') body.setExpectedAny(new Empty())
  else if (expected === 'no-stream') body.setExpectedNoStream(new Empty())
  else if (expected === 'stream-exists') body.setExpectedStreamExists(new Empty())
  else body.setExpectedStreamPosition(String(expected))
  return named(Code.FAILED_PRECONDITION, 'WrongExpectedVersion', body.serializeBinary())
}

export function streamDeleted(stream: string): Refusal {
  const identifier = new shared.StreamIdentifier()
  identifier.setStreamName(Buffer.from(stream))
  const body = new shared.StreamDeleted()
  body.setStreamIdentifier(identifier)
  return named(Code.FAILED_PRECONDITION, 'StreamDeleted', body.serializeBinary())
}

export function tooLarge(bytesMax: number): Refusal {
  const body = new shared.MaximumAppendSizeExceeded()
  body.setMaxappendsize(bytesMax)
  return named(Code.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', body.serializeBinary())
}

/** The client shows the message of the status only, after the words "Could not recognize". */
export function badRequest(why: string): Refusal {
  const body = new shared.BadRequest()
  body.setMessage(why)
  const refused = named(Code.INVALID_ARGUMENT, 'BadRequest', body.serializeBinary())
  return { ...refused, message: `a bad request: ${why}` }
}

export function accessDenied(): Refusal {
  return named(Code.PERMISSION_DENIED, 'AccessDenied', new Uint8Array())
}

export function timedOut(): Refusal {
  return named(Code.DEADLINE_EXCEEDED, 'Timeout', new Uint8Array())
}

/** The log cannot be written to: whether the append is in it is not known. */
export function failed(): Refusal {
  return named(Code.INTERNAL, 'Unknown', new Uint8Array())
}

function named(code: codes.Code, name: string, body: Uint8Array): Refusal {
  return { code, message: name, type: `event_store.client.${name}`, body }
}
