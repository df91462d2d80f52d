import type { Position } from '../projections/recorded.ts'

/** What must be so of one stream for a command to be taken (RFC 9110 §13.1.1). */
export type Precondition = {
  readonly stream: string
  /** Where its last event is one of these; `any`: there is one. */
  readonly last: readonly Position[] | 'any'
}

/** The thing has changed since it was read, or is not there. Nothing was written of it. */
export class PreconditionFailed extends Error {
  override readonly name = 'PreconditionFailed'
  readonly code = 'ERR_PRECONDITION_FAILED'
}

export function holds({ last }: Precondition, found: Position | undefined): boolean {
  if (found === undefined) return false
  return last === 'any' || last.includes(found)
}
