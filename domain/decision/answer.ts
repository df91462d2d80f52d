import type { Duty } from '../policy/outcome.ts'
import type { StatusCode } from '../policy/value.ts'
import type { OrgNo } from '../values.ts'
import type { Step } from './facts.ts'

/** Why a decision came out as it did: the grant and the approval behind it, or the nearest missing link. */
export type Reason =
  | {
      readonly code: 'right-delegated'
      readonly grant: Step
      /** The party's main unit, if it was that one which delegated. */
      readonly mainUnit?: OrgNo | undefined
      readonly approved?: Step | undefined
    }
  | {
      readonly code: 'package-delegated'
      readonly packages: readonly string[]
      readonly grant: Step
      readonly mainUnit?: OrgNo | undefined
      readonly approved?: Step | undefined
    }
  | { readonly code: 'no-such-system-user' }
  | {
      readonly code: 'system-user-not-active'
      readonly status: string
      readonly ended?: Step | undefined
    }
  | { readonly code: 'system-not-registered' }
  | { readonly code: 'nothing-delegated' }
  | { readonly code: 'agent-lost-packages' }
  | { readonly code: 'no-longer-a-client' }
  | { readonly code: 'client-gives-packages-no-more' }
  | { readonly code: 'no-such-resource' }
  | { readonly code: 'no-such-party' }
  | { readonly code: 'role-held'; readonly roles: readonly string[] }
  | { readonly code: 'no-role-there' }
  | { readonly code: 'role-gives-it-not' }
  | { readonly code: 'no-such-organisation' }
  | { readonly code: 'organisation-named' }
  | { readonly code: 'organisation-not-named' }
  | { readonly code: 'not-among-the-delegated-rights' }
  | { readonly code: 'right-no-longer-in-policy' }
  | { readonly code: 'policy-denies' }
  | { readonly code: 'not-on-access-list' }
  | {
      readonly code: 'policy-undecided'
      readonly status: Exclude<StatusCode, 'ok'>
      readonly message: string
    }

export type Answer = {
  readonly decision: 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate'
  readonly reason: Reason
  /** Does the policy speak of the action at all? */
  readonly isAddressed: boolean
  /** What whoever lets it through must see to as well. Of a Permit alone. */
  readonly obligations: readonly Duty[]
}
