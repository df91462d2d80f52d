import { functionTable } from './function-table.ts'
import type { FunctionDefinition, Prepared } from './functions/definition.ts'
import { UnsoundPolicy } from './problem.ts'
import type { Shape, Value } from './value.ts'

/** @throws {UnsoundPolicy} when there is no such function. */
export function functionNamed(id: string): FunctionDefinition {
  const definition = functionTable.get(id)
  if (definition !== undefined) return definition
  throw new UnsoundPolicy('unknown-function', `The function ${id} is not known.`)
}

/** @throws {UnsoundPolicy} unless the function takes arguments of these shapes. */
export function checkArguments(
  id: string,
  definition: FunctionDefinition,
  shapes: readonly Shape[],
) {
  const { parameters, rest } = definition
  const expected = shapes.map((_, at) => parameters[at] ?? rest)
  const wrong = expected.findIndex((shape, at) => shape !== shapes[at])
  if (shapes.length < parameters.length || (wrong >= 0 && expected[wrong] === undefined)) {
    throw new UnsoundPolicy(
      'wrong-type',
      `${id} takes ${parameters.length} arguments${rest === undefined ? '' : ' or more'}, not ${shapes.length}.`,
    )
  }
  if (wrong < 0) return
  throw new UnsoundPolicy(
    'wrong-type',
    `${id} takes a ${expected[wrong]} as argument ${wrong + 1}, not a ${shapes[wrong]}.`,
  )
}

/** @throws {UnsoundPolicy} when the function can never have a value with this first argument. */
export function preparedFor(
  prepare: NonNullable<FunctionDefinition['prepare']>,
  first: Value,
): Prepared {
  const prepared = prepare(first)
  if ('type' in prepared) throw new UnsoundPolicy('not-a-literal', prepared.message)
  return prepared
}
