import type {
  ExaminedRequest,
  RequestSystemUserRefusal,
} from '../../application/request-system-user.ts'
import { extensionsOf, type Problem, problems } from '../problems.ts'

/**
 * What a request would come to, beside the contract: which request would be answered with, and all that speaks against
 * a new one, each as the contract would say it. The first is the one that a request is refused for.
 */
export const examinedAnswer = ({ findings, existing }: ExaminedRequest) => ({
  outcome: outcomeOf(findings, existing),
  id: existing,
  findings: findings.map(problemOf),
})

function outcomeOf(
  findings: readonly RequestSystemUserRefusal[],
  existing: string | undefined,
): 'existing' | 'refused' | 'created' {
  if (existing !== undefined) return 'existing'
  return findings.length > 0 ? 'refused' : 'created'
}

function problemOf(finding: RequestSystemUserRefusal) {
  const { code, status, title }: Extract<Problem, { kind: 'coded' }> = problems[finding.code]
  return { code, status, title, ...extensionsOf(finding) }
}
