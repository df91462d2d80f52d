import type { CompiledExpression } from './evaluation.ts'
import { checkArguments, functionNamed } from './function-call.ts'
import type { FunctionDefinition } from './functions/definition.ts'
import { allTrue, anyTrue } from './functions/logic.ts'
import { bagHolding, elementOf } from './kinds.ts'
import type { Apply, Expression } from './policy.ts'
import { UnsoundPolicy } from './problem.ts'
import type { Evaluated, Shape, Value } from './value.ts'
import { spend, type Work } from './work.ts'

/** Calls the function that a higher-order function was given. */
type Call = (values: readonly Evaluated[]) => Evaluated

/** What was given after the function, each as the values it stands for. */
type Given = readonly (readonly Value[])[]

/** One function that takes a function (appendix A.3.12). */
type HigherOrder = {
  /** What must stand after the function: how many bags, and whether there may be values beside them. */
  readonly bags: 'one' | 'two-alone' | 'any'
  readonly apply: (call: Call, given: Given) => Evaluated
}

const anyOf: HigherOrder['apply'] = (call, given) => anyTrue(each(combinations(given), call))
const allOf: HigherOrder['apply'] = (call, given) => allTrue(each(combinations(given), call))

function* each<Item>(items: Iterable<Item>, call: (item: Item) => Evaluated) {
  for (const item of items) yield call(item)
}

/** Every choice of one value of each, the last changing fastest. */
function* combinations([first, ...others]: Given): Generator<readonly Value[]> {
  if (first === undefined) {
    yield []
    return
  }
  for (const value of first) for (const rest of combinations(others)) yield [value, ...rest]
}

type Quantifier = (truths: Iterable<Evaluated>) => Evaluated

/** The outer quantifier runs over one bag, for each of its values the inner one over the other. */
const nested =
  (outer: Quantifier, inner: Quantifier): HigherOrder['apply'] =>
  (call, [left = [], right = []]) =>
    outer(each(left, (one) => inner(each(right, (other) => call([one, other])))))

/** As {@link nested}, where the outer one runs over the second bag. */
const nestedFromSecond =
  (outer: Quantifier, inner: Quantifier): HigherOrder['apply'] =>
  (call, [left = [], right = []]) =>
    outer(each(right, (other) => inner(each(left, (one) => call([one, other])))))

function map(call: Call, given: Given): Evaluated {
  const values: Value[] = []
  for (const chosen of combinations(given)) {
    const value = call(chosen)
    if (value.type === 'failure') return value
    if (value.type !== 'bag') values.push(value)
  }
  return { type: 'bag', values }
}

const named = (version: '1.0' | '3.0', name: string): string =>
  `urn:oasis:names:tc:xacml:${version}:function:${name}`

const mapFunctions: ReadonlySet<string> = new Set([named('3.0', 'map'), named('1.0', 'map')])

const forms: ReadonlyMap<string, HigherOrder> = new Map<string, HigherOrder>([
  [named('3.0', 'any-of'), { bags: 'one', apply: anyOf }],
  [named('1.0', 'any-of'), { bags: 'one', apply: anyOf }],
  [named('3.0', 'all-of'), { bags: 'one', apply: allOf }],
  [named('1.0', 'all-of'), { bags: 'one', apply: allOf }],
  [named('3.0', 'any-of-any'), { bags: 'any', apply: anyOf }],
  [named('1.0', 'any-of-any'), { bags: 'two-alone', apply: anyOf }],
  [named('1.0', 'all-of-any'), { bags: 'two-alone', apply: nested(allTrue, anyTrue) }],
  [named('1.0', 'any-of-all'), { bags: 'two-alone', apply: nestedFromSecond(allTrue, anyTrue) }],
  [named('1.0', 'all-of-all'), { bags: 'two-alone', apply: nested(allTrue, allTrue) }],
  [named('3.0', 'map'), { bags: 'one', apply: map }],
  [named('1.0', 'map'), { bags: 'one', apply: map }],
])

export const isHigherOrder = (functionId: string): boolean => forms.has(functionId)

/** @throws {UnsoundPolicy} when the arguments do not fit the function, or that the one it is given. */
export function compileHigherOrder(
  { functionId, arguments: [first, ...others] }: Apply,
  compile: (expression: Expression) => CompiledExpression,
): CompiledExpression {
  const form = forms.get(functionId)
  if (form === undefined || first?.kind !== 'function') {
    throw new UnsoundPolicy('wrong-type', `${functionId} takes a function as its first argument.`)
  }
  const definition = functionNamed(first.functionId)
  const inner = others.map(compile)
  checkBags(functionId, form, inner)
  const elements = inner.map(({ shape }) => elementOf(shape))
  checkArguments(first.functionId, definition, elements)
  return {
    shape: resultOf(functionId, definition),
    evaluate: (evaluation) => {
      const given: (readonly Value[])[] = []
      for (const { evaluate } of inner) {
        const evaluated = evaluate(evaluation)
        if (evaluated.type === 'failure') return evaluated
        given.push(evaluated.type === 'bag' ? evaluated.values : [evaluated])
      }
      return form.apply(calling(definition, evaluation), given)
    },
  }
}

const calling =
  ({ apply }: FunctionDefinition, work: Work): Call =>
  (values) =>
    spend(work, 1 + values.length) ?? apply(values, work)

function checkBags(id: string, { bags }: HigherOrder, inner: readonly CompiledExpression[]): void {
  const count = inner.filter(({ shape }) => isBag(shape)).length
  if (bags === 'one' && count !== 1) {
    throw new UnsoundPolicy('wrong-type', `${id} takes one bag, not ${count}.`)
  }
  if (bags === 'two-alone' && (count !== 2 || inner.length !== 2)) {
    throw new UnsoundPolicy('wrong-type', `${id} takes two bags after the function.`)
  }
}

function resultOf(id: string, { result }: FunctionDefinition): Shape {
  if (!mapFunctions.has(id) && result === 'boolean') return 'boolean'
  const bag = mapFunctions.has(id) ? bagHolding(result) : undefined
  if (bag !== undefined) return bag
  throw new UnsoundPolicy('wrong-type', `${id} cannot use a function that gives a ${result}.`)
}

const isBag = (shape: Shape): boolean => elementOf(shape) !== shape
