import { createHash } from 'node:crypto'
import type { FirstAnswer } from '../../application/kept-answers.ts'
import type { CommandContext } from '../../application/command-context.ts'
import type { DeriveId } from '../../application/derive-id.ts'
import type { Caller, Organisation, Person } from '../authentication.ts'
import { plainProblem } from '../problem-reply.ts'
import type { Answer } from './answer.ts'
import type { Trace } from './trace.ts'

export type ReplayFunctions = {
  readonly deriveId: DeriveId
  readonly firstAnswer: (key: string) => Promise<FirstAnswer | undefined>
  readonly keepAnswer: (
    key: string,
    answer: FirstAnswer,
    context: CommandContext,
  ) => Promise<FirstAnswer>
}

/** A call with a key, by somebody who may make it. */
export type KeyedCall = {
  readonly caller: Organisation | Person
  readonly method: string
  readonly path: string
  readonly key: string
  readonly body: Uint8Array | undefined
  readonly trace: Trace
  readonly context: () => CommandContext
}

const bodyMax = 65_536

/**
 * Answers a call with an `Idempotency-Key` as the first time, whatever has happened since; the same key with another body
 * is refused (draft-ietf-httpapi-idempotency-key-header §2.6). Only what was done is kept: whoever was refused may try
 * again with the same key. Keys are a caller's own, and of one method and path.
 */
export async function answerOnce(
  functions: ReplayFunctions,
  call: KeyedCall,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  const { caller, method, path, key, trace } = call
  const who = caller.kind === 'organisation' ? caller.orgNo : caller.person
  const id = functions.deriveId('kept-answer', who, method, path, key)
  const digest = createHash('sha256')
    .update(call.body ?? '')
    .digest('hex')
  const first = await functions.firstAnswer(id)
  if (first) return replayed(first, digest, trace)
  const given = await answer()
  const isKept = given.status < 300 && (given.body?.length ?? 0) <= bodyMax
  if (!isKept) return given
  const kept = await functions.keepAnswer(id, asKept(given, digest), call.context())
  return kept.digest === digest && kept.body === given.body ? given : replayed(kept, digest, trace)
}

const asKept = (
  { status, contentType, body, headers = {} }: Answer,
  digest: string,
): FirstAnswer => ({
  digest,
  status,
  ...(contentType !== undefined && { contentType }),
  ...(body !== undefined && { body: Buffer.from(body).toString('utf8') }),
  headers,
})

function replayed(first: FirstAnswer, digest: string, trace: Trace): Answer {
  if (first.digest !== digest)
    return plainProblem(422, trace, {
      detail: 'The Idempotency-Key was used for another call. Use a new key for a new call.',
    })
  const { status, contentType, body, headers } = first
  return {
    status,
    ...(contentType !== undefined && { contentType }),
    ...(body !== undefined && { body }),
    headers: { ...headers, 'idempotency-replayed': 'true' },
  }
}

/** A system user's token makes no calls of its own here. */
export const isActing = (caller: Caller | undefined): caller is Organisation | Person =>
  caller !== undefined && caller.kind !== 'system-user'
