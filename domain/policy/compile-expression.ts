import { type BagSlot, type CompiledExpression, designated, type Evaluation } from './evaluation.ts'
import { checkArguments, functionNamed, preparedFor } from './function-call.ts'
import { bagOf, type FunctionDefinition } from './functions/definition.ts'
import { allTrue, anyTrue, enoughTrue } from './functions/logic.ts'
import { compileHigherOrder, isHigherOrder } from './higher-order.ts'
import type { Apply, Designator, Expression } from './policy.ts'
import { UnsoundPolicy } from './problem.ts'
import { compileSelector } from './selector.ts'
import { type Evaluated, failure, processingError } from './value.ts'

/** What the expressions of one compiled policy share. */
export type Scope = {
  /** One for each distinct designator. */
  readonly bagSlots: Map<string, BagSlot>
  readonly variable: (id: string) => CompiledExpression
}

export function compileExpression(expression: Expression, scope: Scope): CompiledExpression {
  switch (expression.kind) {
    case 'literal': {
      const literal = expression.value
      return { shape: literal.type, evaluate: () => literal, literal }
    }
    case 'designator':
      return compileDesignator(expression, scope)
    case 'selector':
      return compileSelector(expression)
    case 'variable':
      return scope.variable(expression.variableId)
    case 'function':
      throw new UnsoundPolicy(
        'wrong-type',
        `The function ${expression.functionId} stands where a value is needed.`,
      )
    case 'apply':
      return compileApply(expression, scope)
  }
}

function compileDesignator(designator: Designator, { bagSlots }: Scope): CompiledExpression {
  const { category, attributeId, dataType, issuer, mustBePresent } = designator
  const key = JSON.stringify([category, attributeId, dataType, issuer])
  const slot = bagSlots.get(key) ?? { at: bagSlots.size, holds: designator }
  bagSlots.set(key, slot)
  const { at } = slot
  const missing = failure('missing-attribute', `${attributeId} of ${category} is not given.`)
  return {
    shape: bagOf(dataType),
    evaluate: ({ bags, request }) => {
      const bag = (bags[at] ??= designated(request, designator))
      return mustBePresent && bag.values.length === 0 ? missing : bag
    },
  }
}

function compileApply(apply: Apply, scope: Scope): CompiledExpression {
  if (isHigherOrder(apply.functionId)) {
    return compileHigherOrder(apply, (argument) => compileExpression(argument, scope))
  }
  const definition = functionNamed(apply.functionId)
  const inner = apply.arguments.map((argument) => compileExpression(argument, scope))
  checkArguments(
    apply.functionId,
    definition,
    inner.map(({ shape }) => shape),
  )
  const lazy = lazyForms.get(apply.functionId)
  return {
    shape: definition.result,
    evaluate: lazy === undefined ? strict(definition, inner) : lazy(inner),
  }
}

type Evaluate = CompiledExpression['evaluate']

function strict(
  { apply, prepare }: FunctionDefinition,
  inner: readonly CompiledExpression[],
): Evaluate {
  const [first, second] = inner
  if (prepare !== undefined && first?.literal !== undefined && second !== undefined) {
    const applySecond = preparedFor(prepare, first.literal)
    return (evaluation) => {
      const value = second.evaluate(evaluation)
      return value.type === 'failure' ? value : applySecond(value, evaluation)
    }
  }
  return (evaluation) => {
    const values: Evaluated[] = []
    for (const { evaluate } of inner) {
      const value = evaluate(evaluation)
      if (value.type === 'failure') return value
      values.push(value)
    }
    return apply(values, evaluation)
  }
}

type LazyForm = (inner: readonly CompiledExpression[]) => Evaluate

const noArgument = processingError('n-of has no arguments.')

const lazyForms: ReadonlyMap<string, LazyForm> = new Map<string, LazyForm>([
  [
    'urn:oasis:names:tc:xacml:1.0:function:or',
    (inner) => (evaluation) => anyTrue(oneByOne(inner, evaluation)),
  ],
  [
    'urn:oasis:names:tc:xacml:1.0:function:and',
    (inner) => (evaluation) => allTrue(oneByOne(inner, evaluation)),
  ],
  [
    'urn:oasis:names:tc:xacml:1.0:function:n-of',
    ([needed, ...others]) =>
      (evaluation) =>
        needed === undefined
          ? noArgument
          : enoughTrue(needed.evaluate(evaluation), oneByOne(others, evaluation), others.length),
  ],
])

function* oneByOne(inner: readonly CompiledExpression[], evaluation: Evaluation) {
  for (const { evaluate } of inner) yield evaluate(evaluation)
}
