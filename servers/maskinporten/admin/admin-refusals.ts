import { randomUUID } from 'node:crypto'
import type { FastifyReply } from 'fastify'

const adminProblems = {
  'no-token': { status: 401, error: 'invalid_token', text: 'A bearer token is required.' },
  'invalid-token': { status: 401, error: 'invalid_token', text: 'The token is not valid.' },
  'scope-missing': {
    status: 403,
    error: 'insufficient_scope',
    text: 'The token lacks the scope for this.',
  },
  'not-found': { status: 404, error: 'not_found', text: 'There is no such thing of yours.' },
  'already-there': { status: 409, error: 'conflict', text: 'It is there already.' },
  'invalid-input': { status: 400, error: 'invalid_request', text: 'The input is not valid.' },
  'prefix-not-yours': {
    status: 403,
    error: 'forbidden',
    text: 'The prefix belongs to another organisation.',
  },
  'scope-not-available': {
    status: 400,
    error: 'invalid_scope',
    text: 'Your organisation has no access to the scope.',
  },
  'too-many-keys': { status: 400, error: 'invalid_request', text: 'A client has too many keys.' },
} as const satisfies Record<string, { status: number; error: string; text: string }>

export type AdminRefusal = {
  readonly code: keyof typeof adminProblems
  /** Which members of the input are wrong, or which scope; never a value that was sent. */
  readonly fields?: readonly string[]
}

export type AdminResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: AdminRefusal }

export const done = <T>(value: T): AdminResult<T> => ({ ok: true, value })

export const refused = (
  code: AdminRefusal['code'],
  fields?: readonly string[],
): AdminResult<never> => ({
  ok: false,
  refusal: fields === undefined ? { code } : { code, fields },
})

/** Answers in the self-service API's own form of error. */
export function sendRefusal(reply: FastifyReply, { code, fields = [] }: AdminRefusal, at: string) {
  const { status, error, text } = adminProblems[code]
  return reply.code(status).send({
    status,
    timestamp: at,
    correlation_id: randomUUID(),
    errors: fields.map((field) => ({
      errorMessage: text,
      isFieldError: true,
      objectName: 'request',
      fieldIdentifier: field,
    })),
    error,
    error_description: text,
  })
}
