import {
  CancelledError,
  DeadlineExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
  UnknownError,
} from '@eventstore/db-client'

/** No answer came within our own time. What became of the call is not known. */
export class OwnTimeout extends Error {
  override readonly name = 'OwnTimeout'
  readonly code = 'ERR_OWN_TIMEOUT'
}

const passingErrors = [
  CancelledError,
  DeadlineExceededError,
  NotLeaderError,
  OwnTimeout,
  TimeoutError,
  UnavailableError,
]

/**
 * Codes of gRPC with which the client lets raw errors through: a server that cannot be reached at first use gives
 * UNAVAILABLE, one that drops a slow subscriber ABORTED.
 */
const passingGrpcCodes: ReadonlySet<unknown> = new Set([1, 4, 10, 14])

/** May the same call go well on another try? A server that starts or elects says so in the text alone. */
export function isPassing(error: unknown): boolean {
  if (passingErrors.some((kind) => error instanceof kind)) return true
  if (error instanceof UnknownError) return /not ready|too busy|ECONN|dropped/iu.test(error.message)
  return error instanceof Error && 'code' in error && passingGrpcCodes.has(error.code)
}
