import {
  type sendUnaryData,
  type ServerReadableStream,
  type ServerUnaryCall,
  status,
} from '@grpc/grpc-js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { ExpectedRevision } from '../store/check-append.ts'
import type { EventStore, WriteResult } from '../store/event-store.ts'
import {
  appendBytesMax,
  BadRequest,
  IncomingEvents,
  proposedIn,
  type ProposedMessage,
  parseRevision,
  parseStreamName,
} from './parse-writes.ts'
import type { Authorize } from './authorize.ts'
import {
  accessDenied,
  type GrpcError,
  grpcError,
  invalid,
  maxAppendSizeExceeded,
  streamDeleted,
  wrongExpectedVersion,
} from './status.ts'

/** The requests of all three unary calls choose their stream and revision alike. */
type Target = {
  getStreamIdentifier(): shared.StreamIdentifier | undefined
  hasRevision(): boolean
  getRevision(): string
  hasNoStream(): boolean
  hasStreamExists(): boolean
}

function targetOf(options: Target | undefined): { stream: string; expected: ExpectedRevision } {
  if (options === undefined) throw new BadRequest('the request has no options')
  const stream = parseStreamName(options.getStreamIdentifier()?.getStreamName_asU8())
  if (options.hasRevision()) return { stream, expected: parseRevision(options.getRevision()) }
  if (options.hasNoStream()) return { stream, expected: 'no-stream' }
  return { stream, expected: options.hasStreamExists() ? 'stream-exists' : 'any' }
}

type AppendCall = ServerReadableStream<streams.AppendReq, streams.AppendResp>

/** The other way to append, which the client takes when a call carries credentials of its own. */
export function append(store: EventStore, authorize: Authorize) {
  return (call: AppendCall, callback: sendUnaryData<streams.AppendResp>): void => {
    if (!authorize(call)) return callback(accessDenied())
    let options: streams.AppendReq.Options | undefined
    const incoming = new IncomingEvents()
    let refusal: GrpcError | undefined
    call.on('data', (request: streams.AppendReq) => {
      options ??= request.getOptions()
      const message = request.getProposedMessage()
      if (message === undefined || refusal !== undefined) return
      refusal = tryToAdd(incoming, message)
    })
    call.on('end', () => {
      if (refusal !== undefined) return callback(refusal)
      void answer(callback, async () => {
        const { stream, expected } = targetOf(options)
        return appendResponse(
          stream,
          options,
          await store.append(stream, expected, incoming.events),
        )
      })
    })
  }
}

function appendResponse(
  stream: string,
  options: streams.AppendReq.Options | undefined,
  result: WriteResult,
): streams.AppendResp | GrpcError {
  const response = new streams.AppendResp()
  switch (result.kind) {
    case 'written':
      response.setSuccess(success(result))
      return response
    case 'wrong-expected-revision':
      response.setWrongExpectedVersion(wrongVersion(options, result.last))
      return response
    case 'stream-deleted':
      return streamDeleted(stream)
  }
}

function success({ revision, position }: Extract<WriteResult, { kind: 'written' }>) {
  const body = new streams.AppendResp.Success()
  if (revision < 0) body.setNoStream(new shared.Empty())
  else body.setCurrentRevision(String(revision))
  if (position === undefined) {
    body.setNoPosition(new shared.Empty())
  } else {
    const at = new streams.AppendResp.Position()
    at.setCommitPosition(String(position))
    at.setPreparePosition(String(position))
    body.setPosition(at)
  }
  return body
}

/** What was expected is said in the words of the request, 2^64 - 1 for "no stream" included. */
function wrongVersion(options: streams.AppendReq.Options | undefined, last: number) {
  const body = new streams.AppendResp.WrongExpectedVersion()
  if (last < 0) body.setCurrentNoStream(new shared.Empty())
  else body.setCurrentRevision(String(last))
  if (options?.hasRevision()) body.setExpectedRevision(options.getRevision())
  else if (options?.hasNoStream()) body.setExpectedNoStream(new shared.Empty())
  else if (options?.hasStreamExists()) body.setExpectedStreamExists(new shared.Empty())
  else body.setExpectedAny(new shared.Empty())
  return body
}

export function deleteStream(store: EventStore, authorize: Authorize) {
  return (
    call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>,
    callback: sendUnaryData<streams.DeleteResp>,
  ): void =>
    void answer(callback, async () => {
      if (!authorize(call)) return accessDenied()
      const { stream, expected } = targetOf(call.request.getOptions())
      const result = await store.softDelete(stream, expected)
      if (result.kind !== 'written') return refusedDelete(stream, expected, result)
      const at = new streams.DeleteResp.Position()
      at.setCommitPosition(String(result.position))
      at.setPreparePosition(String(result.position))
      const response = new streams.DeleteResp()
      response.setPosition(at)
      return response
    })
}

export function tombstoneStream(store: EventStore, authorize: Authorize) {
  return (
    call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>,
    callback: sendUnaryData<streams.TombstoneResp>,
  ): void =>
    void answer(callback, async () => {
      if (!authorize(call)) return accessDenied()
      const { stream, expected } = targetOf(call.request.getOptions())
      const result = await store.tombstone(stream, expected)
      if (result.kind !== 'written') return refusedDelete(stream, expected, result)
      const at = new streams.TombstoneResp.Position()
      at.setCommitPosition(String(result.position))
      at.setPreparePosition(String(result.position))
      const response = new streams.TombstoneResp()
      response.setPosition(at)
      return response
    })
}

function refusedDelete(
  stream: string,
  expected: ExpectedRevision,
  result: Exclude<WriteResult, { kind: 'written' }>,
): GrpcError {
  return result.kind === 'stream-deleted'
    ? streamDeleted(stream)
    : wrongExpectedVersion('Delete', stream, expected, result.last)
}

function tryToAdd(incoming: IncomingEvents, message: ProposedMessage): GrpcError | undefined {
  try {
    return incoming.add(proposedIn(message)) ? undefined : maxAppendSizeExceeded(appendBytesMax)
  } catch (error) {
    if (error instanceof BadRequest) return invalid(error.message)
    throw error
  }
}

async function answer<Response extends object>(
  callback: sendUnaryData<Response>,
  work: () => Promise<Response | GrpcError>,
): Promise<void> {
  try {
    const response = await work()
    if ('details' in response) callback(response)
    else callback(null, response)
  } catch (error) {
    if (error instanceof BadRequest) callback(invalid(error.message))
    else callback(grpcError(status.INTERNAL, 'The log cannot be written to.'))
  }
}
