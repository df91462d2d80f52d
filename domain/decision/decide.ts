import type { DelegatedRight } from '../delegation/events.ts'
import type { Instant, OrgNo } from '../values.ts'
import type { Client } from '../catalogue/client-relation.ts'
import { withinLimits } from './access-lists.ts'
import type { Answer, Reason } from './answer.ts'
import type { Facts, Grant, PolicyInForce, Step } from './facts.ts'
import { type Judged, judged, noAccess, unknown } from './judged.ts'
import { type Lost, packagesInForce } from './packages-in-force.ts'
import type { Question, ResourceAttribute } from './question.ts'
import { ruling } from './rulings.ts'

/**
 * The decision rule for a system user (spec pdp §2). Pure and total.
 *
 * No access is NotApplicable, as from a policy that does not apply; Deny is kept for a rule that matches and denies.
 * What cannot be asked about, as there is no such resource or party, is Indeterminate.
 * Whether the asker may ask, and what the system user's token says, is not looked at.
 */
export function decide(question: Question, facts: Facts): Answer {
  const { policy } = facts
  if (policy === undefined) return answerOf(unknown({ code: 'no-such-resource' }), false)
  const judgement = withinLimits(judge(question, facts, policy), facts.limits, question.action)
  return answerOf(judgement, policy.actions.has(question.action))
}

const answerOf = ({ decision, reason, obligations }: Judged, isAddressed: boolean): Answer => ({
  decision,
  reason,
  isAddressed,
  obligations,
})

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
  let why: Lost | 'nothing-delegated' = 'nothing-delegated'
  for (const { grant, mainUnit, client } of delegatedIn(facts)) {
    const inForce = packagesInForce({ grant, client, systemUser, clientRoles: facts.clientRoles })
    if (typeof inForce === 'string') why = inForce
    else grants.push({ grant, mainUnit, packages: inForce.map(nameOf) })
  }
  if (grants.length === 0) return noAccess({ code: why })
  const { approved } = systemUser
  const given: Given = { question, grants, policy, approved, now: facts.now }
  const byPackage = byAccessPackage(given)
  return byPackage.decision === 'NotApplicable' ? bySingleRight(given) : byPackage
}

type Delegated = {
  readonly grant: Grant
  /** The party's main unit, if it is that one which delegated. */
  readonly mainUnit: OrgNo | undefined
  readonly client: Client | undefined
}

/** One that something of counts, with the packages that do. */
type HeldGrant = Omit<Delegated, 'client'> & { readonly packages: readonly string[] }

type Given = {
  readonly question: Question
  readonly grants: readonly HeldGrant[]
  readonly policy: PolicyInForce
  readonly approved: Step | undefined
  readonly now: Instant | undefined
}

function delegatedIn(facts: Facts): readonly Delegated[] {
  const { grant, client, mainUnitGrant, mainUnitClient, unit } = facts
  const delegated: Delegated[] = []
  if (grant) delegated.push({ grant, mainUnit: undefined, client })
  if (mainUnitGrant)
    delegated.push({ grant: mainUnitGrant, mainUnit: unit?.mainUnit, client: mainUnitClient })
  return delegated
}

const notAmongThem: Reason = { code: 'not-among-the-delegated-rights' }
const nothingGivesIt = noAccess(notAmongThem)

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf(':') + 1)

/** Packages are live: what one gives is what the policy says of it today. */
function byAccessPackage(given: Given): Judged {
  const { question, policy, grants, approved, now } = given
  const names = namesIn(grants)
  if (names.length === 0) return nothingGivesIt
  const ask = (standing: readonly string[]) => ruling(policy, question, { standing, now })
  const result = ask(names)
  if (result.decision !== 'Permit') return judged(result, notAmongThem)
  const giving =
    names.length === 1 ? names : names.filter((name) => ask([name]).decision === 'Permit')
  const packages = giving.length > 0 ? giving : names
  const from = grants.find((one) => one.packages.some((name) => packages.includes(name)))
  if (from === undefined) return nothingGivesIt
  const { mainUnit } = from
  return judged(result, {
    code: 'package-delegated',
    packages,
    grant: cited(from),
    mainUnit,
    approved,
  })
}

function namesIn(grants: readonly HeldGrant[]): readonly string[] {
  const [first, ...others] = grants
  if (first !== undefined && others.length === 0) return first.packages
  return [...new Set(grants.flatMap(({ packages }) => packages))]
}

/**
 * A single right counts while today's policy still has it: the system user then stands where one stands to whom the
 * policy gives that right, so that its conditions, denials and obligations hold for it too.
 */
function bySingleRight(given: Given): Judged {
  let last = nothingGivesIt
  for (const held of given.grants) {
    for (const right of held.grant.rights) {
      if (!covers(right, given.question)) continue
      last = byRight(given, held, right)
      if (last.decision === 'Permit') return last
    }
  }
  return last
}

function byRight(given: Given, held: HeldGrant, { key }: DelegatedRight): Judged {
  const { question, policy, approved, now } = given
  let last = noAccess({ code: 'right-no-longer-in-policy' })
  for (const standing of policy.rights.get(key)?.subjects ?? []) {
    const result = ruling(policy, question, { standing, now })
    if (result.decision === 'Permit') {
      const { mainUnit } = held
      return judged(result, { code: 'right-delegated', grant: cited(held), mainUnit, approved })
    }
    last = judged(result, notAmongThem)
  }
  return last
}

/** A right with further attributes (a task) covers only questions that name them too. */
function covers({ resource, action, attributes }: DelegatedRight, question: Question): boolean {
  if (resource !== question.resource || action !== question.action) return false
  return attributes?.every(({ id, value }) => has(question.attributes, id, value)) ?? true
}

const has = (attributes: readonly ResourceAttribute[], id: string, value: string): boolean =>
  attributes.some(
    (one) =>
      one.id === id && one.value === value && one.type === undefined && one.category === undefined,
  )

const cited = ({ grant: { at, by, event } }: HeldGrant): Step => ({ at, by, event })
