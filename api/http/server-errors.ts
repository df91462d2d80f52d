import type { ConnectionError, FastifyReply, FastifyRequest } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { faultOf, type Fault, faultReply } from '../faults.ts'
import { PreconditionFailed } from '../../application/precondition.ts'
import { plainProblem } from '../problem-reply.ts'
import { echoRequestId } from './request-id.ts'
import type { Route } from './route.ts'
import { send } from './send.ts'
import { traceOf } from './trace.ts'

export type ReportFault = (fault: Fault) => void

/** The one place where what was thrown becomes an answer. Nothing of the message goes out. */
export const answerFault =
  (report: ReportFault) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const trace = traceOf(request.headers['traceparent'])
    const status = refusedByServer(error)
    if (status !== undefined) return send(reply, plainProblem(status, trace))
    if (!(error instanceof PreconditionFailed))
      report(faultOf(error, trace, `${request.method} ${request.routeOptions.url ?? ''}`))
    return send(reply, faultReply(error, trace))
  }

/** Calls that never became one: a header too large or too slow, bytes that are no HTTP (RFC 9110 §15.5). */
export function answerBrokenCall(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const status = brokenCalls[error.code] ?? 400
  const { body = '', contentType = '' } = plainProblem(status, traceOf(undefined))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body.toString()}`)
}

const brokenCalls: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
}

/** What the server itself refused: a body too large, a URL that cannot be read. */
function refusedByServer(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('statusCode' in error)) return undefined
  const { code, statusCode } = error
  if (typeof code !== 'string' || typeof statusCode !== 'number') return undefined
  const isRefusal = code.startsWith('FST_') && statusCode >= 400 && statusCode < 500
  return isRefusal ? statusCode : undefined
}

/** 405 with `Allow` for a path that other methods have, 404 for any other; both empty (spec systemuser-api §10). */
export function answerNotFound(routes: readonly Route[]) {
  const patterns = routes.map(({ method, path, echoesRequestId }) => ({
    method,
    echoesRequestId,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/gu, '[^/]+')}/?$`, 'iu'),
  }))
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split('?', 1)[0] ?? ''
    const others = patterns.filter(({ pattern }) => pattern.test(path))
    if (others.length === 0) return send(reply, { status: 404 })
    if (others.some(({ echoesRequestId }) => echoesRequestId)) echoRequestId(request, reply)
    const allowed = others.map(({ method }) => method)
    return send(reply, { status: 405, headers: { allow: [...new Set(allowed)].join(', ') } })
  }
}
