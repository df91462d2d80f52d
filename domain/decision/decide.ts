import type { DelegatedRight } from '../delegation/events.ts'
import type { AccessPackage } from '../values.ts'
import {
  actionId,
  category,
  resourceAttribute,
  subjectAttribute,
} from '../policy/altinn-attributes.ts'
import { evaluate, type Result } from '../policy/evaluate.ts'
import { type Attribute, type PolicyRequest, stringAttribute } from '../policy/request.ts'
import type { Answer, Reason } from './answer.ts'
import type { Facts, PolicyInForce } from './facts.ts'
import { packagesInForce } from './packages-in-force.ts'
import type { Question, ResourceAttribute } from './question.ts'

/**
 * The decision rule for a system user (spec pdp §2). Pure and total.
 *
 * No access is NotApplicable, as from a policy that does not apply; Deny is kept for a rule that matches and denies.
 * Whether the asker may ask, and what the system user's token says, is not looked at.
 */
export function decide(question: Question, facts: Facts): Answer {
  const { systemUser, grant, policy } = facts
  if (systemUser === undefined) return no({ code: 'no-such-system-user' })
  if (systemUser.status !== 'active') {
    const { status, ended } = systemUser
    return no({ code: 'system-user-not-active', status, ended })
  }
  if (!facts.systemIsLive) return no({ code: 'system-not-registered' })
  if (policy === undefined) return no({ code: 'no-such-resource' })
  if (grant === undefined) return no({ code: 'nothing-delegated' })
  const { approved } = systemUser
  const accessPackages = packagesInForce({ ...facts, systemUser, grant })
  if ('code' in accessPackages) return no(accessPackages)
  const given: Given = { question, grant, accessPackages, policy, approved }
  const byPackage = byAccessPackage(given)
  return byPackage.decision === 'NotApplicable' ? bySingleRight(given) : byPackage
}

type Given = {
  readonly question: Question
  readonly grant: NonNullable<Facts['grant']>
  readonly accessPackages: readonly AccessPackage[]
  readonly policy: PolicyInForce
  readonly approved: NonNullable<Facts['systemUser']>['approved']
}

const notAmongThem: Reason = { code: 'not-among-the-delegated-rights' }

const no = (reason: Reason): Answer => ({ decision: 'NotApplicable', reason, obligations: [] })

/** Packages are live: what one gives is what the policy says of it today. */
function byAccessPackage({ question, grant, accessPackages, policy, approved }: Given): Answer {
  const names = accessPackages.map((urn) => urn.slice(urn.lastIndexOf(':') + 1))
  if (names.length === 0) return no(notAmongThem)
  const ask = (packages: readonly string[]): Result =>
    evaluate(
      policy.compiled,
      requestOf(question, [stringAttribute(subjectAttribute.accessPackage, packages)]),
    )
  const result = ask(names)
  if (result.decision !== 'Permit') return answerOf(result, notAmongThem)
  const giving =
    names.length === 1 ? names : names.filter((name) => ask([name]).decision === 'Permit')
  const packages = giving.length > 0 ? giving : names
  return answerOf(result, { code: 'package-delegated', packages, grant: stepOf(grant), approved })
}

/**
 * A single right counts while today's policy still has it: the system user then stands where one stands to whom the
 * policy gives that right, so that its conditions, denials and obligations hold for it too.
 */
function bySingleRight({ question, grant, policy, approved }: Given): Answer {
  const delegated = grant.rights.filter((right) => covers(right, question))
  if (delegated.length === 0) return no(notAmongThem)
  let last: Answer = no({ code: 'right-no-longer-in-policy' })
  for (const { key } of delegated) {
    for (const { attributes } of policy.rights.get(key)?.subjects ?? []) {
      const standing = attributes.map(({ id, value }) => stringAttribute(id, [value]))
      const result = evaluate(policy.compiled, requestOf(question, standing))
      const reason: Reason = { code: 'right-delegated', grant: stepOf(grant), approved }
      const answer = answerOf(result, result.decision === 'Permit' ? reason : notAmongThem)
      if (answer.decision === 'Permit') return answer
      last = answer
    }
  }
  return last
}

/** A right with further attributes (a task) covers only questions that name them too. */
function covers(right: DelegatedRight, question: Question): boolean {
  if (right.resource !== question.resource || right.action !== question.action) return false
  return (right.attributes ?? []).every(({ id, value }) => has(question.attributes, id, value))
}

const has = (attributes: readonly ResourceAttribute[], id: string, value: string): boolean =>
  attributes.some((attribute) => attribute.id === id && attribute.value === value)

const stepOf = ({
  at,
  by,
  event,
}: Given['grant']): { at: typeof at; by: typeof by; event: string } => ({
  at,
  by,
  event,
})

function answerOf(result: Result, reason: Reason): Answer {
  switch (result.decision) {
    case 'Permit':
      return { decision: 'Permit', reason, obligations: result.obligations }
    case 'Deny':
      return { decision: 'Deny', reason: { code: 'policy-denies' }, obligations: [] }
    case 'NotApplicable':
      return no(reason)
    case 'Indeterminate': {
      const message = result.status.message ?? result.status.code
      return {
        decision: 'Indeterminate',
        reason: { code: 'policy-undecided', message },
        obligations: [],
      }
    }
  }
}

function requestOf(question: Question, standing: readonly Attribute[]): PolicyRequest {
  return {
    categories: [
      {
        category: category.subject,
        attributes: [
          stringAttribute(subjectAttribute.systemUserUuid, [question.systemUser]),
          ...standing,
        ],
      },
      {
        category: category.resource,
        attributes: [
          stringAttribute(resourceAttribute.resource, [question.resource]),
          stringAttribute(resourceAttribute.organizationNumber, [question.party]),
          ...question.attributes.map(({ id, value }) => stringAttribute(id, [value])),
        ],
      },
      {
        category: category.action,
        attributes: [stringAttribute(actionId, [question.action])],
      },
    ],
  }
}
