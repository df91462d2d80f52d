import { UnsoundXPath } from './syntax.ts'

export type Token = {
  readonly kind: 'symbol' | 'operator' | 'name' | 'string' | 'number' | 'end'
  readonly text: string
}

const tokenPattern =
  /\s*(?:(\d+(?:\.\d*)?|\.\d+)|"([^"]*)"|'([^']*)'|(::|\.\.|\/\/|!=|<=|>=|[()[\].@,/|+\-=<>*$])|((?:[\p{L}_][\p{L}\p{N}_.\-·]*)(?::(?!:)(?:[\p{L}_][\p{L}\p{N}_.\-·]*|\*))?))/uy

const operatorSymbols: ReadonlySet<string> = new Set([
  '/',
  '//',
  '|',
  '+',
  '-',
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
])
const operatorNames: ReadonlySet<string> = new Set(['and', 'or', 'mod', 'div'])
const opening: ReadonlySet<string> = new Set(['@', '::', '(', '[', ','])

/** Cuts an expression into tokens, the last one an end. @throws {UnsoundXPath} */
export function tokensOf(expression: string): readonly Token[] {
  const text = expression.trimEnd()
  const tokens: Token[] = []
  tokenPattern.lastIndex = 0
  let at = 0
  while (at < text.length) {
    tokenPattern.lastIndex = at
    const match = tokenPattern.exec(text)
    if (match === null) throw new UnsoundXPath(`An XPath is not understood at character ${at + 1}.`)
    tokens.push(tokenOf(match, tokens.at(-1)))
    at = tokenPattern.lastIndex
  }
  return [...tokens, { kind: 'end', text: 'its end' }]
}

function tokenOf(match: RegExpExecArray, before: Token | undefined): Token {
  const [, number, double, single, symbol, name] = match
  const quoted = double ?? single
  if (number !== undefined) return { kind: 'number', text: number }
  if (quoted !== undefined) return { kind: 'string', text: quoted }
  return name === undefined ? symbolToken(symbol ?? '', before) : nameToken(name, before)
}

function nameToken(text: string, before: Token | undefined): Token {
  const isOperator = operatorNames.has(text) && followsOperand(before)
  return { kind: isOperator ? 'operator' : 'name', text }
}

function symbolToken(text: string, before: Token | undefined): Token {
  const isOperator = operatorSymbols.has(text) || (text === '*' && followsOperand(before))
  return { kind: isOperator ? 'operator' : 'symbol', text }
}

// Section 3.7: after an operand, `*` and the names of operators are operators, and else they are not.
function followsOperand(before: Token | undefined): boolean {
  if (before === undefined || before.kind === 'operator') return false
  return !(before.kind === 'symbol' && opening.has(before.text))
}
