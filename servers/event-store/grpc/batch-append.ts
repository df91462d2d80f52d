import type { ServerDuplexStream } from '@grpc/grpc-js'
import type streams from '@eventstore/db-client/generated/streams_pb.js'
import type { ExpectedRevision } from '../store/check-append.ts'
import type { EventStore, WriteResult } from '../store/event-store.ts'
import type { BatchRequest, ProposedEvent } from '../wire/batch-requests.ts'
import type { Authorize } from './authorize.ts'
import {
  accessDenied,
  badRequest,
  failed,
  refusal,
  streamDeleted,
  timedOut,
  tooLarge,
  written,
  wrongExpectedVersion,
} from './batch-responses.ts'
import {
  appendBytesMax,
  BadRequest,
  IncomingEvents,
  parseRevision,
  parseStreamName,
} from './parse-writes.ts'

type Call = ServerDuplexStream<BatchRequest, streams.BatchAppendResp>
type Response = streams.BatchAppendResp
type Options = streams.BatchAppendReq.Options

/** An append of which not all messages have come yet. */
type Open = {
  readonly options: Options
  readonly incoming: IncomingEvents
  refused: Response | undefined
}

/**
 * One stream of appends of a client. Each is decided on when its last message comes, in the order of arrival, and
 * answered once under its correlation id; answers come in the order in which they are ready.
 */
export function batchAppend(store: EventStore, authorize: Authorize) {
  return (call: Call): void => {
    const isAllowed = authorize(call)
    const open = new Map<string, Open>()
    let inFlight = 0
    let isEnded = false
    const serve = async ({ head }: BatchRequest, append: Open): Promise<void> => {
      inFlight += 1
      const response = isAllowed ? await answer(store, append) : refusal(accessDenied())
      response.setCorrelationId(head.getCorrelationId())
      response.setStreamIdentifier(append.options.getStreamIdentifier())
      call.write(response)
      inFlight -= 1
      if (isEnded && inFlight === 0) call.end()
    }
    call.on('data', (request: BatchRequest) => {
      const append = collect(open, request)
      if (append !== undefined) void serve(request, append)
    })
    call.on('end', () => {
      isEnded = true
      if (inFlight === 0) call.end()
    })
  }
}

/** Adds a message to the append it belongs to; gives the append back when that was its last. */
function collect(open: Map<string, Open>, { head, events }: BatchRequest): Open | undefined {
  const correlation = correlationOf(head)
  const append = open.get(correlation) ?? begin(head)
  if (append === undefined) return undefined
  for (const event of events) addEvent(append, event)
  if (head.getIsFinal()) open.delete(correlation)
  else open.set(correlation, append)
  return head.getIsFinal() ? append : undefined
}

function correlationOf(request: streams.BatchAppendReq): string {
  const id = request.getCorrelationId()
  return id?.getString() || Buffer.from(id?.serializeBinary() ?? []).toString('latin1')
}

function begin(request: streams.BatchAppendReq): Open | undefined {
  const options = request.getOptions()
  return options === undefined
    ? undefined
    : { options, incoming: new IncomingEvents(), refused: undefined }
}

/** Of an append that is refused already nothing more is kept. */
function addEvent(append: Open, event: ProposedEvent): void {
  if (append.refused !== undefined) return
  try {
    if (!append.incoming.add(event)) append.refused = refusal(tooLarge(appendBytesMax))
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error
    append.refused = refusal(badRequest(error.message))
  }
}

async function answer(store: EventStore, { options, incoming, refused }: Open): Promise<Response> {
  if (refused !== undefined) return refused
  const deadline = options.getDeadline()?.toDate()
  if (deadline !== undefined && deadline.getTime() < store.now()) return refusal(timedOut())
  try {
    const stream = parseStreamName(options.getStreamIdentifier()?.getStreamName_asU8())
    const expected = expectedOf(options)
    return respond(stream, expected, await store.append(stream, expected, incoming.events))
  } catch (error) {
    return refusal(error instanceof BadRequest ? badRequest(error.message) : failed())
  }
}

function expectedOf(options: Options): ExpectedRevision {
  if (options.hasStreamPosition()) return parseRevision(options.getStreamPosition())
  if (options.hasNoStream()) return 'no-stream'
  return options.hasStreamExists() ? 'stream-exists' : 'any'
}

function respond(stream: string, expected: ExpectedRevision, result: WriteResult): Response {
  switch (result.kind) {
    case 'written':
      return written(result)
    case 'wrong-expected-revision':
      return refusal(wrongExpectedVersion(expected, result.last))
    case 'stream-deleted':
      return refusal(streamDeleted(stream))
  }
}
