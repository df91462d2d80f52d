import { IssuerKeysUnavailable } from '../application/access-token.ts'
import { EventStoreUnavailable, WrongRevision } from '../application/event-store.ts'
import { PreconditionFailed } from '../application/precondition.ts'
import { ViewsBehind, ViewsNotReady } from '../projections/views.ts'
import type { Answer } from './http/answer.ts'
import type { Trace } from './http/trace.ts'
import { plainProblem } from './problem-reply.ts'

/** What the log is told of a fault: enough to find it, and nothing of the call's body or token. */
export type Fault = {
  readonly traceId: string
  readonly route: string
  readonly name: string
  readonly code?: string
  readonly message: string
  readonly stack: string
}

/** Faults that pass: the call may be made again. */
const passing = [
  ViewsNotReady,
  ViewsBehind,
  EventStoreUnavailable,
  WrongRevision,
  IssuerKeysUnavailable,
]

/** The answer to a fault says when to try again, or that something is broken, and nothing more. */
export const faultReply = (error: unknown, trace: Trace): Answer =>
  error instanceof PreconditionFailed ? changedSince(trace) : faultAnswer(error, trace)

/** The thing is not as the caller last read it. */
const changedSince = (trace: Trace): Answer =>
  plainProblem(412, trace, { detail: 'It has changed since it was read. Read it again.' })

const faultAnswer = (error: unknown, trace: Trace): Answer =>
  passing.some((kind) => error instanceof kind)
    ? plainProblem(503, trace, { headers: { 'retry-after': '1' } })
    : plainProblem(500, trace)

export function faultOf(error: unknown, trace: Trace, where: string): Fault {
  const known = error instanceof Error ? error : new Error('something that is no Error was thrown')
  return {
    traceId: trace.id,
    route: where,
    name: known.name,
    ...('code' in known && typeof known.code === 'string' && { code: known.code }),
    message: scrubbed(known.message),
    stack: scrubbed(known.stack ?? ''),
  }
}

/** Whatever looks like a personal number is taken out, also out of messages that others wrote. */
const scrubbed = (text: string): string =>
  text.replaceAll(/\d{6}[ -]?\d{5}/gu, '[number]').replaceAll(/eyJ[\w.-]+/gu, '[token]')
