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
 * `JSON.parse` lets all of these pass, so the text is scanned once after it was found to be JSON.
 *
 * @throws {RefusedJson}
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decoded(bytes)
  const value = parsed(text)
  scan(text)
  return value
}

function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new RefusedJson('The body is not UTF-8.')
  }
}

function parsed(text: string): unknown {
  if (tooDeep(text)) throw new RefusedJson(`The body is nested more than ${depthMax} deep.`)
  try {
    return JSON.parse(text)
  } catch {
    throw new RefusedJson('The body is not JSON.')
  }
}

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a

/** Walks the brackets outside of strings. Runs before the parser, whose stack an attacker would grow. */
function tooDeep(text: string): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i)
    if (char === quote) i = endOfString(text, i)
    else if (isOpening(char)) {
      depth += 1
      if (depth > depthMax) return true
    } else if (isClosing(char)) depth -= 1
  }
  return false
}

/** The place of the closing quote; the text's end if there is none. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const char = text.charCodeAt(i)
    if (char === backslash) i += 1
    else if (char === quote) return i
  }
  return text.length
}

const isOpening = (char: number): boolean => char === 0x7b || char === 0x5b
const isClosing = (char: number): boolean => char === 0x7d || char === 0x5d
const isSpace = (char: number): boolean =>
  char === 0x20 || char === 0x0a || char === 0x0d || char === 0x09

/** Reads every string of a text that is JSON, and the names of each object. */
function scan(text: string): void {
  const names: Set<string>[] = []
  let depth = -1
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i)
    if (isOpening(char)) {
      depth += 1
      names[depth] = new Set()
    } else if (isClosing(char)) depth -= 1
    else if (char === quote) {
      const end = endOfString(text, i)
      const content = stringAt(text, i, end)
      if (isName(text, end)) checkName(content, names[depth])
      i = end
    }
  }
}

function stringAt(text: string, start: number, end: number): string {
  const plain = text.slice(start + 1, end)
  if (!plain.includes('\\')) return plain
  const content: unknown = JSON.parse(text.slice(start, end + 1))
  if (typeof content !== 'string' || !content.isWellFormed())
    throw new RefusedJson('The body holds half of a surrogate pair.')
  return content
}

function isName(text: string, end: number): boolean {
  let next = end + 1
  while (isSpace(text.charCodeAt(next))) next += 1
  return text.charCodeAt(next) === colon
}

function checkName(name: string, names: Set<string> | undefined): void {
  if (name === '__proto__' || name === 'constructor' || name === 'prototype')
    throw new RefusedJson('The body names a member that no contract has.')
  if (names?.has(name)) throw new RefusedJson('The body names a member twice.')
  names?.add(name)
}
