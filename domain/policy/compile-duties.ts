import { compileExpression, type Scope } from './compile-expression.ts'
import type { CompiledExpression, Evaluation } from './evaluation.ts'
import {
  type Assignment,
  type Duties,
  type Duty,
  noDuties,
  type PolicyIdentifier,
} from './outcome.ts'
import type { AssignmentExpression, DutyExpression, Effect } from './policy.ts'
import type { Failure } from './value.ts'

type DutyExpressions = {
  readonly obligations: readonly DutyExpression[]
  readonly advice: readonly DutyExpression[]
}

/** What goes out with a decision. A failure if an assignment has no value (section 7.18). */
export type DutyMaker = (evaluation: Evaluation) => Duties | Failure

/** @param policies whose duties they are: goes out with them, and is empty for a rule. */
export function compileDuties(
  { obligations, advice }: DutyExpressions,
  scope: Scope,
  policies: readonly PolicyIdentifier[] = [],
): Readonly<Record<Effect, DutyMaker>> {
  const compileFor = (effect: Effect): DutyMaker => {
    const [required, advised] = [obligations, advice].map((expressions) =>
      expressions
        .filter(({ on }) => on === effect)
        .map((expression) => compileDuty(expression, scope)),
    )
    return constantIfWritten({ required: required ?? [], advised: advised ?? [], policies })
  }
  return { Permit: compileFor('Permit'), Deny: compileFor('Deny') }
}

type CompiledDuty = {
  readonly id: string
  readonly assignments: readonly CompiledAssignment[]
}

type CompiledAssignment = Omit<AssignmentExpression, 'expression'> & {
  readonly expression: CompiledExpression
}

const compileDuty = ({ id, assignments }: DutyExpression, scope: Scope): CompiledDuty => ({
  id,
  assignments: assignments.map((assignment) => ({
    ...assignment,
    expression: compileExpression(assignment.expression, scope),
  })),
})

type CompiledDuties = {
  readonly required: readonly CompiledDuty[]
  readonly advised: readonly CompiledDuty[]
  readonly policies: readonly PolicyIdentifier[]
}

/** Duties whose values are all written in the policy are made once. */
function constantIfWritten(compiled: CompiledDuties): DutyMaker {
  const all = [...compiled.required, ...compiled.advised]
  if (all.length === 0 && compiled.policies.length === 0) return () => noDuties
  const make: DutyMaker = (evaluation) => makeDuties(compiled, evaluation)
  const written = all.every(({ assignments }) =>
    assignments.every(({ expression }) => expression.literal !== undefined),
  )
  if (!written) return make
  const constant = make({ request: { categories: [] }, left: 0, bags: [], variables: [] })
  return () => constant
}

function makeDuties(
  { required, advised, policies }: CompiledDuties,
  evaluation: Evaluation,
): Duties | Failure {
  const obligations = makeAll(required, evaluation)
  if ('type' in obligations) return obligations
  const advice = makeAll(advised, evaluation)
  return 'type' in advice
    ? advice
    : { obligations: obligations.duties, advice: advice.duties, policies }
}

function makeAll(
  compiled: readonly CompiledDuty[],
  evaluation: Evaluation,
): { readonly duties: readonly Duty[] } | Failure {
  const duties: Duty[] = []
  for (const { id, assignments } of compiled) {
    const made: Assignment[] = []
    for (const assignment of assignments) {
      const failed = assign(assignment, evaluation, made)
      if (failed !== undefined) return failed
    }
    duties.push({ id, assignments: made })
  }
  return { duties }
}

/** One assignment for a value, and one for each value of a bag (section 5.41). */
function assign(
  { expression, ...named }: CompiledAssignment,
  evaluation: Evaluation,
  made: Assignment[],
): Failure | undefined {
  const evaluated = expression.evaluate(evaluation)
  if (evaluated.type === 'failure') return evaluated
  const values = evaluated.type === 'bag' ? evaluated.values : [evaluated]
  for (const value of values) made.push({ ...named, value })
  return undefined
}
