import type { Result } from '../policy/evaluate.ts'
import type { Answer, Reason } from './answer.ts'

/** An answer before it is known whether the policy speaks of the action. */
export type Judged = Omit<Answer, 'isAddressed'>

/** There is no access: NotApplicable, as from a policy that does not apply. */
export const noAccess = (reason: Reason): Judged => ({
  decision: 'NotApplicable',
  reason,
  obligations: [],
})

/** It cannot be decided. */
export const unknown = (reason: Reason): Judged => ({
  decision: 'Indeterminate',
  reason,
  obligations: [],
})

/** What a policy said, as an answer; `reason` is that of a Permit, or of its not applying. */
export function judged(result: Result, reason: Reason): Judged {
  switch (result.decision) {
    case 'Permit':
      return { decision: 'Permit', reason, obligations: result.obligations }
    case 'Deny':
      return { decision: 'Deny', reason: { code: 'policy-denies' }, obligations: [] }
    case 'NotApplicable':
      return noAccess(reason)
    case 'Indeterminate': {
      const { code, message = code } = result.status
      const status = code === 'ok' ? 'processing-error' : code
      return unknown({ code: 'policy-undecided', status, message })
    }
  }
}
