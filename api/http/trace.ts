import { randomBytes } from 'node:crypto'

const traceparent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/u

/** W3C Trace Context of a call: the caller's if it sent a well-formed one, else a new one. */
export type Trace = {
  /** Names the call in answers and logs. */
  readonly id: string
  /** What the caller sent. */
  readonly traceparent?: string
}

/** The id is made when it is first asked for: most answers do not show it. */
export function traceOf(header: string | readonly string[] | undefined): Trace {
  const parsed = typeof header === 'string' ? traceparent.exec(header) : null
  const sent = parsed === null ? undefined : { id: parsed[1], traceparent: parsed[0] }
  let id: string | undefined
  return {
    get id() {
      id ??= `00-${sent?.id ?? random(16)}-${random(8)}-00`
      return id
    },
    ...(sent && { traceparent: sent.traceparent }),
  }
}

const random = (bytes: number): string => randomBytes(bytes).toString('hex')
