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

/** The client was given up while the call was open. What became of the call is not known. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp'
  readonly code = 'ERR_GIVEN_UP'
}

/**
 * What a failure says about another try of the same call.
 *
 * - `moved`: another node leads, and the client goes there by itself.
 * - `answered`: the server is there, and could not do it now.
 * - `lost`: the connection is of no use.
 * - `doubtful`: the client knows no name for it; it may be any of these.
 * - `final`: another try would fail alike.
 */
export type Verdict = 'moved' | 'answered' | 'lost' | 'doubtful' | 'final'

const lostErrors = [CancelledError, GivenUp, OwnTimeout, UnavailableError]
const answeredErrors = [DeadlineExceededError, TimeoutError]

/** Of the raw errors of gRPC that the client lets through: CANCELLED, DEADLINE_EXCEEDED, ABORTED, UNAVAILABLE. */
const passingCodes: ReadonlySet<unknown> = new Set([1, 4, 10, 14])

export function verdictOn(error: unknown): Verdict {
  const isOneOf = (kinds: readonly (new (...args: never[]) => unknown)[]): boolean =>
    kinds.some((kind) => error instanceof kind)
  if (error instanceof NotLeaderError) return 'moved'
  if (isOneOf(lostErrors)) return 'lost'
  if (isOneOf(answeredErrors)) return 'answered'
  if (!(error instanceof Error)) return 'final'
  // On the shared stream of appends a server that starts, elects or is overloaded says so in the text alone.
  if (/server is (?:not ready|too busy)/iu.test(error.message)) return 'answered'
  if ('code' in error && passingCodes.has(error.code)) return 'lost'
  return error instanceof UnknownError ? 'doubtful' : 'final'
}
