import type { Decided } from '../../application/decide-access.ts'
import { reasonText } from '../../domain/decision/reason-text.ts'
import { printValue } from '../../domain/policy/kinds.ts'
import type { Duty } from '../../domain/policy/outcome.ts'
import { consistencyToken } from '../consistency-token.ts'

/** What is answered to one question (§5.2): yes or no, and why, from where, and under which duties. */
export type Evaluation = {
  readonly decision: boolean
  readonly context: Readonly<Record<string, unknown>>
}

/** Only a Permit is a yes. */
export const evaluationOf = (
  { answer, position, policyVersion }: Decided,
  installationId: string,
): Evaluation => ({
  decision: answer.decision === 'Permit',
  context: {
    reason: reasonText(answer.reason),
    code: answer.reason.code,
    xacml_decision: answer.decision,
    position: consistencyToken(installationId, position),
    ...(policyVersion !== undefined && { policy_version: policyVersion }),
    ...(answer.obligations.length > 0 && { obligations: answer.obligations.map(duty) }),
  },
})

const duty = ({ id, assignments }: Duty) => ({
  id,
  attributes: Object.fromEntries(
    assignments.map(({ attributeId, category, value }) => [
      category ?? attributeId,
      printValue(value),
    ]),
  ),
})

/** Nobody has access by a question that means nothing here. */
export const meaningless = (reason: string): Evaluation => ({
  decision: false,
  context: { reason, code: 'nothing-known' },
})

/** A broken one among others (§6.2). */
export const brokenItem = (message: string): Evaluation => ({
  decision: false,
  context: { error: { status: 400, message } },
})
