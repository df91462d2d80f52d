const depthMax = 32

/** JSON that is refused, and why; told to the caller, so it holds nothing of the text. */
export class RefusedJson extends Error {
  override readonly name = 'RefusedJson'
  readonly code = 'ERR_REFUSED_JSON'
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Parses JSON as two readers would agree on it (RFC 8259 §4, §8.1): UTF-8 without faults, no member named twice in an
 * object, no lone surrogate, at most {@link depthMax} deep, and no name that reaches for an object's prototype.
 * `JSON.parse` lets all of these pass, so the text is walked through once before: before, as nesting is what an attacker
 * would grow the parser's stack with.
 *
 * @throws {RefusedJson}
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decoded(bytes)
  walk(text)
  try {
    return JSON.parse(text)
  } catch {
    throw new RefusedJson('The body is not JSON.')
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new RefusedJson('The body is not UTF-8.')
  }
}

const quote = 0x22
const colon = 0x3a

/** The names met so far in each object that is open; a list has none. */
type Open = (Set<string> | undefined)[]

/** Looks at every string and bracket. What is no JSON is let through: the parser finds it. */
function walk(text: string): void {
  const hasEscapes = text.includes('\\')
  const open: Open = []
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i)
    if (char === quote) i = walkString(text, i, hasEscapes, open)
    else if (isOpening(char)) {
      if (open.push(undefined) > depthMax)
        throw new RefusedJson(`The body is nested more than ${depthMax} deep.`)
    } else if (isClosing(char)) open.pop()
  }
}

/** The place of the string's closing quote; the text's end if there is none. */
function walkString(text: string, start: number, hasEscapes: boolean, open: Open): number {
  const end = hasEscapes ? endOfEscaped(text, start) : text.indexOf('"', start + 1)
  if (end === -1) return text.length
  if (hasEscapes) checkEscapes(text.slice(start, end + 1))
  if (isName(text, end)) checkName(nameAt(text, start, end, hasEscapes), open)
  return end
}

function endOfEscaped(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

/** After an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let before = at
  while (text[before - 1] === '\\') before -= 1
  return (at - before) % 2 === 1
}

const isOpening = (char: number): boolean => char === 0x7b || char === 0x5b
const isClosing = (char: number): boolean => char === 0x7d || char === 0x5d
const isSpace = (char: number): boolean =>
  char === 0x20 || char === 0x0a || char === 0x0d || char === 0x09

function isName(text: string, end: number): boolean {
  let next = end + 1
  while (isSpace(text.charCodeAt(next))) next += 1
  return text.charCodeAt(next) === colon
}

function checkEscapes(quoted: string): void {
  if (!quoted.includes('\\')) return
  if (!unescaped(quoted).isWellFormed())
    throw new RefusedJson('The body holds half of a surrogate pair.')
}

/** What cannot be read is no JSON, which the parser says better. */
function unescaped(quoted: string): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    return ''
  }
}

function nameAt(text: string, start: number, end: number, hasEscapes: boolean): string {
  const quoted = text.slice(start, end + 1)
  return hasEscapes ? unescaped(quoted) : quoted.slice(1, -1)
}

function checkName(name: string, open: Open): void {
  if (name === '__proto__' || name === 'constructor' || name === 'prototype')
    throw new RefusedJson('The body names a member that no contract has.')
  const names = open.at(-1)
  if (names?.has(name)) throw new RefusedJson('The body names a member twice.')
  if (names) names.add(name)
  else if (open.length > 0) open[open.length - 1] = new Set([name])
}
