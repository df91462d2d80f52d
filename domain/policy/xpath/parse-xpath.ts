import { xpathDepthMax, xpathLengthMax } from '../limits.ts'
import {
  type Arithmetic,
  type Axis,
  type Comparison,
  type NodeTest,
  type Operands,
  type Step,
  UnsoundXPath,
  type XPath,
} from './syntax.ts'
import { type Token, tokensOf } from './tokens.ts'

type Cursor = { readonly tokens: readonly Token[]; at: number; depth: number }

/** Reads an XPath 1.0 expression. Variables are not known. @throws {UnsoundXPath} */
export function parseXPath(text: string): XPath {
  if (text.length > xpathLengthMax) {
    throw new UnsoundXPath(`An XPath is longer than ${xpathLengthMax} characters.`)
  }
  const cursor: Cursor = { tokens: tokensOf(text), at: 0, depth: 0 }
  const expression = parseExpression(cursor)
  return peek(cursor).kind === 'end' ? expression : unexpected(cursor)
}

const end: Token = { kind: 'end', text: 'its end' }
const peek = ({ tokens, at }: Cursor, ahead = 0): Token => tokens[at + ahead] ?? end

function unexpected(cursor: Cursor): never {
  throw new UnsoundXPath(`An XPath is not understood at ${peek(cursor).text}.`)
}

function noVariables(cursor: Cursor): never {
  throw new UnsoundXPath(`An XPath uses the variable $${peek(cursor, 1).text}, and there are none.`)
}

function take(cursor: Cursor, text: string): boolean {
  const token = peek(cursor)
  const isSyntax = token.kind === 'symbol' || token.kind === 'operator'
  if (!isSyntax || token.text !== text) return false
  cursor.at += 1
  return true
}

function expect(cursor: Cursor, text: string): void {
  if (!take(cursor, text)) unexpected(cursor)
}

type Combine = (operands: Operands) => XPath

const comparing = (operator: Comparison): [string, Combine] => [
  operator,
  (operands) => ({ kind: 'comparison', operator, ...operands }),
]
const computing = (operator: Arithmetic): [string, Combine] => [
  operator,
  (operands) => ({ kind: 'arithmetic', operator, ...operands }),
]

// From the loosest to the tightest.
const levels: readonly (readonly [string, Combine][])[] = [
  [['or', (operands) => ({ kind: 'or', ...operands })]],
  [['and', (operands) => ({ kind: 'and', ...operands })]],
  [comparing('='), comparing('!=')],
  [comparing('<'), comparing('<='), comparing('>'), comparing('>=')],
  [computing('+'), computing('-')],
  [computing('*'), computing('div'), computing('mod')],
]

function parseExpression(cursor: Cursor): XPath {
  cursor.depth += 1
  if (cursor.depth > xpathDepthMax) {
    throw new UnsoundXPath(`An XPath has more than ${xpathDepthMax} parts inside one another.`)
  }
  const expression = parseLevel(cursor, 0)
  cursor.depth -= 1
  return expression
}

function parseLevel(cursor: Cursor, level: number): XPath {
  const operators = levels[level]
  if (operators === undefined) return parseUnary(cursor)
  let left = parseLevel(cursor, level + 1)
  for (;;) {
    const found = operators.find(([operator]) => take(cursor, operator))
    if (found === undefined) return left
    left = found[1]({ left, right: parseLevel(cursor, level + 1) })
  }
}

function parseUnary(cursor: Cursor): XPath {
  let negative = false
  let signs = 0
  for (; take(cursor, '-'); signs += 1) negative = !negative
  let inner = parsePath(cursor)
  while (take(cursor, '|')) inner = { kind: 'union', left: inner, right: parsePath(cursor) }
  if (signs === 0) return inner
  const negation: XPath = { kind: 'negation', inner }
  return negative ? negation : { kind: 'negation', inner: negation }
}

function parsePath(cursor: Cursor): XPath {
  if (startsPrimary(cursor)) return parseFilterPath(cursor)
  if (take(cursor, '//'))
    return { kind: 'path', from: 'root', steps: [anywhere, ...parseSteps(cursor)] }
  if (!take(cursor, '/')) return { kind: 'path', from: 'here', steps: parseSteps(cursor) }
  return { kind: 'path', from: 'root', steps: startsStep(cursor) ? parseSteps(cursor) : [] }
}

const nodeTypes: ReadonlySet<string> = new Set([
  'node',
  'text',
  'comment',
  'processing-instruction',
])

function startsPrimary(cursor: Cursor): boolean {
  const { kind, text } = peek(cursor)
  if (kind === 'string' || kind === 'number') return true
  if (kind === 'symbol') return text === '('
  return kind === 'name' && peek(cursor, 1).text === '(' && !nodeTypes.has(text)
}

function startsStep(cursor: Cursor): boolean {
  const { kind, text } = peek(cursor)
  return kind === 'name' || (kind === 'symbol' && ['.', '..', '@', '*'].includes(text))
}

function parseFilterPath(cursor: Cursor): XPath {
  const primary = parsePrimary(cursor)
  const predicates = parsePredicates(cursor)
  const inner: XPath =
    predicates.length === 0 ? primary : { kind: 'filter', inner: primary, predicates }
  if (take(cursor, '//'))
    return { kind: 'path', from: inner, steps: [anywhere, ...parseSteps(cursor)] }
  return take(cursor, '/') ? { kind: 'path', from: inner, steps: parseSteps(cursor) } : inner
}

function parsePrimary(cursor: Cursor): XPath {
  const { kind, text } = peek(cursor)
  cursor.at += 1
  if (kind === 'string') return { kind, value: text }
  if (kind === 'number') return { kind, value: Number(text) }
  if (kind === 'name') return { kind: 'call', name: text, arguments: parseArguments(cursor) }
  const inner = parseExpression(cursor)
  expect(cursor, ')')
  return inner
}

function parseArguments(cursor: Cursor): readonly XPath[] {
  expect(cursor, '(')
  if (take(cursor, ')')) return []
  const parsed = [parseExpression(cursor)]
  while (take(cursor, ',')) parsed.push(parseExpression(cursor))
  expect(cursor, ')')
  return parsed
}

const anyNode: NodeTest = { kind: 'any-node' }
const anywhere: Step = { axis: 'descendant-or-self', test: anyNode, predicates: [] }

function parseSteps(cursor: Cursor): readonly Step[] {
  const steps = [parseStep(cursor)]
  for (;;) {
    if (take(cursor, '//')) steps.push(anywhere, parseStep(cursor))
    else if (take(cursor, '/')) steps.push(parseStep(cursor))
    else return steps
  }
}

function parseStep(cursor: Cursor): Step {
  if (take(cursor, '.')) return { axis: 'self', test: anyNode, predicates: [] }
  if (take(cursor, '..')) return { axis: 'parent', test: anyNode, predicates: [] }
  const axis = parseAxis(cursor)
  const test = parseTest(cursor)
  return { axis, test, predicates: parsePredicates(cursor) }
}

const axes: ReadonlyMap<string, Axis> = new Map(
  (
    [
      'ancestor',
      'ancestor-or-self',
      'attribute',
      'child',
      'descendant',
      'descendant-or-self',
      'following',
      'following-sibling',
      'namespace',
      'parent',
      'preceding',
      'preceding-sibling',
      'self',
    ] as const
  ).map((axis) => [axis, axis]),
)

function parseAxis(cursor: Cursor): Axis {
  if (take(cursor, '@')) return 'attribute'
  if (peek(cursor, 1).text !== '::') return 'child'
  const axis = axes.get(peek(cursor).text) ?? unexpected(cursor)
  cursor.at += 2
  return axis
}

function parseTest(cursor: Cursor): NodeTest {
  if (take(cursor, '*')) return { kind: 'name', prefix: '*', name: '*' }
  const { kind, text } = peek(cursor)
  if (text === '$' && kind === 'symbol') noVariables(cursor)
  if (kind !== 'name') unexpected(cursor)
  cursor.at += 1
  if (nodeTypes.has(text) && take(cursor, '(')) return parseTypeTest(cursor, text)
  const [first = '', second] = text.split(':')
  return second === undefined
    ? { kind: 'name', prefix: '', name: first }
    : { kind: 'name', prefix: first, name: second }
}

function parseTypeTest(cursor: Cursor, type: string): NodeTest {
  const name = type === 'processing-instruction' ? takeString(cursor) : undefined
  expect(cursor, ')')
  if (type === 'processing-instruction') return { kind: type, name }
  if (type === 'text' || type === 'comment') return { kind: type }
  return anyNode
}

function takeString(cursor: Cursor): string | undefined {
  const { kind, text } = peek(cursor)
  if (kind !== 'string') return undefined
  cursor.at += 1
  return text
}

function parsePredicates(cursor: Cursor): readonly XPath[] {
  const predicates: XPath[] = []
  while (take(cursor, '[')) {
    predicates.push(parseExpression(cursor))
    expect(cursor, ']')
  }
  return predicates
}
