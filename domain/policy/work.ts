import type { PolicyRequest } from './request.ts'
import { type Failure, processingError } from './value.ts'

/** What functions know of the evaluation that they are part of: the question, and what it may still cost. */
export type Work = {
  readonly request: PolicyRequest
  /** Steps left. See `workMax`. */
  left: number
}

const spent = processingError('The evaluation takes more work than is allowed.')

/** Takes steps off what is left. @returns a failure once there are none. */
export function spend(work: Work, steps: number): Failure | undefined {
  work.left -= steps
  return work.left < 0 ? spent : undefined
}
