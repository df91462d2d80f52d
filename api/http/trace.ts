import { randomBytes } from 'node:crypto'

const traceparent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/u

/** W3C Trace Context of a call: the caller's if it sent a well-formed one, else a new one. */
export type Trace = {
  /** Names the call in answers and logs. */
  readonly id: string
  /** What the caller sent. */
  readonly traceparent: string | undefined
}

/** The id is made when it is first asked for: most answers do not show it. */
export function traceOf(header: string | readonly string[] | undefined): Trace {
  if (typeof header !== 'string') return new CallTrace(undefined, undefined)
  const parsed = traceparent.exec(header)
  return new CallTrace(parsed?.[1], parsed?.[0])
}

class CallTrace implements Trace {
  readonly traceparent: string | undefined
  readonly #traceId: string | undefined
  #id: string | undefined

  constructor(traceId: string | undefined, header: string | undefined) {
    this.#traceId = traceId
    this.traceparent = header
  }

  get id(): string {
    this.#id ??= `00-${this.#traceId ?? random(16)}-${random(8)}-00`
    return this.#id
  }
}

const random = (bytes: number): string => randomBytes(bytes).toString('hex')
