import { category } from './altinn-attributes.ts'
import { type Combinable, policyCombining, ruleCombining } from './combine.ts'
import { compileDuties } from './compile-duties.ts'
import { compileExpression, type Scope } from './compile-expression.ts'
import { compileTarget, type Matcher } from './compile-target.ts'
import type { BagSlot, CompiledExpression, Evaluation } from './evaluation.ts'
import { policyDepthMax } from './limits.ts'
import { decided, mergeDuties, notApplicable, type Outcome, undecided } from './outcome.ts'
import type { Policy, PolicyDocument, PolicySet, Rule } from './policy.ts'
import { UnsoundPolicy } from './problem.ts'
import { references, type ResolvePolicy } from './references.ts'
import { clockTypes } from './request.ts'
import { compileVariables } from './variables.ts'

/** A policy made ready to be asked many times. Holds no state of any evaluation. */
export type CompiledPolicy = {
  readonly root: Combinable
  /** Does it look for this attribute, of whatever type or issuer? What it finds in content is not known here. */
  readonly reads: (category: string, attributeId: string) => boolean
  /** Does it look for the time? Then it must be told it: see `PolicyRequest.now`. */
  readonly readsClock: boolean
}

type Workshop = {
  readonly bagSlots: Scope['bagSlots']
  readonly resolve: ReturnType<typeof references>
  variableCount: number
}

/**
 * Checks every type and resolves every name of a policy, once. What {@link parsePolicy} has accepted
 * always compiles. `resolve` answers references to other policies; one that it does not know makes
 * the evaluation that needs it Indeterminate.
 *
 * @throws {UnsoundPolicy} for a policy made by hand whose types do not fit.
 */
export function compilePolicy(
  document: PolicyDocument,
  resolve: ResolvePolicy = () => undefined,
): CompiledPolicy {
  const workshop: Workshop = {
    bagSlots: new Map(),
    resolve: references(resolve),
    variableCount: 0,
  }
  const root = compileDocument(document, workshop, [])
  const reads = readerOf([...workshop.bagSlots.values()])
  const readsClock = [...clockTypes.keys()].some((id) => reads(category.environment, id))
  return { root, reads, readsClock }
}

function readerOf(slots: readonly BagSlot[]): CompiledPolicy['reads'] {
  const wanted = slots.map(({ holds }) => holds)
  return (within, id) =>
    wanted.some(({ category: of, attributeId }) => of === within && attributeId === id)
}

function compileDocument(
  document: PolicyDocument,
  workshop: Workshop,
  outer: readonly PolicyDocument[],
): Combinable {
  if (outer.length >= policyDepthMax) {
    throw new UnsoundPolicy('too-large', `More than ${policyDepthMax} policies inside one another.`)
  }
  return document.kind === 'policy'
    ? compileOnePolicy(document, workshop)
    : compilePolicySet(document, workshop, [...outer, document])
}

function compileOnePolicy(policy: Policy, workshop: Workshop): Combinable {
  const nextSlot = () => workshop.variableCount++
  const scope = compileVariables(policy.variables, workshop.bagSlots, nextSlot)
  const rules = policy.rules.map((rule) => compileRule(rule, scope))
  const combine = named(ruleCombining, policy.combining)
  return combined(policy, scope, (evaluation) => combine(rules, evaluation))
}

/** @param trail the set and all that it stands in. */
function compilePolicySet(
  set: PolicySet,
  workshop: Workshop,
  trail: readonly PolicyDocument[],
): Combinable {
  const scope = compileVariables(new Map(), workshop.bagSlots, () => 0)
  const children = set.children.map((child) => {
    if (child.kind === 'policy' || child.kind === 'policy-set')
      return compileDocument(child, workshop, trail)
    const found = workshop.resolve(child, trail)
    return 'kind' in found ? compileDocument(found, workshop, trail) : found
  })
  const combine = named(policyCombining, set.combining)
  return combined(set, scope, (evaluation) => combine(children, evaluation))
}

function named<Algorithm>(algorithms: ReadonlyMap<string, Algorithm>, id: string): Algorithm {
  const algorithm = algorithms.get(id)
  if (algorithm !== undefined) return algorithm
  throw new UnsoundPolicy('unknown-algorithm', `The combining algorithm ${id} is not known.`)
}

function compileRule(rule: Rule, scope: Scope): Combinable {
  const applies = compileTarget(rule.target, scope)
  const condition = compileCondition(rule, scope)
  const duties = compileDuties(rule, scope)[rule.effect]
  const could = rule.effect === 'Permit' ? 'P' : 'D'
  return {
    applies,
    evaluate: (evaluation) => {
      const matches = applies(evaluation)
      if (matches === false) return notApplicable
      if (matches !== true) return undecided(could, matches)
      const holds = condition?.evaluate(evaluation)
      if (holds?.type === 'failure') return undecided(could, holds)
      if (holds?.type === 'boolean' && !holds.value) return notApplicable
      const made = duties(evaluation)
      return 'type' in made ? undecided(could, made) : decided(rule.effect, made)
    },
  }
}

function compileCondition({ id, condition }: Rule, scope: Scope): CompiledExpression | undefined {
  if (condition === undefined) return undefined
  const compiled = compileExpression(condition, scope)
  if (compiled.shape === 'boolean') return compiled
  throw new UnsoundPolicy(
    'wrong-type',
    `The condition of rule ${id} is a ${compiled.shape}, where a boolean is needed.`,
  )
}

/** Target, children and own duties of a policy or a policy set (sections 7.12 to 7.14, table 7). */
function combined(
  document: PolicyDocument,
  scope: Scope,
  combine: (evaluation: Evaluation) => Outcome,
): Combinable {
  const applies: Matcher = compileTarget(document.target, scope)
  const { kind, id, version } = document
  const duties = compileDuties(document, scope, [{ kind, id, version }])
  return {
    applies,
    evaluate: (evaluation) => {
      const matches = applies(evaluation)
      if (matches === false) return notApplicable
      const outcome = combine(evaluation)
      if (outcome.decision !== 'Permit' && outcome.decision !== 'Deny') return outcome
      const could = outcome.decision === 'Permit' ? 'P' : 'D'
      if (matches !== true) return undecided(could, matches)
      const own = duties[outcome.decision](evaluation)
      if ('type' in own) return undecided(could, own)
      return decided(outcome.decision, mergeDuties(outcome.duties, own))
    },
  }
}
