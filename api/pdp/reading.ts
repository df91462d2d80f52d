import type { Question } from '../../domain/decision/question.ts'
import type { OrgNo } from '../../domain/values.ts'
import type { Bag } from './attributes.ts'

/** A question that cannot be put to the decision rule, and what the contract answers then (spec pdp §10). */
export type Unasked = {
  readonly decision: 'NotApplicable' | 'Indeterminate'
  readonly status: 'ok' | 'syntax-error' | 'processing-error'
  /** Where the internal route calls the same thing otherwise. */
  readonly statusInside?: 'syntax-error'
  readonly reason: string
}

/** The attributes that the asker wants to see again in the answer. */
export type Included = readonly { readonly category: string; readonly attributes: Bag }[]

export type Asked = {
  readonly asked: 'by-number'
  readonly question: Question
  readonly included: Included
}

/** The party is named by its UUID alone, so whose that is comes first. */
export type AskedByUuid = {
  readonly asked: 'by-uuid'
  readonly uuid: string
  readonly questionOf: (party: OrgNo) => Question
  readonly included: Included
}

export type Reading = Asked | AskedByUuid | { readonly asked: 'not'; readonly answer: Unasked }

const unasked = (answer: Unasked): Reading => ({ asked: 'not', answer })

export const syntaxError = (reason: string): Reading =>
  unasked({ decision: 'Indeterminate', status: 'syntax-error', reason })

export const processingError = (reason: string): Reading =>
  unasked({ decision: 'Indeterminate', status: 'processing-error', reason })

/** What the internal route calls a syntax error (spec pdp §10). */
export const nothingNamed = (reason: string): Reading =>
  unasked({
    decision: 'Indeterminate',
    status: 'processing-error',
    statusInside: 'syntax-error',
    reason,
  })

export const notApplicable = (reason: string): Reading =>
  unasked({ decision: 'NotApplicable', status: 'ok', reason })
