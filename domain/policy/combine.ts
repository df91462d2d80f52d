import type { Evaluation } from './evaluation.ts'
import {
  type Decided,
  decided,
  mergeDuties,
  noDuties,
  notApplicable,
  type Outcome,
  undecided,
} from './outcome.ts'
import { type Failure, processingError } from './value.ts'

/** A rule, policy or policy set as a combining algorithm sees it. */
export type Combinable = {
  /** Whether the target matches; a failure when that cannot be told. */
  readonly applies: (evaluation: Evaluation) => boolean | Failure
  readonly evaluate: (evaluation: Evaluation) => Outcome
}

/** One way to make one outcome of many (appendix C of the standard). */
export type CombiningAlgorithm = (
  children: readonly Combinable[],
  evaluation: Evaluation,
) => Outcome

type Decision = Decided['decision']

/** What was found among the children, as far as they were evaluated. */
type Tally = {
  Permit: Decided | undefined
  Deny: Decided | undefined
  couldPermit: boolean
  couldDeny: boolean
  couldBoth: boolean
  cause: Failure | undefined
}

/** Evaluates the children in order; one that comes to `decisive` ends it. */
function tallyUntil(
  decisive: Decision,
  children: readonly Combinable[],
  evaluation: Evaluation,
): Tally {
  const tally: Tally = {
    Permit: undefined,
    Deny: undefined,
    couldPermit: false,
    couldDeny: false,
    couldBoth: false,
    cause: undefined,
  }
  for (const child of children) {
    const outcome = child.evaluate(evaluation)
    count(tally, outcome)
    if (outcome.decision === decisive) break
  }
  return tally
}

function count(tally: Tally, outcome: Outcome): void {
  switch (outcome.decision) {
    case 'Permit':
    case 'Deny':
      tally[outcome.decision] = joined(tally[outcome.decision], outcome)
      return
    case 'Indeterminate':
      tally.cause ??= outcome.cause
      if (outcome.could === 'P') tally.couldPermit = true
      if (outcome.could === 'D') tally.couldDeny = true
      if (outcome.could === 'DP') tally.couldBoth = true
      return
    case 'NotApplicable':
  }
}

const joined = (before: Decided | undefined, next: Decided): Decided =>
  before === undefined ? next : decided(next.decision, mergeDuties(before.duties, next.duties))

const unexplained = processingError('A part could not be decided.')

const opposite = { Permit: 'Deny', Deny: 'Permit' } as const
const letter = { Permit: 'P', Deny: 'D' } as const

/** deny-overrides and permit-overrides (C.2, C.4): the winner beats all, and what could be it, too. */
function overrides(winner: Decision): CombiningAlgorithm {
  const loser = opposite[winner]
  return (children, evaluation) => {
    const tally = tallyUntil(winner, children, evaluation)
    if (tally[winner] !== undefined) return tally[winner]
    const cause = tally.cause ?? unexplained
    const couldWin = winner === 'Deny' ? tally.couldDeny : tally.couldPermit
    const couldLose = winner === 'Deny' ? tally.couldPermit : tally.couldDeny
    const losing = tally[loser]
    if (tally.couldBoth) return undecided('DP', cause)
    if (couldWin) return undecided(couldLose || losing ? 'DP' : letter[winner], cause)
    if (losing !== undefined) return losing
    return couldLose ? undecided(letter[loser], cause) : notApplicable
  }
}

/** deny-unless-permit and permit-unless-deny (C.6, C.7): never Indeterminate, never NotApplicable. */
function unless(decisive: Decision): CombiningAlgorithm {
  const otherwise = opposite[decisive]
  return (children, evaluation) => {
    const tally = tallyUntil(decisive, children, evaluation)
    return tally[decisive] ?? tally[otherwise] ?? decided(otherwise, noDuties)
  }
}

/** C.8: the first that is not NotApplicable, whatever it is. */
const firstApplicable: CombiningAlgorithm = (children, evaluation) => {
  for (const child of children) {
    const outcome = child.evaluate(evaluation)
    if (outcome.decision !== 'NotApplicable') return outcome
  }
  return notApplicable
}

const severalApply = processingError('More than one policy applies where only one may.')

/** C.9: asks the targets alone, and evaluates the one policy whose target matches. */
const onlyOneApplicable: CombiningAlgorithm = (children, evaluation) => {
  let only: Combinable | undefined
  for (const child of children) {
    const applies = child.applies(evaluation)
    if (typeof applies !== 'boolean') return undecided('DP', applies)
    if (!applies) continue
    if (only !== undefined) return undecided('DP', severalApply)
    only = child
  }
  return only === undefined ? notApplicable : only.evaluate(evaluation)
}

/** The rule-combining `overrides` of version 1 (C.10, C.12): one Indeterminate, of both effects. */
function earlierRuleOverrides(winner: Decision): CombiningAlgorithm {
  const combine = overrides(winner)
  return (children, evaluation) => {
    const outcome = combine(children, evaluation)
    return outcome.decision === 'Indeterminate' ? undecided('DP', outcome.cause) : outcome
  }
}

/** The policy-combining `deny-overrides` of version 1 (C.10): what cannot be told denies. */
const earlierPolicyDenyOverrides: CombiningAlgorithm = (children, evaluation) => {
  let permit: Decided | undefined
  for (const child of children) {
    const outcome = child.evaluate(evaluation)
    if (outcome.decision === 'Deny') return outcome
    if (outcome.decision === 'Indeterminate') return decided('Deny', noDuties)
    if (outcome.decision === 'Permit') permit = joined(permit, outcome)
  }
  return permit ?? notApplicable
}

/** The policy-combining `permit-overrides` of version 1 (C.12): a Deny beats what cannot be told. */
const earlierPolicyPermitOverrides: CombiningAlgorithm = (children, evaluation) => {
  const { Permit, Deny, cause } = tallyUntil('Permit', children, evaluation)
  return Permit ?? Deny ?? (cause === undefined ? notApplicable : undecided('DP', cause))
}

const denyOverrides = overrides('Deny')
const permitOverrides = overrides('Permit')

// Children are always evaluated in the order written, so an ordered algorithm is the plain one.
const common = (kind: 'rule' | 'policy'): [string, CombiningAlgorithm][] => [
  [`urn:oasis:names:tc:xacml:3.0:${kind}-combining-algorithm:deny-overrides`, denyOverrides],
  [
    `urn:oasis:names:tc:xacml:3.0:${kind}-combining-algorithm:ordered-deny-overrides`,
    denyOverrides,
  ],
  [`urn:oasis:names:tc:xacml:3.0:${kind}-combining-algorithm:permit-overrides`, permitOverrides],
  [
    `urn:oasis:names:tc:xacml:3.0:${kind}-combining-algorithm:ordered-permit-overrides`,
    permitOverrides,
  ],
  [`urn:oasis:names:tc:xacml:3.0:${kind}-combining-algorithm:deny-unless-permit`, unless('Permit')],
  [`urn:oasis:names:tc:xacml:3.0:${kind}-combining-algorithm:permit-unless-deny`, unless('Deny')],
  [`urn:oasis:names:tc:xacml:1.0:${kind}-combining-algorithm:first-applicable`, firstApplicable],
]

const earlier = (
  kind: 'rule' | 'policy',
  deny: CombiningAlgorithm,
  permit: CombiningAlgorithm,
): [string, CombiningAlgorithm][] => [
  [`urn:oasis:names:tc:xacml:1.0:${kind}-combining-algorithm:deny-overrides`, deny],
  [`urn:oasis:names:tc:xacml:1.1:${kind}-combining-algorithm:ordered-deny-overrides`, deny],
  [`urn:oasis:names:tc:xacml:1.0:${kind}-combining-algorithm:permit-overrides`, permit],
  [`urn:oasis:names:tc:xacml:1.1:${kind}-combining-algorithm:ordered-permit-overrides`, permit],
]

export const ruleCombining: ReadonlyMap<string, CombiningAlgorithm> = new Map([
  ...common('rule'),
  ...earlier('rule', earlierRuleOverrides('Deny'), earlierRuleOverrides('Permit')),
])

export const policyCombining: ReadonlyMap<string, CombiningAlgorithm> = new Map([
  ...common('policy'),
  ...earlier('policy', earlierPolicyDenyOverrides, earlierPolicyPermitOverrides),
  [
    'urn:oasis:names:tc:xacml:1.0:policy-combining-algorithm:only-one-applicable',
    onlyOneApplicable,
  ],
])
