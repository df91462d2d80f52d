import { integerDigitsMax } from './limits.ts'
import { schemaType } from './type-names.ts'
import type { Kind, Value } from './value.ts'
import { trimmed } from './white-space.ts'

export const integerKind: Kind<bigint> = {
  type: 'integer',
  uri: schemaType('integer'),
  parse: (text) => {
    const literal = trimmed(text)
    if (!/^[+-]?\d+$/u.test(literal) || literal.length > integerDigitsMax) return undefined
    return BigInt(literal.startsWith('+') ? literal.slice(1) : literal)
  },
  print: String,
  equal: (left, right) => left === right,
  wrap: (value): Value => ({ type: 'integer', value }),
  unwrap: (evaluated) => (evaluated.type === 'integer' ? evaluated.value : undefined),
}

const special = new Map([
  ['NaN', Number.NaN],
  ['INF', Number.POSITIVE_INFINITY],
  ['+INF', Number.POSITIVE_INFINITY],
  ['-INF', Number.NEGATIVE_INFINITY],
])

export const doubleKind: Kind<number> = {
  type: 'double',
  uri: schemaType('double'),
  parse: (text) => {
    const literal = trimmed(text)
    const named = special.get(literal)
    if (named !== undefined) return named
    return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/u.test(literal)
      ? Number(literal)
      : undefined
  },
  print: printDouble,
  canonical: canonicalDouble,
  // IEEE 754 has NaN differ from itself; XML Schema and the public suite have it equal itself, and
  // so sets can hold it. Zero has no sign.
  equal: (left, right) => left === right || (Number.isNaN(left) && Number.isNaN(right)),
  wrap: (value): Value => ({ type: 'double', value }),
  unwrap: (evaluated) => (evaluated.type === 'double' ? evaluated.value : undefined),
}

/** XML Schema part 2, section 3.2.5.2: one digit, a point, digits and an exponent, as in `1.5E0`. */
function canonicalDouble(value: number): string {
  if (!Number.isFinite(value)) return printDouble(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0E0' : '0.0E0'
  const [mantissa = '', exponent = ''] = value.toExponential().split('e')
  const point = mantissa.includes('.') ? '' : '.0'
  return `${mantissa}${point}E${exponent.replace('+', '')}`
}

function printDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF'
  if (Object.is(value, -0)) return '-0'
  return String(value).replace('e+', 'E').replace('e', 'E')
}
