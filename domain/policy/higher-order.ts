import type { CompiledExpression } from './evaluation.ts'
import { checkArguments, functionNamed } from './function-call.ts'
import type { FunctionDefinition } from './functions/definition.ts'
import { allTrue, anyTrue } from './functions/logic.ts'
import { bagHolding, elementOf } from './kinds.ts'
import type { Apply, Expression } from './policy.ts'
import { UnsoundPolicy } from './problem.ts'
import type { Evaluated, Shape, Value } from './value.ts'
import { spend, type Work } from './work.ts'

/** The function that a higher-order function was given, and whether there is work left for it. */
type Inner = {
  readonly call: (values: readonly Evaluated[]) => Evaluated
  readonly isSpent: () => boolean
}

/** What was given after the function, each as the values it stands for. */
type Given = readonly (readonly Value[])[]

/** One function that takes a function (appendix A.3.12). */
type HigherOrder = {
  /** What must stand after the function: how many bags, and whether there may be values beside them. */
  readonly bags: 'one' | 'two-alone' | 'any'
  readonly apply: (inner: Inner, given: Given) => Evaluated
}

const anyOf: HigherOrder['apply'] = (inner, given) =>
  anyTrue(each(combinations(given), inner, inner.call))
const allOf: HigherOrder['apply'] = (inner, given) =>
  allTrue(each(combinations(given), inner, inner.call))

/** What comes of each item, ending with the failure of the one for which no work was left. */
function* each<Item>(
  items: Iterable<Item>,
  { isSpent }: Inner,
  evaluate: (item: Item) => Evaluated,
): Generator<Evaluated> {
  for (const item of items) {
    yield evaluate(item)
    if (isSpent()) return
  }
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

/** For each value of the outer bag, the inner quantifier runs over the inner bag. */
function nested(
  [outerQuantifier, outerBag]: readonly [Quantifier, readonly Value[]],
  [innerQuantifier, innerBag]: readonly [Quantifier, readonly Value[]],
  inner: Inner,
  pair: (outer: Value, other: Value) => readonly Value[],
): Evaluated {
  return outerQuantifier(
    each(outerBag, inner, (outer) =>
      innerQuantifier(each(innerBag, inner, (other) => inner.call(pair(outer, other)))),
    ),
  )
}

const inOrder = (outer: Value, other: Value): readonly Value[] => [outer, other]
const turned = (outer: Value, other: Value): readonly Value[] => [other, outer]

const allOfAny: HigherOrder['apply'] = (inner, [left = [], right = []]) =>
  nested([allTrue, left], [anyTrue, right], inner, inOrder)
const anyOfAll: HigherOrder['apply'] = (inner, [left = [], right = []]) =>
  nested([allTrue, right], [anyTrue, left], inner, turned)
const allOfAll: HigherOrder['apply'] = (inner, [left = [], right = []]) =>
  nested([allTrue, left], [allTrue, right], inner, inOrder)

function map({ call }: Inner, given: Given): Evaluated {
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
  [named('1.0', 'all-of-any'), { bags: 'two-alone', apply: allOfAny }],
  [named('1.0', 'any-of-all'), { bags: 'two-alone', apply: anyOfAll }],
  [named('1.0', 'all-of-all'), { bags: 'two-alone', apply: allOfAll }],
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

const calling = ({ apply }: FunctionDefinition, work: Work): Inner => ({
  call: (values) => spend(work, 1 + values.length) ?? apply(values, work),
  isSpent: () => work.left < 0,
})

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
