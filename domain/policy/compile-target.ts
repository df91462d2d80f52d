import { compileExpression, type Scope } from './compile-expression.ts'
import { checkArguments, functionNamed, preparedFor } from './function-call.ts'
import type { Evaluation } from './evaluation.ts'
import type { FunctionDefinition } from './functions/definition.ts'
import type { Match, Target } from './policy.ts'
import { UnsoundPolicy } from './problem.ts'
import { type Evaluated, type Failure, processingError, type Value } from './value.ts'

/** Whether it matches; a failure when that cannot be told. */
export type Matcher = (evaluation: Evaluation) => boolean | Failure

/** Tables 1 to 4 of section 7.7: a target is an AND of ORs of ANDs in three values. */
export function compileTarget(target: Target, scope: Scope): Matcher {
  const anyOfs = target.map((anyOf) =>
    some(anyOf.map((allOf) => every(allOf.map((match) => compileMatch(match, scope))))),
  )
  return every(anyOfs)
}

function every(matchers: readonly Matcher[]): Matcher {
  const [only] = matchers
  if (only !== undefined && matchers.length === 1) return only
  return (evaluation) => {
    let failed: Failure | undefined
    for (const matcher of matchers) {
      const matches = matcher(evaluation)
      if (matches === false) return false
      if (matches !== true) failed ??= matches
    }
    return failed ?? true
  }
}

function some(matchers: readonly Matcher[]): Matcher {
  const [only] = matchers
  if (only !== undefined && matchers.length === 1) return only
  return (evaluation) => {
    let failed: Failure | undefined
    for (const matcher of matchers) {
      const matches = matcher(evaluation)
      if (matches === true) return true
      if (matches !== false) failed ??= matches
    }
    return failed ?? false
  }
}

const notTrueOrFalse = processingError('A match function gave no boolean.')

/** Section 7.6: true if the function holds of the literal and any one value of the bag. */
function compileMatch({ functionId, value, attribute }: Match, scope: Scope): Matcher {
  const definition = functionNamed(functionId)
  checkArguments(functionId, definition, [value.type, attribute.dataType])
  if (definition.result !== 'boolean') {
    throw new UnsoundPolicy('wrong-type', `${functionId} cannot match: it gives no boolean.`)
  }
  const bag = compileExpression(attribute, scope)
  const holds = withFirst(definition, value)
  return (evaluation) => {
    const candidates = bag.evaluate(evaluation)
    if (candidates.type !== 'bag')
      return candidates.type === 'failure' ? candidates : notTrueOrFalse
    let failed: Failure | undefined
    for (const candidate of candidates.values) {
      const matches = holds(candidate, evaluation)
      if (matches.type === 'boolean') {
        if (matches.value) return true
      } else failed ??= matches.type === 'failure' ? matches : notTrueOrFalse
    }
    return failed ?? false
  }
}

function withFirst({ apply, prepare }: FunctionDefinition, first: Value) {
  if (prepare !== undefined) return preparedFor(prepare, first)
  return (second: Evaluated, evaluation: Evaluation) => apply([first, second], evaluation)
}
