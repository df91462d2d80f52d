import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Views } from '../../projections/views.ts'
import {
  type Authenticated,
  type Caller,
  type Credentials,
  forbidden,
  unauthorized,
} from '../authentication.ts'
import { commandContext, type CommandFunctions, isIdempotencyKey } from '../command.ts'
import { readConsistencyToken } from '../consistency-token.ts'
import { bindingProblem, plainProblem } from '../problem-reply.ts'
import type { Answer } from './answer.ts'
import { bytesOfForm, formFile } from './form-file.ts'
import { answerOnce, isActing, type ReplayFunctions } from './replay.ts'
import { asBytes, echoRequestId } from './request-id.ts'
import type { RawCall, Route, Surroundings } from './route.ts'
import { send } from './send.ts'
import { type Trace, traceOf } from './trace.ts'

type Functions = CommandFunctions &
  ReplayFunctions & {
    readonly views: Pick<Views, 'fetch'>
    readonly installationId: string
    readonly authenticate: (credentials: Credentials) => Promise<Authenticated>
  }

/** Registers the routes: who calls, then may they, then what do they ask, in this order. */
export function serve(app: FastifyInstance, routes: readonly Route[], functions: Functions): void {
  for (const route of routes)
    app.route({
      method: route.method,
      url: route.path,
      ...(route.echoesRequestId && { onRequest: echoFirst, onSend: apartFromHeaders }),
      handler: async (request, reply) => {
        const trace = traceOf(request.headers['traceparent'])
        return send(reply, await answerTo(route, request, trace, functions))
      },
    })
}

/** Before anything else is done, so that it stands on whatever is answered. */
const echoFirst = async (request: FastifyRequest, reply: FastifyReply): Promise<void> =>
  echoRequestId(request, reply)

const apartFromHeaders = async (
  _request: FastifyRequest,
  _reply: FastifyReply,
  payload: unknown,
): Promise<unknown> => asBytes(payload)

async function answerTo(
  route: Route,
  request: FastifyRequest,
  trace: Trace,
  functions: Functions,
): Promise<Answer> {
  const credentials = {
    authorization: request.headers.authorization,
    rawHeaders: request.raw.rawHeaders,
  }
  const isOpen = route.access.kind === 'anyone'
  const who = isOpen ? undefined : await functions.authenticate(credentials)
  if (who?.authenticated === false) return unauthorized(trace, who.reason)
  const sent =
    route.takes === 'form' ? await sentForm(route, request, who?.caller) : sentBody(request)
  const arrived = { request, credentials, sent }
  const surroundings = surroundingsOf(arrived, functions)
  if ('status' in surroundings) return surroundings
  // A command decides by the views too, so what the caller has seen must be in them.
  if (surroundings.atLeast !== undefined && !route.isQuery)
    await functions.views.fetch([], surroundings.atLeast)
  const call: RawCall = {
    caller: who?.caller,
    url: request.url,
    params: request.params,
    query: request.query,
    body: sent.body,
    contentType: request.headers['content-type'],
    contentEncoding: request.headers['content-encoding'],
    surroundings,
  }
  return keyed(route, call, functions, request) ?? handledAnswer(route, call)
}

async function handledAnswer(route: Route, call: RawCall): Promise<Answer> {
  const { trace } = call.surroundings
  const handled = route.handle(call)
  switch (handled.why) {
    case 'answered':
      return handled.answer
    case 'not-admitted':
      return forbidden(trace, route.access)
    case 'wrong-content-type':
      return plainProblem(415, trace, { asJson: route.problemsAsJson })
    case 'encoded':
      return plainProblem(415, trace, {
        detail: 'The body is to be sent as it is, without a content encoding.',
        headers: { 'accept-encoding': 'identity' },
        asJson: route.problemsAsJson,
      })
    case 'nothing-to-match':
      return plainProblem(412, trace, {
        detail: 'There is no one thing here that If-Match could be of.',
      })
    case 'unreadable':
      return bindingProblem(handled.errors, trace, route.problemsAsJson)
  }
}

/** The call answered once, if it has a key and is for this caller; undefined for any other. */
function keyed(
  route: Route,
  call: RawCall,
  functions: Functions,
  { method, url }: FastifyRequest,
): Promise<Answer> | undefined {
  const { caller, body, surroundings } = call
  const key = surroundings.idempotencyKey
  if (key === undefined || route.isQuery) return undefined
  if (!isActing(caller) || !route.admits(caller)) return undefined
  const { trace } = surroundings
  const context = () => surroundings.commandOf(caller)
  const once = { caller, method, path: url, key, body, trace, context }
  return answerOnce(functions, once, () => handledAnswer(route, call))
}

type Sent = { readonly body: Uint8Array | undefined; readonly file: Surroundings['file'] }

const sentBody = ({ body }: FastifyRequest): Sent => ({ body: bytesOf(body), file: noFile })
const noFile: Surroundings['file'] = () => Promise.resolve(undefined)

/** A form with a key is read first, as its file tells it from another; but for nobody who is not let in. */
async function sentForm(
  route: Route,
  request: FastifyRequest,
  caller: Caller | undefined,
): Promise<Sent> {
  const read = formFile(request)
  const file: Sent['file'] = async (name) => {
    const form = await read()
    return form?.field === name ? form.bytes : undefined
  }
  const hasKey = request.headers['idempotency-key'] !== undefined
  const form = hasKey && route.admits(caller) ? await read() : undefined
  return { body: form && bytesOfForm(form), file }
}

type Arrived = {
  readonly request: FastifyRequest
  readonly credentials: Credentials
  readonly sent: Sent
}

function surroundingsOf(
  { request, credentials, sent }: Arrived,
  functions: Functions,
): Surroundings | Answer {
  const trace = traceOf(request.headers['traceparent'])
  const token = readConsistencyToken(functions.installationId, request.headers['consistency-token'])
  if (!token.read) return badToken(token.reason, trace)
  const idempotencyKey = one(request.headers['idempotency-key'])
  if (idempotencyKey !== undefined && !isIdempotencyKey(idempotencyKey))
    return bindingProblem({ 'Idempotency-Key': ['The key is not well-formed.'] }, trace)
  const { accept } = request.headers
  return {
    atLeast: token.atLeast,
    accept,
    ifMatch: one(request.headers['if-match']),
    idempotencyKey,
    trace,
    credentials,
    header: (name) => one(request.headers[name]),
    commandOf: (caller) =>
      commandContext(functions, caller, {
        method: request.method,
        path: request.url,
        body: sent.body,
        trace,
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      }),
    file: sent.file,
  }
}

function badToken(reason: 'malformed' | 'other-installation', trace: Trace): Answer {
  return reason === 'malformed'
    ? bindingProblem({ 'Consistency-Token': ['The token is not well-formed.'] }, trace)
    : plainProblem(409, trace, {
        detail: 'The consistency token is of another installation, whose log is not this one.',
      })
}

const bytesOf = (body: unknown): Uint8Array | undefined =>
  body instanceof Uint8Array ? body : undefined

const one = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0]
