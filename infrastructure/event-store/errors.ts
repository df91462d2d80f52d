import {
  CancelledError,
  DeadlineExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
  UnknownError,
} from '@eventstore/db-client'

/** No answer came within our own time, or before its client was given up. What became of the call is not known. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly code = 'ERR_NO_ANSWER'
}

/** What the server itself says of a call that may go well later; the client then knows where the leader is. */
const refusals = [DeadlineExceededError, NotLeaderError, TimeoutError]
const lostConnections = [CancelledError, NoAnswer, UnavailableError]

/** Codes of gRPC that the client lets through as they are, when the server cannot be reached at first use. */
const lostConnectionCodes: ReadonlySet<unknown> = new Set([1, 4, 14])
const lostConnectionText = /ECONN|dropped|RST_STREAM/iu
/**
 * A server that starts or elects says so in its text alone. `Cancelled on client` is what a neighbour's cancelled
 * appends tell the appends of this client, which is well: calls of a client that is given up hear nothing of it.
 */
const refusalText = /^$|not ready|too busy|cancelled on client/iu

/** How a failed call may be tried again. */
export type Remedy =
  /** On the same client: the server answers, or the client has been told where to go. */
  | 'wait'
  /** On a new client: this one has lost its server, or its server is frozen. */
  | 'new-client'
  /** Not at all. */
  | 'none'

export function remedyFor(error: unknown): Remedy {
  if (!(error instanceof Error)) return 'none'
  if (refusals.some((kind) => error instanceof kind)) return 'wait'
  if (lostConnections.some((kind) => error instanceof kind)) return 'new-client'
  if (error instanceof UnknownError && refusalText.test(error.message)) return 'wait'
  if (error instanceof UnknownError && lostConnectionText.test(error.message)) return 'new-client'
  return 'code' in error && lostConnectionCodes.has(error.code) ? 'new-client' : 'none'
}

/** What the server sent is no event. Links are not resolved here, and nothing here writes any. */
export class UnexpectedEvent extends Error {
  override readonly name = 'UnexpectedEvent'
  readonly code = 'ERR_UNEXPECTED_EVENT'
}
