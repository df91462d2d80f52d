import type { z } from 'zod'
import type { CommandContext } from '../../application/command-context.ts'
import type { Position } from '../../projections/recorded.ts'
import type { Access, Caller, Credentials, Organisation, Person } from '../authentication.ts'
import type { Answer } from './answer.ts'
import { statesIn } from './entity-tag.ts'
import { bindingErrors, type BindingErrors, unreadableBody } from './binding.ts'
import type { Trace } from './trace.ts'
import { rememberingInput } from './remembered-input.ts'
import { parseStrictJson, RefusedJson } from './strict-json.ts'
import { unknownMembersIn, warnOf } from './unknown-members.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What a handler may want to know of a call beside its input. */
export type Surroundings = {
  /** Answer from here or later. */
  readonly atLeast: Position | undefined
  readonly accept: string | undefined
  readonly ifMatch: string | undefined
  readonly idempotencyKey: string | undefined
  readonly trace: Trace
  readonly credentials: Credentials
  /** A header by its name in lower case. */
  readonly header: (name: string) => string | undefined
  /** The command that this call is, by whoever was let in. */
  readonly commandOf: (caller: Organisation | Person) => CommandContext
  /** A file of the form that was sent; undefined if there is none of that name. */
  readonly file: (name: string) => Promise<Uint8Array | undefined>
}

/** A call that was let in and read. */
export type Call<Who, Input> = Surroundings & { readonly caller: Who; readonly input: Input }

/** A call before anything of it was read. */
export type RawCall = {
  readonly caller: Caller | undefined
  /** Path and query, as they came. */
  readonly url: string
  readonly params: unknown
  readonly query: unknown
  readonly body: Uint8Array | undefined
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
  readonly surroundings: Surroundings
}

/** What came of a call: an answer on its way, or why it was not let in or could not be read. */
export type Handled =
  | { readonly why: 'answered'; readonly answer: Promise<Answer> }
  | { readonly why: 'not-admitted' }
  | { readonly why: 'wrong-content-type' }
  | { readonly why: 'encoded' }
  | { readonly why: 'nothing-to-match' }
  | { readonly why: 'unreadable'; readonly errors: BindingErrors }

/** A route as the server registers it, and as tests walk through them. */
export type Route = {
  readonly method: Method
  readonly path: string
  readonly access: Pick<Access<unknown>, 'kind' | 'scopes'>
  /** `bytes`: the body as it came, with its content type. */
  readonly takes: 'nothing' | 'json' | 'json-if-any' | 'form' | 'bytes'
  /** The route's problems without a code are sent as `application/json`. */
  readonly problemsAsJson: boolean
  /** It changes nothing, be it that its question needs a body. */
  readonly isQuery: boolean
  /** What it reads, for whoever describes it. */
  readonly contract: z.ZodType
  /** A caller may ask for the state of what is changed. */
  readonly takesIfMatch: boolean
  /** The caller's `X-Request-ID` is given back with every answer, refusals too. */
  readonly echoesRequestId: boolean
  /** Is the route for this caller? */
  readonly admits: (caller: Caller | undefined) => boolean
  readonly handle: (call: RawCall) => Handled
}

type Declaration<Who, Input> = {
  readonly method: Method
  readonly path: string
  readonly access: Access<Who>
  /** Reads `{ params, query, body }`, of which the body is JSON. */
  readonly contract: z.ZodType<Input>
  readonly takes?: Route['takes']
  /** It changes nothing though it is no `GET`: its answer is of its moment, and kept for nobody. */
  readonly isQuery?: true
  /** What problems call the body (spec systemuser-api §10). */
  readonly bodyName?: string
  readonly problemsAsJson?: boolean
  /** How problems name members of the body, if not as most routes do. */
  readonly memberNames?: 'paths' | 'members'
  /** The same input is read once if it is not too long, and shared; only for routes that read the body alone, or the URL alone. */
  readonly remembersInput?: boolean
  /** The stream of the one thing that a write changes, whose state a caller may ask for (`If-Match`). */
  readonly thing?: (input: Input) => string
  readonly echoesRequestId?: true
  /** The handler itself looks at what a caller asks of the state of things (RFC 9110 §13.1). */
  readonly looksAtConditions?: true
  readonly handler: (call: Call<Who, Input>) => Promise<Answer>
}

/** Declares a route: who may call it, what it reads, and what it does with what was read. */
export function route<Who, Input>(declared: Declaration<Who, Input>): Route {
  const { method, path, access, contract, handler, bodyName, takes = 'nothing', thing } = declared
  const problemsAsJson = declared.problemsAsJson ?? false
  const remembersInput = declared.remembersInput ?? false
  const isQuery = declared.isQuery ?? method === 'GET'
  const memberNames = declared.memberNames ?? (problemsAsJson ? 'members' : 'paths')
  const naming = { bodyName, memberNames }
  const readInput: ReadInput<Input> = ({ params, query, body: bytes, contentType = '' }) => {
    const body = takesJson(takes, bytes)
      ? bodyOf(bytes, bodyName)
      : rawBody(takes, bytes, contentType)
    if (body.errors) return { errors: body.errors }
    const read = contract.safeParse({ params, query, body: body.value })
    // What is remembered is a question, of which nobody takes what was dropped for done.
    const unknown = remembersInput ? [] : unknownMembersIn(body.value)
    if (read.success) return { input: read.data, unknown }
    return { errors: bindingErrors(read.error.issues, { ...naming, body: body.value }) }
  }
  const isLeftToHandler = isQuery || declared.looksAtConditions === true
  const remembered = remembersInput
    ? rememberingInput(readInput, (read) => 'input' in read)
    : undefined
  return {
    method,
    path,
    access,
    takes,
    problemsAsJson,
    isQuery,
    contract,
    takesIfMatch: thing !== undefined || declared.looksAtConditions === true,
    echoesRequestId: declared.echoesRequestId ?? false,
    admits: (caller) => access.admit(caller) !== undefined,
    handle(call) {
      const caller = access.admit(call.caller)
      if (caller === undefined) return { why: 'not-admitted' }
      const unfit = takesJson(takes, call.body) ? unfitForJson(call) : undefined
      if (unfit !== undefined) return { why: unfit }
      const read = remembered ? remembered(call) : readInput(call)
      if ('errors' in read) return { why: 'unreadable', errors: read.errors }
      const { surroundings } = call
      const wanted = isLeftToHandler ? undefined : surroundings.ifMatch
      if (wanted !== undefined && thing === undefined) return { why: 'nothing-to-match' }
      const around =
        wanted !== undefined && thing
          ? matching(surroundings, wanted, thing(read.input))
          : surroundings
      const answer = handler(callOf(around, caller, read.input))
      return { why: 'answered', answer: warned(answer, read.unknown) }
    },
  }
}

const takesJson = (takes: Route['takes'], body: Uint8Array | undefined): boolean =>
  takes === 'json' || (takes === 'json-if-any' && body !== undefined && body.length > 0)

/** The same surroundings, whose commands are taken only while the thing is in one of the states that are asked for. */
const matching = (around: Surroundings, ifMatch: string, stream: string): Surroundings => ({
  ...around,
  commandOf: (caller) => ({
    ...around.commandOf(caller),
    precondition: { stream, last: statesIn(ifMatch) },
  }),
})

const rawBody = (takes: Route['takes'], bytes: Uint8Array | undefined, contentType: string) =>
  takes === 'bytes' ? asItCame(bytes ?? new Uint8Array(), contentType) : nothingRead

const nothingRead: ReadBody = {}
const asItCame = (bytes: Uint8Array, contentType: string): ReadBody => ({
  value: { bytes, contentType },
})

/** Most calls have nothing to be warned of, and are answered as they are. */
const warned = (answer: Promise<Answer>, unknown: readonly string[]): Promise<Answer> =>
  unknown.length === 0 ? answer : answer.then((given) => warnOf(given, unknown))

/** Member by member, as every call passes here: to spread the surroundings costs several times as much. */
const callOf = <Who, Input>(around: Surroundings, caller: Who, input: Input): Call<Who, Input> => ({
  atLeast: around.atLeast,
  accept: around.accept,
  ifMatch: around.ifMatch,
  idempotencyKey: around.idempotencyKey,
  trace: around.trace,
  credentials: around.credentials,
  header: around.header,
  commandOf: around.commandOf,
  file: around.file,
  caller,
  input,
})

/** What was read, and where the body had members that were dropped. */
type ReadCall<Input> = { readonly input: Input; readonly unknown: readonly string[] }
type ReadInput<Input> = (call: RawCall) => ReadCall<Input> | { readonly errors: BindingErrors }

/** Why the body of a route that takes JSON is not even looked at. */
function unfitForJson(call: RawCall): 'wrong-content-type' | 'encoded' | undefined {
  if (call.body !== undefined && !isJson(call.contentType)) return 'wrong-content-type'
  return isEncoded(call) ? 'encoded' : undefined
}

/** What was packed is not unpacked: a small body could stand for one of any length. */
const isEncoded = ({ contentEncoding }: RawCall): boolean =>
  contentEncoding !== undefined && contentEncoding.trim().toLowerCase() !== 'identity'

/** `application/json`, `text/json` and `application/*+json` (spec pdp §10). */
const isJson = (contentType: string | undefined): boolean =>
  contentType === 'application/json' ||
  (contentType !== undefined &&
    /^(?:application|text)\/(?:[\w.+-]+\+)?json *(?:;|$)/iu.test(contentType))

type ReadBody = { readonly value?: unknown; readonly errors?: BindingErrors }

function bodyOf(bytes: Uint8Array | undefined, bodyName: string | undefined): ReadBody {
  if (bytes === undefined || bytes.length === 0)
    return { errors: unreadableBody('', 'A non-empty request body is required.', bodyName) }
  try {
    return { value: parseStrictJson(bytes) }
  } catch (error) {
    if (!(error instanceof RefusedJson)) throw error
    return { errors: unreadableBody('$', error.message, bodyName) }
  }
}
