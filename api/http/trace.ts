import { randomBytes } from 'node:crypto'

const traceparent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/u

/** W3C Trace Context of a call: the caller's if it sent a well-formed one, else a new one. */
export type Trace = {
  /** Names the call in answers and logs. */
  readonly id: string
  /** What the caller sent. */
  readonly traceparent?: string
}

export function traceOf(header: string | readonly string[] | undefined): Trace {
  const parsed = typeof header === 'string' ? traceparent.exec(header) : null
  const traceId = parsed?.[1] ?? randomBytes(16).toString('hex')
  const id = `00-${traceId}-${randomBytes(8).toString('hex')}-00`
  return typeof header === 'string' && parsed ? { id, traceparent: header } : { id }
}
