import { equalValues } from '../kinds.ts'
import { integerKind } from '../number-kinds.ts'
import { core } from '../type-names.ts'
import {
  type Bag,
  type DataType,
  type Evaluated,
  processingError,
  truth,
  type Value,
} from '../value.ts'
import { spend, type Work } from '../work.ts'
import { bagOf, type FunctionDefinition, type FunctionTable } from './definition.ts'

const wrongType = processingError('An argument is a bag where a value is taken, or the other way.')
const notOne = processingError('A bag that must have exactly one value has none or several.')

const valuesOf = (evaluated: Evaluated | undefined): readonly Value[] | undefined =>
  evaluated?.type === 'bag' ? evaluated.values : undefined

const isValue = (evaluated: Evaluated): evaluated is Value =>
  evaluated.type !== 'bag' && evaluated.type !== 'failure'

const includes = (values: readonly Value[], value: Value): boolean =>
  values.some((other) => equalValues(other, value))

function distinct(values: readonly Value[]): Bag {
  const kept: Value[] = []
  for (const value of values) if (!includes(kept, value)) kept.push(value)
  return { type: 'bag', values: kept }
}

const oneAndOnly = (type: DataType): FunctionDefinition => ({
  parameters: [bagOf(type)],
  result: type,
  apply: ([bag]) => {
    const values = valuesOf(bag) ?? []
    return values.length === 1 ? (values[0] ?? notOne) : notOne
  },
})

const bagSize = (type: DataType): FunctionDefinition => ({
  parameters: [bagOf(type)],
  result: 'integer',
  apply: ([bag]) => integerKind.wrap(BigInt(valuesOf(bag)?.length ?? 0)),
})

const isIn = (type: DataType): FunctionDefinition => ({
  parameters: [type, bagOf(type)],
  result: 'boolean',
  apply: ([value, bag]) => {
    const values = valuesOf(bag)
    if (value === undefined || !isValue(value) || values === undefined) return wrongType
    return truth(includes(values, value))
  },
})

const makeBag = (type: DataType): FunctionDefinition => ({
  parameters: [],
  rest: type,
  result: bagOf(type),
  apply: (values) => ({ type: 'bag', values: values.filter(isValue) }),
})

type SetWork = (left: readonly Value[], right: readonly Value[]) => Evaluated

const setFunction = (type: DataType, result: 'boolean' | 'bag', compare: SetWork) => ({
  parameters: [bagOf(type), bagOf(type)],
  result: result === 'bag' ? bagOf(type) : ('boolean' as const),
  apply: ([first, second]: readonly Evaluated[], budget: Work) => {
    const [left, right] = [valuesOf(first), valuesOf(second)]
    if (left === undefined || right === undefined) return wrongType
    return spend(budget, (left.length + right.length) ** 2) ?? compare(left, right)
  },
})

const containsAll: (whole: readonly Value[], part: readonly Value[]) => boolean = (whole, part) =>
  part.every((value) => includes(whole, value))

const union = (type: DataType): FunctionDefinition => ({
  parameters: [bagOf(type), bagOf(type)],
  rest: bagOf(type),
  result: bagOf(type),
  apply: (bags, work) => {
    const values = bags.flatMap((bag) => valuesOf(bag) ?? [])
    return spend(work, values.length ** 2) ?? distinct(values)
  },
})

const setFunctions = (version: '1.0' | '3.0', type: DataType): FunctionTable => [
  [
    core(version, `${type}-intersection`),
    setFunction(type, 'bag', (left, right) =>
      distinct(left.filter((value) => includes(right, value))),
    ),
  ],
  [
    core(version, `${type}-at-least-one-member-of`),
    setFunction(type, 'boolean', (left, right) =>
      truth(left.some((value) => includes(right, value))),
    ),
  ],
  [core(version, `${type}-union`), union(type)],
  [
    core(version, `${type}-subset`),
    setFunction(type, 'boolean', (left, right) => truth(containsAll(right, left))),
  ],
  [
    core(version, `${type}-set-equals`),
    setFunction(type, 'boolean', (left, right) =>
      truth(containsAll(right, left) && containsAll(left, right)),
    ),
  ],
]

const bagFunctions = (version: '1.0' | '2.0' | '3.0', type: DataType): FunctionTable => [
  [core(version, `${type}-one-and-only`), oneAndOnly(type)],
  [core(version, `${type}-bag-size`), bagSize(type)],
  [core(version, `${type}-bag`), makeBag(type)],
]

const comparable: readonly (readonly ['1.0' | '3.0', DataType])[] = [
  ['1.0', 'string'],
  ['1.0', 'boolean'],
  ['1.0', 'integer'],
  ['1.0', 'double'],
  ['1.0', 'time'],
  ['1.0', 'date'],
  ['1.0', 'dateTime'],
  ['1.0', 'anyURI'],
  ['1.0', 'hexBinary'],
  ['1.0', 'base64Binary'],
  ['3.0', 'dayTimeDuration'],
  ['3.0', 'yearMonthDuration'],
  ['1.0', 'x500Name'],
  ['1.0', 'rfc822Name'],
]

/** Appendix A.3.10 and A.3.11. Addresses and host names have no equality, so they have no sets. */
export const bagAndSetFunctions: FunctionTable = [
  ...comparable.flatMap(([version, type]): FunctionTable =>
    bagFunctions(version, type).concat(
      [[core(version, `${type}-is-in`), isIn(type)]],
      setFunctions(version, type),
    ),
  ),
  ...bagFunctions('2.0', 'ipAddress'),
  ...bagFunctions('2.0', 'dnsName'),
]
