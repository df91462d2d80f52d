import type { Failure, Value } from './value.ts'

/** An obligation or an advice as it goes out with a decision. */
export type Duty = {
  readonly id: string
  readonly assignments: readonly Assignment[]
}

export type Assignment = {
  readonly attributeId: string
  readonly category?: string
  readonly issuer?: string
  readonly value: Value
}

export type PolicyIdentifier = {
  readonly kind: 'policy' | 'policy-set'
  readonly id: string
  readonly version: string
}

/** What goes out with a Permit or a Deny, from the parts that led to it. */
export type Duties = {
  readonly obligations: readonly Duty[]
  readonly advice: readonly Duty[]
  /** The policies and policy sets that came to this decision, innermost first. */
  readonly policies: readonly PolicyIdentifier[]
}

export type Decided = { readonly decision: 'Permit' | 'Deny'; readonly duties: Duties }

/**
 * Of an Indeterminate it is kept which effects it could have had, had nothing failed: `P`ermit,
 * `D`eny or both (section 7.10 of the standard).
 */
export type Undecided = {
  readonly decision: 'Indeterminate'
  readonly could: 'P' | 'D' | 'DP'
  readonly cause: Failure
}

/** What a rule, a policy or a policy set comes to. */
export type Outcome = Decided | Undecided | { readonly decision: 'NotApplicable' }

export const notApplicable: Outcome = { decision: 'NotApplicable' }
export const noDuties: Duties = { obligations: [], advice: [], policies: [] }
const plainOutcomes = {
  Permit: { decision: 'Permit', duties: noDuties },
  Deny: { decision: 'Deny', duties: noDuties },
} as const

export const decided = (decision: Decided['decision'], duties: Duties): Decided =>
  duties === noDuties ? plainOutcomes[decision] : { decision, duties }

export const undecided = (could: Undecided['could'], cause: Failure): Undecided => ({
  decision: 'Indeterminate',
  could,
  cause,
})

/** Both sets of duties; one of them unchanged when the other is empty. */
export function mergeDuties(first: Duties, second: Duties): Duties {
  if (first === noDuties) return second
  if (second === noDuties) return first
  return {
    obligations: [...first.obligations, ...second.obligations],
    advice: [...first.advice, ...second.advice],
    policies: [...first.policies, ...second.policies],
  }
}
