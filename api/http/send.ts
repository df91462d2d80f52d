import type { FastifyReply } from 'fastify'
import type { Answer } from './answer.ts'

export function send(reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, contentType, body, headers } = answer
  reply.code(status)
  if (headers !== undefined) reply.headers(headers)
  if (contentType !== undefined) reply.header('content-type', contentType)
  return reply.send(asSent(contentType, body))
}

/** As bytes where the type has no charset: to text the server would add one that the contract does not have. */
const asSent = (contentType: string | undefined, body: Answer['body']): Answer['body'] =>
  typeof body === 'string' && contentType?.includes('charset') !== true ? Buffer.from(body) : body
