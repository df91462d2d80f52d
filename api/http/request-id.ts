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
