import type { Trace } from './http/trace.ts'
import { type Answer, json, jsonType, words } from './http/answer.ts'
import type { SystemFinding } from '../application/system-findings.ts'
import {
  extensionsOf,
  type Problem,
  problems,
  type Refusal,
  type SingleRefusal,
  wordsOf,
} from './problems.ts'

/** The type of problems with a code of the service, and of those of the framework (spec systemuser-api §10). */
const codedType = 'application/problem+json'
const plainType = 'application/problem+json; charset=utf-8'

type Wrapping = { readonly trace: Trace; readonly accept?: string | undefined }

/** The answer to a refusal, by the one table of problems. */
export function refusalReply(refusal: Refusal, wrapping: Wrapping): Answer {
  return refusal.code === 'system-unfit'
    ? validationReply(validationErrorsOf(refusal.findings), wrapping.trace)
    : singleReply(refusal, wrapping)
}

function singleReply(refusal: SingleRefusal, { trace, accept }: Wrapping): Answer {
  const problem: Problem = problems[refusal.code]
  const extensions = extensionsOf(refusal)
  switch (problem.kind) {
    case 'coded':
      return coded(problem, trace, extensions)
    case 'validation':
      return validationReply([{ ...problem, extensions }], trace)
    case 'plain':
      return plainProblem(problem.status, trace, { detail: problem.detail })
    case 'words': {
      const text = wordsOf(refusal) ?? problem.text
      return problem.alwaysJson ? json(text, problem.status) : words(text, problem.status, accept)
    }
  }
}

type Coded = { readonly code: string; readonly status: number; readonly title: string }

/** A problem with a code of the service, its members in the contract's order. */
export const coded = (
  { code, status, title }: Coded,
  trace: Trace,
  extensions: Readonly<Record<string, unknown>> = {},
): Answer => ({
  status,
  contentType: codedType,
  body: JSON.stringify({
    type: `urn:altinn:error:${code}`,
    title,
    status,
    code,
    traceId: trace.id,
    statusDescription: phrase(status),
    ...extensions,
  }),
})

export type ValidationError = {
  readonly code: string
  readonly path: string
  readonly title: string
  readonly extensions?: Readonly<Record<string, string>>
}

/** What the registers have against a system, as the contract says it. */
export const validationErrorsOf = (
  findings: readonly SystemFinding[],
): readonly ValidationError[] =>
  findings.map((finding) => ({ ...problems[finding.code], extensions: extensionsOf(finding) }))

/**
 * Errors of a system in the order in which the contract tells them, as far as it is known (spec systemuser-api §10); the
 * others by the parts of a system.
 */
const order = ['13', '01', '02', '09', '03', '17', '06', '08', '07', '18', '04', '11', '05']

const placeOf = ({ code }: ValidationError): number => order.indexOf(code.slice(-2))

/** All that is wrong with a body, in one answer. */
export const validationReply = (errors: readonly ValidationError[], trace: Trace): Answer =>
  coded(
    { code: 'STD-00000', status: 400, title: 'One or more validation errors occurred.' },
    trace,
    {
      validationErrors: errors
        .toSorted((a, b) => placeOf(a) - placeOf(b))
        .map(({ code, path, title, extensions = {} }) => ({
          code,
          title,
          paths: [path],
          ...extensions,
        })),
    },
  )

type Plain = {
  readonly detail?: string
  /** What is wrong, by the name of a parameter or the place in the body. */
  readonly errors?: Readonly<Record<string, readonly string[]>>
  readonly title?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The resource registry sends its own as `application/json`. */
  readonly asJson?: boolean
}

/** A problem that a status says all about. */
export const plainProblem = (status: number, trace: Trace, more: Plain = {}): Answer => ({
  status,
  contentType: more.asJson ? jsonType : plainType,
  body: JSON.stringify({
    type: `https://tools.ietf.org/html/rfc9110#section-15.${sectionOf(status)}`,
    title: more.title ?? phrase(status),
    status,
    detail: more.detail,
    errors: more.errors,
    traceId: trace.id,
  }),
  ...(more.headers && { headers: more.headers }),
})

/** That there is no such thing, in the words of the client-delegation API (spec systemuser-api §10). */
export const notFoundHere = (title: string, detail: string, { id }: Trace): Answer => ({
  status: 404,
  contentType: plainType,
  body: JSON.stringify({ title, status: 404, detail, traceId: id }),
})

/** A part of the call that could not be read (spec systemuser-api §0.4, third kind). */
export const bindingProblem = (
  errors: Readonly<Record<string, readonly string[]>>,
  trace: Trace,
  asJson = false,
): Answer =>
  plainProblem(400, trace, { title: 'One or more validation errors occurred.', errors, asJson })

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}

const phrase = (status: number): string => phrases[status] ?? 'Error'

/** RFC 9110 describes 4xx in section 15.5 and 5xx in 15.6, each status in its own part. */
const sectionOf = (status: number): string =>
  status < 500 ? `5.${status - 399}` : `6.${status - 499}`
