import type { ServerDuplexStream } from '@grpc/grpc-js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import rpcStatus from '@eventstore/db-client/generated/status_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import anyMessage from 'google-protobuf/google/protobuf/any_pb.js'
import emptyMessage from 'google-protobuf/google/protobuf/empty_pb.js'
import type { ExpectedRevision } from '../store/check-append.ts'
import type { EventStore, NewEvent, WriteResult } from '../store/event-store.ts'
import {
  appendBytesMax,
  BadRequest,
  parseEvent,
  parseRevision,
  parseStreamName,
} from './parse-writes.ts'

type Call = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>
type Options = streams.BatchAppendReq.Options

/** An append of which not all messages have come yet. */
type Open = {
  readonly options: Options
  readonly events: NewEvent[]
  bytes: number
  refusal: Refusal | undefined
}
type Refusal = {
  readonly code: number
  readonly message: string
  readonly type: string
  readonly body: Uint8Array
}

// google.rpc.Code
const codes = {
  unknown: 2,
  deadlineExceeded: 4,
  invalidArgument: 3,
  alreadyExists: 6,
  failedPrecondition: 9,
  permissionDenied: 7,
}

/**
 * One stream of appends of a client. Each is decided on when its last message comes, in the order of arrival, and
 * answered once under its correlation id; answers come in the order in which they are ready.
 */
export function batchAppend(store: EventStore, mayWrite: (call: Call) => boolean) {
  return (call: Call): void => {
    const isAllowed = mayWrite(call)
    const open = new Map<string, Open>()
    let inFlight = 0
    let isEnded = false
    const endWhenDone = (): void => {
      if (isEnded && inFlight === 0) call.end()
    }
    call.on('data', (request: streams.BatchAppendReq) => {
      const append = collect(open, request)
      if (append === undefined) return
      inFlight += 1
      void answer(store, append, isAllowed)
        .then((response) => {
          response.setCorrelationId(request.getCorrelationId())
          response.setStreamIdentifier(append.options.getStreamIdentifier())
          call.write(response)
        })
        .catch((error: Error) => call.destroy(error))
        .finally(() => {
          inFlight -= 1
          endWhenDone()
        })
    })
    call.on('end', () => {
      isEnded = true
      endWhenDone()
    })
  }
}

/** Adds a message to the append it belongs to; gives the append back when that was its last. */
function collect(open: Map<string, Open>, request: streams.BatchAppendReq): Open | undefined {
  const correlation = Buffer.from(request.getCorrelationId()?.serializeBinary() ?? []).toString(
    'latin1',
  )
  const options = request.getOptions() ?? open.get(correlation)?.options
  if (options === undefined) return undefined
  const append = open.get(correlation) ?? { options, events: [], bytes: 0, refusal: undefined }
  for (const message of request.getProposedMessagesList()) {
    append.bytes += message.getData_asU8().length
    if (append.bytes > appendBytesMax) {
      append.refusal ??= sizeRefusal()
      append.events.length = 0
      continue
    }
    try {
      append.events.push(parseEvent(message))
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error
      append.refusal ??= badRequest(error)
    }
  }
  if (!request.getIsFinal()) {
    open.set(correlation, append)
    return undefined
  }
  open.delete(correlation)
  return append
}

async function answer(
  store: EventStore,
  { options, events, refusal }: Open,
  isAllowed: boolean,
): Promise<streams.BatchAppendResp> {
  if (!isAllowed) return refused(accessDenied())
  if (refusal !== undefined) return refused(refusal)
  const deadline = options.getDeadline()?.toDate()
  if (deadline !== undefined && deadline.getTime() < store.now()) return refused(timedOut())
  try {
    const stream = parseStreamName(options.getStreamIdentifier()?.getStreamName_asU8())
    const expected = expectedOf(options)
    return respond(stream, expected, await store.append(stream, expected, events))
  } catch (error) {
    if (error instanceof BadRequest) return refused(badRequest(error))
    throw error
  }
}

function expectedOf(options: Options): ExpectedRevision {
  if (options.hasStreamPosition()) return parseRevision(options.getStreamPosition())
  if (options.hasNoStream()) return 'no-stream'
  return options.hasStreamExists() ? 'stream-exists' : 'any'
}

function respond(
  stream: string,
  expected: ExpectedRevision,
  result: WriteResult,
): streams.BatchAppendResp {
  switch (result.kind) {
    case 'written':
      return written(result)
    case 'wrong-expected-revision':
      return refused(wrongExpectedVersion(expected, result.last))
    case 'stream-deleted':
      return refused(streamDeleted(stream))
  }
}

function written({ revision, position }: Extract<WriteResult, { kind: 'written' }>) {
  const success = new streams.BatchAppendResp.Success()
  if (revision < 0) success.setNoStream(new emptyMessage.Empty())
  else success.setCurrentRevision(String(revision))
  if (position === undefined) {
    success.setNoPosition(new emptyMessage.Empty())
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

function refused({ code, message, type, body }: Refusal): streams.BatchAppendResp {
  const details = new anyMessage.Any()
  details.pack(body, `event_store.client.${type}`)
  const error = new rpcStatus.Status()
  error.setCode(code)
  error.setMessage(message)
  error.setDetails(details)
  const response = new streams.BatchAppendResp()
  response.setError(error)
  return response
}

function wrongExpectedVersion(expected: ExpectedRevision, last: number): Refusal {
  const body = new shared.WrongExpectedVersion()
  if (last < 0) body.setCurrentNoStream(new emptyMessage.Empty())
  else body.setCurrentStreamRevision(String(last))
  if (expected === 'any') body.setExpectedAny(new emptyMessage.Empty())
  else if (expected === 'no-stream') body.setExpectedNoStream(new emptyMessage.Empty())
  else if (expected === 'stream-exists') body.setExpectedStreamExists(new emptyMessage.Empty())
  else body.setExpectedStreamPosition(String(expected))
  return {
    code: codes.failedPrecondition,
    message: 'WrongExpectedVersion',
    type: 'WrongExpectedVersion',
    body: body.serializeBinary(),
  }
}

function streamDeleted(stream: string): Refusal {
  const identifier = new shared.StreamIdentifier()
  identifier.setStreamName(Buffer.from(stream))
  const body = new shared.StreamDeleted()
  body.setStreamIdentifier(identifier)
  return {
    code: codes.failedPrecondition,
    message: 'StreamDeleted',
    type: 'StreamDeleted',
    body: body.serializeBinary(),
  }
}

function sizeRefusal(): Refusal {
  const body = new shared.MaximumAppendSizeExceeded()
  body.setMaxappendsize(appendBytesMax)
  const type = 'MaximumAppendSizeExceeded'
  return { code: codes.invalidArgument, message: type, type, body: body.serializeBinary() }
}

function badRequest(error: BadRequest): Refusal {
  const body = new shared.BadRequest()
  body.setMessage(error.message)
  return {
    code: codes.invalidArgument,
    message: `the request: ${error.message}`,
    type: 'BadRequest',
    body: body.serializeBinary(),
  }
}

function accessDenied(): Refusal {
  return {
    code: codes.permissionDenied,
    message: 'AccessDenied',
    type: 'AccessDenied',
    body: new Uint8Array(),
  }
}

function timedOut(): Refusal {
  return {
    code: codes.deadlineExceeded,
    message: 'Timeout',
    type: 'Timeout',
    body: new Uint8Array(),
  }
}
