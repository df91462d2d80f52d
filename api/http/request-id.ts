import type { FastifyReply, FastifyRequest } from 'fastify'

const name = 'x-request-id'

/**
 * The caller's own name for a call, given back as it came, whatever it is (AuthZEN Authorization API 1.0 §10.1). A value
 * that the server has parsed as a header is one that may be sent as a header.
 */
export function echoRequestId({ headers }: FastifyRequest, reply: FastifyReply): void {
  const id = headers[name]
  if (id !== undefined) reply.header(name, id)
}

/** A text would be sent in one piece with the headers, and they would be written in its UTF-8, not as they came. */
export const asBytes = (payload: unknown): unknown =>
  typeof payload === 'string' ? Buffer.from(payload) : payload
