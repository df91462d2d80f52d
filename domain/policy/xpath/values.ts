import { trimmed } from '../white-space.ts'
import { stringValue, type XPathNode } from './node.ts'
import type { Comparison } from './syntax.ts'

/** What an XPath expression comes to. Nodes are in document order, each once. */
export type XPathValue = string | number | boolean | readonly XPathNode[]

export function toText(value: XPathValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return numberText(value)
  const [first] = value
  return first === undefined ? '' : stringValue(first)
}

// Section 4.2: never in scientific notation. Beyond what fits exactly the digits are as good as any.
function numberText(value: number): string {
  if (Number.isInteger(value)) return String(BigInt(value))
  const text = String(value)
  return text.includes('e') ? value.toFixed(20).replace(/0+$/u, '') : text
}

export function toNumber(value: XPathValue): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  const text = trimmed(toText(value))
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/u.test(text) ? Number(text) : Number.NaN
}

export function toBoolean(value: XPathValue): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value)
  return value.length > 0
}

/** Section 3.4: a set of nodes compares as true if any node of it does. */
export function compare(operator: Comparison, left: XPathValue, right: XPathValue): boolean {
  if (typeof left === 'boolean' || typeof right === 'boolean')
    return compareSingle(operator, single(left, right), single(right, left))
  const others = items(right)
  return items(left).some((one) => others.some((other) => compareSingle(operator, one, other)))
}

type Single = string | number | boolean

const single = (value: XPathValue, beside: XPathValue): Single =>
  typeof beside === 'boolean' || typeof value === 'boolean'
    ? toBoolean(value)
    : typeof value === 'object'
      ? toText(value)
      : value

const items = (value: XPathValue): readonly Single[] =>
  typeof value === 'object' ? value.map(stringValue) : [value]

function compareSingle(operator: Comparison, left: Single, right: Single): boolean {
  switch (operator) {
    case '=':
      return equal(left, right)
    case '!=':
      return !equal(left, right)
    case '<':
      return toNumber(left) < toNumber(right)
    case '<=':
      return toNumber(left) <= toNumber(right)
    case '>':
      return toNumber(left) > toNumber(right)
    case '>=':
      return toNumber(left) >= toNumber(right)
  }
}

function equal(left: Single, right: Single): boolean {
  if (typeof left === 'boolean' || typeof right === 'boolean')
    return toBoolean(left) === toBoolean(right)
  if (typeof left === 'number' || typeof right === 'number')
    return toNumber(left) === toNumber(right)
  return left === right
}
