import { integerDigitsMax } from '../limits.ts'
import { doubleKind, integerKind } from '../number-kinds.ts'
import { core } from '../type-names.ts'
import { processingError } from '../value.ts'
import { binary, folded, type FunctionTable, unary } from './definition.ts'

const integerMax = 10n ** BigInt(integerDigitsMax)
const tooLarge = `An integer would be longer than ${integerDigitsMax} digits.`
const dividedByZero = processingError('A division by zero.')
const notADouble = processingError('An integer is too large to become a double.')
const notAnInteger = processingError('A double that is no finite number was to become an integer.')

const bounded = (value: bigint): bigint | undefined =>
  value < integerMax && value > -integerMax ? value : undefined

const integers = [integerKind, integerKind] as const
const doubles = [doubleKind, doubleKind] as const

/** Appendix A.3.2 and A.3.4. */
export const arithmeticFunctions: FunctionTable = [
  [core('1.0', 'integer-add'), folded(integerKind, (a, b) => bounded(a + b), tooLarge)],
  [core('1.0', 'double-add'), folded(doubleKind, (a, b) => a + b, tooLarge)],
  [core('1.0', 'integer-subtract'), binary(integers, 'integer', (a, b) => integerKind.wrap(a - b))],
  [core('1.0', 'double-subtract'), binary(doubles, 'double', (a, b) => doubleKind.wrap(a - b))],
  [core('1.0', 'integer-multiply'), folded(integerKind, (a, b) => bounded(a * b), tooLarge)],
  [core('1.0', 'double-multiply'), folded(doubleKind, (a, b) => a * b, tooLarge)],
  [
    core('1.0', 'integer-divide'),
    binary(integers, 'integer', (a, b) => (b === 0n ? dividedByZero : integerKind.wrap(a / b))),
  ],
  [
    core('1.0', 'double-divide'),
    binary(doubles, 'double', (a, b) => (b === 0 ? dividedByZero : doubleKind.wrap(a / b))),
  ],
  [
    core('1.0', 'integer-mod'),
    binary(integers, 'integer', (a, b) => (b === 0n ? dividedByZero : integerKind.wrap(a % b))),
  ],
  [
    core('1.0', 'integer-abs'),
    unary(integerKind, 'integer', (a) => integerKind.wrap(a < 0n ? -a : a)),
  ],
  [core('1.0', 'double-abs'), unary(doubleKind, 'double', (a) => doubleKind.wrap(Math.abs(a)))],
  [core('1.0', 'round'), unary(doubleKind, 'double', (a) => doubleKind.wrap(Math.round(a)))],
  [core('1.0', 'floor'), unary(doubleKind, 'double', (a) => doubleKind.wrap(Math.floor(a)))],
  [
    core('1.0', 'double-to-integer'),
    unary(doubleKind, 'integer', (a) =>
      Number.isFinite(a) ? integerKind.wrap(BigInt(Math.trunc(a))) : notAnInteger,
    ),
  ],
  [
    core('1.0', 'integer-to-double'),
    unary(integerKind, 'double', (a) =>
      Number.isFinite(Number(a)) ? doubleKind.wrap(Number(a)) : notADouble,
    ),
  ],
]
