import type { CompiledPolicy } from './compile-policy.ts'
import { workMax } from './limits.ts'
import type { Duty, Outcome, PolicyIdentifier } from './outcome.ts'
import type { PolicyRequest } from './request.ts'
import type { StatusCode } from './value.ts'

export type PolicyDecision = 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate'

export type Result = {
  readonly decision: PolicyDecision
  readonly status: { readonly code: StatusCode; readonly message?: string }
  /** Must be understood and fulfilled by whoever enforces the decision. */
  readonly obligations: readonly Duty[]
  readonly advice: readonly Duty[]
  /**
   * The policies and policy sets that came to this decision, innermost first. Those that came to the
   * other one are not named: section 5.48 would have them, but the public suite leaves them out.
   */
  readonly policies: readonly PolicyIdentifier[]
}

const none = { obligations: [], advice: [], policies: [] } as const
const ok = { code: 'ok' } as const
const doesNotApply: Result = { decision: 'NotApplicable', status: ok, ...none }

/**
 * What the policy says to the request, as section 7 of the OASIS XACML 3.0 core specification has
 * it. Pure and total: whatever goes wrong is an Indeterminate with its reason, never thrown.
 *
 * Who is asking, and whether the attributes are true, is not checked here.
 */
export function evaluate({ root }: CompiledPolicy, request: PolicyRequest): Result {
  return resultOf(root.evaluate({ request, left: workMax, bags: [], variables: [] }))
}

function resultOf(outcome: Outcome): Result {
  switch (outcome.decision) {
    case 'Permit':
    case 'Deny': {
      const { obligations, advice, policies } = outcome.duties
      return { decision: outcome.decision, status: ok, obligations, advice, policies }
    }
    case 'NotApplicable':
      return doesNotApply
    case 'Indeterminate': {
      const { code, message } = outcome.cause
      return { decision: 'Indeterminate', status: { code, message }, ...none }
    }
  }
}
