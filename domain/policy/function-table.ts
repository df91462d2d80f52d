import { arithmeticFunctions } from './functions/arithmetic.ts'
import { bagAndSetFunctions } from './functions/bags.ts'
import { comparisonFunctions } from './functions/comparison.ts'
import type { FunctionDefinition, FunctionTable } from './functions/definition.ts'
import { durationFunctions } from './functions/durations.ts'
import { earlierNames } from './functions/earlier-names.ts'
import { equalityFunctions } from './functions/equality.ts'
import { logicFunctions } from './functions/logic.ts'
import { nameFunctions } from './functions/names.ts'
import { regexpFunctions } from './functions/regexp.ts'
import { stringFunctions } from './functions/strings.ts'
import { xpathFunctions } from './functions/xpath.ts'

const current: FunctionTable = [
  ...equalityFunctions,
  ...arithmeticFunctions,
  ...stringFunctions,
  ...logicFunctions,
  ...durationFunctions,
  ...comparisonFunctions,
  ...bagAndSetFunctions,
  ...nameFunctions,
  ...regexpFunctions,
  ...xpathFunctions,
]

/** Every function that takes values and bags only; those that take a function are a form of their own. */
export const functionTable: ReadonlyMap<string, FunctionDefinition> = new Map([
  ...current,
  ...earlierNames(current),
])
