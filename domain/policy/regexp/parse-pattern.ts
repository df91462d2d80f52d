import { blockTest } from './character-blocks.ts'
import {
  anyOfTests,
  between,
  categoryTest,
  type CharacterTest,
  dot,
  escapeTest,
  isProtected,
  not,
  only,
} from './character-class.ts'

/** A regular expression, read. */
export type Pattern =
  | { readonly kind: 'characters'; readonly test: CharacterTest }
  | { readonly kind: 'edge'; readonly edge: 'start' | 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly branches: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly min: number; readonly max: number }
  /** What is between brackets, numbered from 1 by the opening ones. */
  | { readonly kind: 'group'; readonly number: number; readonly part: Pattern }
  /** The text that a group matched last, once more. */
  | { readonly kind: 'again'; readonly group: number }

/** Ends the reading of a pattern; caught where patterns are compiled. */
export class UnsoundPattern extends Error {
  override readonly name = 'UnsoundPattern'
  readonly code = 'ERR_UNSOUND_PATTERN'
}

type Cursor = {
  readonly characters: readonly string[]
  at: number
  groups: number
  /** The groups whose closing bracket has been read. */
  readonly closed: Set<number>
  refersBack: boolean
}

/**
 * Reads the regular expressions of XPath's `matches`: those of XML Schema, and `^`, `$`, reluctant
 * quantifiers and back-references.
 *
 * @throws {UnsoundPattern}
 */
export function parsePattern(text: string) {
  const characters = Array.from(text)
  const cursor: Cursor = { characters, at: 0, groups: 0, closed: new Set(), refersBack: false }
  const pattern = parseChoice(cursor)
  if (cursor.at < characters.length) unexpected(cursor)
  const { refersBack } = cursor
  return { pattern: refersBack ? pattern : withoutGroups(pattern), refersBack }
}

/** Groups cost states, and matter only where one is referred to. */
function withoutGroups(pattern: Pattern): Pattern {
  switch (pattern.kind) {
    case 'group':
      return withoutGroups(pattern.part)
    case 'sequence':
      return { kind: 'sequence', parts: pattern.parts.map(withoutGroups) }
    case 'choice':
      return { kind: 'choice', branches: pattern.branches.map(withoutGroups) }
    case 'repeat':
      return { ...pattern, part: withoutGroups(pattern.part) }
    case 'characters':
    case 'edge':
    case 'again':
      return pattern
  }
}

function unexpected({ characters, at }: Cursor): never {
  const found = at < characters.length ? `${characters[at]} at ${at + 1}` : 'its end'
  throw new UnsoundPattern(`A regular expression is not understood at ${found}.`)
}

const peek = ({ characters, at }: Cursor): string => characters[at] ?? ''

function take(cursor: Cursor, wanted: string): boolean {
  if (peek(cursor) !== wanted || wanted === '') return false
  cursor.at += 1
  return true
}

function next(cursor: Cursor): string {
  const character = peek(cursor)
  if (character === '') unexpected(cursor)
  cursor.at += 1
  return character
}

function parseChoice(cursor: Cursor): Pattern {
  const branches = [parseSequence(cursor)]
  while (take(cursor, '|')) branches.push(parseSequence(cursor))
  const [first] = branches
  return first !== undefined && branches.length === 1 ? first : { kind: 'choice', branches }
}

function parseSequence(cursor: Cursor): Pattern {
  const parts: Pattern[] = []
  while (peek(cursor) !== '' && peek(cursor) !== '|' && peek(cursor) !== ')')
    parts.push(parseQuantified(cursor))
  return { kind: 'sequence', parts }
}

function parseQuantified(cursor: Cursor): Pattern {
  const part = parseAtom(cursor)
  const range = parseQuantifier(cursor)
  if (range === undefined) return part
  // A reluctant quantifier finds another match, but never makes one out of none.
  take(cursor, '?')
  return { kind: 'repeat', part, ...range }
}

function parseQuantifier(cursor: Cursor): { min: number; max: number } | undefined {
  if (take(cursor, '?')) return { min: 0, max: 1 }
  if (take(cursor, '*')) return { min: 0, max: Number.POSITIVE_INFINITY }
  if (take(cursor, '+')) return { min: 1, max: Number.POSITIVE_INFINITY }
  if (!take(cursor, '{')) return undefined
  const min = parseCount(cursor)
  const max = take(cursor, ',') ? parseUpperCount(cursor) : min
  if (!take(cursor, '}') || max < min) unexpected(cursor)
  return { min, max }
}

const parseUpperCount = (cursor: Cursor): number =>
  peek(cursor) === '}' ? Number.POSITIVE_INFINITY : parseCount(cursor)

function parseCount(cursor: Cursor): number {
  let digits = ''
  while (/^\d$/u.test(peek(cursor))) digits += next(cursor)
  return digits === '' || digits.length > 6 ? unexpected(cursor) : Number(digits)
}

function parseAtom(cursor: Cursor): Pattern {
  const character = next(cursor)
  switch (character) {
    case '(':
      return parseGroup(cursor)
    case '^':
      return { kind: 'edge', edge: 'start' }
    case '$':
      return { kind: 'edge', edge: 'end' }
    case '.':
      return { kind: 'characters', test: dot }
    case '[':
      return { kind: 'characters', test: parseClass(cursor) }
    case '\\':
      return /^[1-9]$/u.test(peek(cursor))
        ? parseBackReference(cursor)
        : { kind: 'characters', test: parseEscape(cursor) }
    default:
      if ('?*+{}]'.includes(character)) {
        cursor.at -= 1
        unexpected(cursor)
      }
      return { kind: 'characters', test: only(codePointOf(character)) }
  }
}

function parseGroup(cursor: Cursor): Pattern {
  cursor.groups += 1
  const number = cursor.groups
  const part = parseChoice(cursor)
  if (!take(cursor, ')')) unexpected(cursor)
  cursor.closed.add(number)
  return { kind: 'group', number, part }
}

/** As many digits as still name a group; what follows them stands for itself. */
function parseBackReference(cursor: Cursor): Pattern {
  let group = Number(next(cursor))
  while (/^\d$/u.test(peek(cursor)) && group * 10 + Number(peek(cursor)) <= cursor.groups)
    group = group * 10 + Number(next(cursor))
  if (!cursor.closed.has(group)) {
    cursor.at -= 1
    unexpected(cursor)
  }
  cursor.refersBack = true
  return { kind: 'again', group }
}

const codePointOf = (character: string): number => character.codePointAt(0) ?? 0

function parseEscape(cursor: Cursor): CharacterTest {
  const character = next(cursor)
  if (character === 'p' || character === 'P') {
    const test = parseCategory(cursor)
    return character === 'p' ? test : not(test)
  }
  const test = escapeTest(character)
  if (test !== undefined) return test
  cursor.at -= 1
  return unexpected(cursor)
}

function parseCategory(cursor: Cursor): CharacterTest {
  let name = ''
  if (!take(cursor, '{')) unexpected(cursor)
  while (peek(cursor) !== '}') name += next(cursor)
  const test = categoryTest(name) ?? blockNamed(name) ?? unexpected(cursor)
  cursor.at += 1
  return test
}

const blockNamed = (name: string): CharacterTest | undefined =>
  name.startsWith('Is') ? blockTest(name.slice(2)) : undefined

/** What stands between brackets, the opening one read. */
function parseClass(cursor: Cursor): CharacterTest {
  const negated = take(cursor, '^')
  const tests: CharacterTest[] = []
  while (peek(cursor) !== ']') {
    if (tests.length > 0 && peek(cursor) === '-' && cursor.characters[cursor.at + 1] === '[') {
      cursor.at += 2
      return parseSubtraction(cursor, inClass(tests, negated))
    }
    tests.push(parseClassPart(cursor))
  }
  if (tests.length === 0) unexpected(cursor)
  cursor.at += 1
  return inClass(tests, negated)
}

const inClass = (tests: readonly CharacterTest[], negated: boolean): CharacterTest =>
  negated ? not(anyOfTests(tests)) : anyOfTests(tests)

function parseSubtraction(cursor: Cursor, whole: CharacterTest): CharacterTest {
  const without = parseClass(cursor)
  if (!take(cursor, ']')) unexpected(cursor)
  return (codePoint) => whole(codePoint) && !without(codePoint)
}

function parseClassPart(cursor: Cursor): CharacterTest {
  const single = parseClassCharacter(cursor)
  if (typeof single !== 'number') return single
  const closes = cursor.characters[cursor.at + 1]
  if (peek(cursor) !== '-' || closes === ']' || closes === '[') return only(single)
  cursor.at += 1
  const last = parseClassCharacter(cursor)
  return typeof last === 'number' && last >= single ? between(single, last) : unexpected(cursor)
}

const controls: ReadonlyMap<string, number> = new Map([
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
])

/** One character, which may begin or end a range, or a set that stands for itself. */
function parseClassCharacter(cursor: Cursor): number | CharacterTest {
  const character = next(cursor)
  if (character === '[') {
    cursor.at -= 1
    unexpected(cursor)
  }
  if (character !== '\\') return codePointOf(character)
  const escaped = peek(cursor)
  const plain = isProtected(escaped) ? codePointOf(escaped) : controls.get(escaped)
  if (plain === undefined) return parseEscape(cursor)
  cursor.at += 1
  return plain
}
