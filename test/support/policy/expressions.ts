import { compileExpression } from '../../../domain/policy/compile-expression.ts'
import { workMax } from '../../../domain/policy/limits.ts'
import { dataTypeOf, parseValue, printValue } from '../../../domain/policy/kinds.ts'
import type { Expression } from '../../../domain/policy/policy.ts'
import type { PolicyRequest } from '../../../domain/policy/request.ts'
import type { DataType, Evaluated, Value } from '../../../domain/policy/value.ts'
import { compileVariables } from '../../../domain/policy/variables.ts'

const schema = 'http://www.w3.org/2001/XMLSchema#'
const prefixes = [
  schema,
  'urn:oasis:names:tc:xacml:1.0:data-type:',
  'urn:oasis:names:tc:xacml:2.0:data-type:',
  'urn:oasis:names:tc:xacml:3.0:data-type:',
]

/** The data type of a short name, as in `integer` or `x500Name`. */
export function typeNamed(name: string): DataType {
  const type = prefixes.flatMap((prefix) => dataTypeOf(prefix + name) ?? [])[0]
  if (type === undefined) throw new Error(`${name} is no data type`)
  return type
}

export function valueOf(type: DataType, text: string): Value {
  const value = parseValue(type, text)
  if (value === undefined) throw new Error(`${text} is no ${type}`)
  return value
}

/** `integer 5`, or a bag `[integer 5 6]` with its values between spaces. */
export function written(text: string): Expression {
  const inner = /^\[(\S+)\s?(.*)\]$/u.exec(text)
  if (inner === null) return literalOf(text)
  const type = typeNamed(inner[1] ?? '')
  const texts = (inner[2] ?? '').split(' ').filter((each) => each !== '')
  return bagOfLiterals(
    type,
    texts.map((each) => valueOf(type, each)),
  )
}

function literalOf(text: string): Expression {
  const space = text.indexOf(' ')
  const [name, rest] = space < 0 ? [text, ''] : [text.slice(0, space), text.slice(space + 1)]
  return { kind: 'literal', value: valueOf(typeNamed(name), rest) }
}

export function bagOfLiterals(type: DataType, values: readonly Value[]): Expression {
  return {
    kind: 'apply',
    functionId: `urn:oasis:names:tc:xacml:${bagVersion(type)}:function:${type}-bag`,
    arguments: values.map((value) => ({ kind: 'literal', value })),
  }
}

function bagVersion(type: DataType): string {
  if (type === 'dayTimeDuration' || type === 'yearMonthDuration') return '3.0'
  return type === 'ipAddress' || type === 'dnsName' ? '2.0' : '1.0'
}

/** The URN of a function of the standard, from `1.0 string-equal`. */
export function urn(name: string): string {
  const [version, local] = name.split(' ')
  return `urn:oasis:names:tc:xacml:${version}:function:${local}`
}

export const applied = (name: string, ...given: readonly Expression[]): Expression => ({
  kind: 'apply',
  functionId: urn(name),
  arguments: given,
})

const nobody: PolicyRequest = { categories: [] }

/** Compiles an expression alone and evaluates it. */
export function evaluated(expression: Expression, request: PolicyRequest = nobody): Evaluated {
  const scope = compileVariables(new Map(), new Map(), () => 0)
  const compiled = compileExpression(expression, scope)
  return compiled.evaluate({ request, left: workMax, bags: [], variables: [] })
}

/** What came out, in the form that {@link written} reads; of a failure only its code. */
export function shown(result: Evaluated): string {
  if (result.type === 'failure') return result.code
  if (result.type !== 'bag') return `${result.type} ${printValue(result)}`
  const [first] = result.values
  return `[${[first?.type, ...result.values.map(printValue)].join(' ')}]`
}

/** A designator of an attribute that nobody has and that must be present. */
export const missing = (dataType: DataType): Expression => ({
  kind: 'designator',
  category: 'urn:nobody',
  attributeId: 'urn:nothing',
  dataType,
  mustBePresent: true,
})
