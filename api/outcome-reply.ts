import type { Outcome } from '../application/outcome.ts'
import { consistencyToken } from './consistency-token.ts'
import type { Answer } from './http/answer.ts'
import type { Trace } from './http/trace.ts'
import { refusalReply } from './problem-reply.ts'
import type { Refusal } from './problems.ts'

type Wrapping = {
  readonly trace: Trace
  readonly accept?: string | undefined
  readonly installationId: string
}

/**
 * The answer to a command: its refusal, by the table of problems, or what `answer` makes of its value, with the token
 * by which later reads can ask to see it.
 */
export function outcomeReply<Value>(
  outcome: Outcome<Value, Refusal>,
  wrapping: Wrapping,
  answer: (value: Value) => Answer,
): Answer {
  if (!outcome.done) return refusalReply(outcome.refusal, wrapping)
  const given = answer(outcome.value)
  if (outcome.position === undefined) return given
  const token = consistencyToken(wrapping.installationId, outcome.position)
  return { ...given, headers: { ...given.headers, 'consistency-token': token } }
}
