import { Metadata, type ServerErrorResponse, status } from '@grpc/grpc-js'
import type { ExpectedRevision } from '../store/check-append.ts'

export type Trailers = Record<string, string>

/** An error as the client's own mapping understands it: by the trailer `exception`, and its companions. */
export function grpcError(
  code: status,
  details: string,
  exception?: string,
  trailers: Trailers = {},
): Partial<ServerErrorResponse> & { code: status; details: string; metadata: Metadata } {
  const metadata = new Metadata()
  if (exception !== undefined) metadata.set('exception', exception)
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value)
  return { name: 'Error', message: details, code, details, metadata }
}

export type GrpcError = ReturnType<typeof grpcError>

// Trailers carry visible ASCII only.
const printable = /^[\u0020-\u007e]*$/

export function streamDeleted(stream: string): GrpcError {
  if (!printable.test(stream)) return unnameable('The stream is deleted.')
  const details = `Event stream '${stream}' is deleted.`
  return grpcError(status.FAILED_PRECONDITION, details, 'stream-deleted', { 'stream-name': stream })
}

export function wrongExpectedVersion(
  what: string,
  stream: string,
  expected: ExpectedRevision,
  last: number,
): GrpcError {
  if (!printable.test(stream)) return unnameable('The stream is not at the expected revision.')
  const version = numericExpected(expected)
  const details =
    `${what} failed due to WrongExpectedVersion. ` +
    `Stream: ${stream}, Expected version: ${version}, Actual version: ${last}`
  return grpcError(status.FAILED_PRECONDITION, details, 'wrong-expected-version', {
    'stream-name': stream,
    'expected-version': String(version),
    'actual-version': String(last),
  })
}

/** A stream whose name cannot be said in a trailer: the client would fail on an error that lacks it. */
function unnameable(details: string): GrpcError {
  return grpcError(status.FAILED_PRECONDITION, details)
}

function numericExpected(expected: ExpectedRevision): bigint {
  switch (expected) {
    case 'any':
      return -2n
    case 'no-stream':
      return -1n
    case 'stream-exists':
      return -4n
    default:
      return expected
  }
}

export function maxAppendSizeExceeded(bytesMax: number): GrpcError {
  return grpcError(
    status.INVALID_ARGUMENT,
    `Maximum Append Size of ${bytesMax} Exceeded.`,
    'maximum-append-size-exceeded',
    { 'maximum-append-size': String(bytesMax) },
  )
}

export function invalid(details: string): GrpcError {
  return grpcError(status.INVALID_ARGUMENT, details)
}

export function accessDenied(): GrpcError {
  return grpcError(status.PERMISSION_DENIED, 'Access Denied', 'access-denied')
}
