import type { AnyQuestion } from '../../domain/decision/question.ts'
import type { OrgCode } from '../../domain/resource/competent-authority.ts'
import type { OrgNo, PersonRef } from '../../domain/values.ts'
import type { PersonName } from './subject.ts'
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
  readonly question: AnyQuestion
  readonly included: Included
}

/**
 * The party is named by its UUID alone, the person by what only the vault knows, or the service owner by its short code,
 * so whose that is comes first.
 */
export type AskedByName = {
  readonly asked: 'by-name'
  /** Of a party whose number is not told. */
  readonly partyUuid: string | undefined
  readonly person: PersonName | undefined
  readonly orgCode: OrgCode | undefined
  /** Each of these is given if it was named, and found. */
  readonly questionOf: (found: {
    readonly party: OrgNo | undefined
    readonly person: PersonRef | undefined
    readonly organisation: OrgNo | undefined
  }) => AnyQuestion | undefined
  readonly included: Included
}

export type Reading = Asked | AskedByName | { readonly asked: 'not'; readonly answer: Unasked }

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
