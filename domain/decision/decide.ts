import type { DelegatedRight } from '../delegation/events.ts'
import { subjectAttribute } from '../policy/altinn-attributes.ts'
import { evaluate, type Result } from '../policy/evaluate.ts'
import { stringAttribute } from '../policy/request.ts'
import type { OrgNo } from '../values.ts'
import type { Client } from '../catalogue/client-relation.ts'
import type { Answer, Reason } from './answer.ts'
import type { Facts, Grant, PolicyInForce, Step } from './facts.ts'
import { type Judged, judged, noAccess, unknown } from './judged.ts'
import { packagesInForce } from './packages-in-force.ts'
import { policyRequest } from './policy-request.ts'
import type { Question, ResourceAttribute } from './question.ts'

/**
 * The decision rule for a system user (spec pdp §2). Pure and total.
 *
 * No access is NotApplicable, as from a policy that does not apply; Deny is kept for a rule that matches and denies.
 * What cannot be asked about, as there is no such resource or party, is Indeterminate.
 * Whether the asker may ask, and what the system user's token says, is not looked at.
 */
export function decide(question: Question, facts: Facts): Answer {
  const { policy } = facts
  if (policy === undefined) return { ...unknown({ code: 'no-such-resource' }), isAddressed: false }
  const { decision, reason, obligations } = judge(question, facts, policy)
  return { decision, reason, obligations, isAddressed: policy.actions.has(question.action) }
}

function judge(question: Question, facts: Facts, policy: PolicyInForce): Judged {
  const { systemUser, unit } = facts
  if (unit === undefined || (question.partyUuid ?? unit.uuid) !== unit.uuid)
    return unknown({ code: 'no-such-party' })
  if (systemUser === undefined) return noAccess({ code: 'no-such-system-user' })
  if (systemUser.status !== 'active') {
    const { status, ended } = systemUser
    return noAccess({ code: 'system-user-not-active', status, ended })
  }
  if (!facts.systemIsLive) return noAccess({ code: 'system-not-registered' })
  const grants: HeldGrant[] = []
  let why: Reason = { code: 'nothing-delegated' }
  for (const { grant, mainUnit, client } of delegatedIn(facts)) {
    const inForce = packagesInForce({ grant, client, systemUser, clientRoles: facts.clientRoles })
    if ('code' in inForce) why = inForce
    else grants.push({ grant, mainUnit, client, packages: inForce.map(nameOf) })
  }
  if (grants.length === 0) return noAccess(why)
  const given: Given = { question, grants, policy, approved: systemUser.approved }
  const byPackage = byAccessPackage(given)
  return byPackage.decision === 'NotApplicable' ? bySingleRight(given) : byPackage
}

type Delegated = {
  readonly grant: Grant
  readonly mainUnit?: OrgNo | undefined
  readonly client: Client | undefined
}
/** One that something of counts, with the packages that do. */
type HeldGrant = Delegated & { readonly packages: readonly string[] }

type Given = {
  readonly question: Question
  readonly grants: readonly HeldGrant[]
  readonly policy: PolicyInForce
  readonly approved: Step | undefined
}

function delegatedIn({
  grant,
  client,
  mainUnitGrant,
  mainUnitClient,
  unit,
}: Facts): readonly Delegated[] {
  const own = grant === undefined ? [] : [{ grant, client }]
  if (mainUnitGrant === undefined) return own
  return [...own, { grant: mainUnitGrant, mainUnit: unit?.mainUnit, client: mainUnitClient }]
}

const notAmongThem: Reason = { code: 'not-among-the-delegated-rights' }

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf(':') + 1)

/** Nearly always there is one grant, whose packages differ from each other. */
const packagesOf = (grants: readonly HeldGrant[]): readonly string[] =>
  grants.length === 1
    ? (grants[0]?.packages ?? [])
    : [...new Set(grants.flatMap((one) => one.packages))]

/** Packages are live: what one gives is what the policy says of it today. */
function byAccessPackage({ question, grants, policy, approved }: Given): Judged {
  const names = packagesOf(grants)
  if (names.length === 0) return noAccess(notAmongThem)
  const ask = (packages: readonly string[]): Result =>
    evaluate(
      policy.compiled,
      policyRequest(question, [
        stringAttribute(subjectAttribute.systemUserUuid, [question.systemUser]),
        stringAttribute(subjectAttribute.accessPackage, packages),
      ]),
    )
  const result = ask(names)
  if (result.decision !== 'Permit') return judged(result, notAmongThem)
  const giving =
    names.length === 1 ? names : names.filter((name) => ask([name]).decision === 'Permit')
  const packages = giving.length > 0 ? giving : names
  const from = grants.find((one) => one.packages.some((name) => packages.includes(name)))
  return from
    ? judged(result, { code: 'package-delegated', packages, ...cited(from), approved })
    : noAccess(notAmongThem)
}

/**
 * A single right counts while today's policy still has it: the system user then stands where one stands to whom the
 * policy gives that right, so that its conditions, denials and obligations hold for it too.
 */
function bySingleRight(given: Given): Judged {
  let last = noAccess(notAmongThem)
  for (const held of given.grants)
    for (const right of held.grant.rights) {
      if (!covers(right, given.question)) continue
      last = byRight(given, held, right)
      if (last.decision === 'Permit') return last
    }
  return last
}

function byRight(
  { question, policy, approved }: Given,
  held: HeldGrant,
  right: DelegatedRight,
): Judged {
  let last = noAccess({ code: 'right-no-longer-in-policy' })
  const reason: Reason = { code: 'right-delegated', ...cited(held), approved }
  for (const { attributes } of policy.rights.get(right.key)?.subjects ?? []) {
    const standing = [
      stringAttribute(subjectAttribute.systemUserUuid, [question.systemUser]),
      ...attributes.map(({ id, value }) => stringAttribute(id, [value])),
    ]
    const result = evaluate(policy.compiled, policyRequest(question, standing))
    last = judged(result, result.decision === 'Permit' ? reason : notAmongThem)
    if (last.decision === 'Permit') return last
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

const cited = ({ grant: { at, by, event }, mainUnit }: HeldGrant) => ({
  grant: { at, by, event },
  ...(mainUnit !== undefined && { mainUnit }),
})
