import { Metadata, status } from '@grpc/grpc-js'
import codes from '@eventstore/db-client/generated/code_pb.js'
import type streams from '@eventstore/db-client/generated/streams_pb.js'
import { refusal } from '../grpc/batch-responses.ts'
import type { CallFault } from './fault.ts'

type ErrorFault = Extract<CallFault, { kind: 'error' }>
type ErrorName = ErrorFault['error']

const { DEADLINE_EXCEEDED, NOT_FOUND, PERMISSION_DENIED, UNAVAILABLE } = status

// For each error: how a call of its own ends, and what a single append on the shared stream is told.
const errors = {
  'server-not-ready': {
    code: UNAVAILABLE,
    details: 'Server Is Not Ready',
    type: 'google.protobuf.Empty',
  },
  'server-too-busy': {
    code: UNAVAILABLE,
    details: 'Server Is Too Busy',
    type: 'google.protobuf.Empty',
  },
  'access-denied': {
    code: PERMISSION_DENIED,
    details: 'Access Denied',
    type: 'event_store.client.AccessDenied',
  },
  timeout: { code: DEADLINE_EXCEEDED, details: 'Timeout', type: 'event_store.client.Timeout' },
  unavailable: { code: UNAVAILABLE, details: 'Unavailable', type: 'event_store.client.Unknown' },
} as const satisfies Record<ErrorName, { code: number; details: string; type: string }>

/** How a call that must fail ends. */
export function callError(fault: Extract<CallFault, { kind: 'error' | 'not-leader' }>) {
  const metadata = new Metadata()
  if (fault.kind === 'not-leader') {
    metadata.set('exception', 'not-leader')
    metadata.set('leader-endpoint-host', fault.host)
    metadata.set('leader-endpoint-port', String(fault.port))
    return { code: NOT_FOUND, details: 'Leader info available', metadata }
  }
  if (fault.error === 'access-denied') metadata.set('exception', 'access-denied')
  const { code, details } = errors[fault.error]
  return { code, details, metadata }
}

/** The answer to one append on the shared stream. */
export function batchRefusal(
  name: ErrorName,
  request: streams.BatchAppendReq,
): streams.BatchAppendResp {
  const { details: message, type } = errors[name]
  const response = refusal({ code: codes.Code.UNKNOWN, message, type, body: new Uint8Array() })
  response.setCorrelationId(request.getCorrelationId())
  response.setStreamIdentifier(request.getOptions()?.getStreamIdentifier())
  return response
}
