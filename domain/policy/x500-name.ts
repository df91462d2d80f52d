import { trimmed } from './white-space.ts'

/** One part of a name: `type=value`, or several joined by `+`. Types and values are normalised. */
export type RelativeName = readonly string[]

export type DistinguishedName = {
  /** As written, for printing. */
  readonly text: string
  /** In the order written: the most specific first. Each part sorted, types in lower case. */
  readonly parts: readonly RelativeName[]
}

/** RFC 2253 with the white space it inherits from RFC 1779; `;` separates parts as `,` does. */
export function parseX500Name(text: string): DistinguishedName | undefined {
  const name = trimmed(text)
  if (name === '') return { text: name, parts: [] }
  const parts: RelativeName[] = []
  for (const written of splitOutsideQuotes(name, ',;')) {
    const part = parsePart(written)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return { text: name, parts }
}

export const sameName = (left: DistinguishedName, right: DistinguishedName): boolean =>
  left.parts.length === right.parts.length && endsWithName(right, left)

/** Whether the last parts of `name` are all the parts of `ending`. */
export function endsWithName(name: DistinguishedName, ending: DistinguishedName): boolean {
  const skipped = name.parts.length - ending.parts.length
  return (
    skipped >= 0 && ending.parts.every((part, at) => samePart(part, name.parts[skipped + at] ?? []))
  )
}

const samePart = (left: RelativeName, right: RelativeName): boolean =>
  left.length === right.length && left.every((pair, at) => pair === right[at])

function parsePart(written: string): RelativeName | undefined {
  const pairs: string[] = []
  for (const pair of splitOutsideQuotes(written, '+')) {
    const equals = pair.indexOf('=')
    const type = pair
      .slice(0, equals)
      .trim()
      .toLowerCase()
      .replace(/^oid\./u, '')
    if (equals < 0 || !/^[a-z0-9][a-z0-9.-]*$/u.test(type)) return undefined
    pairs.push(`${shortNames.get(type) ?? type}=${normaliseValue(pair.slice(equals + 1))}`)
  }
  return pairs.toSorted()
}

// Directory strings are compared without regard to case or to the amount of white space (RFC 4517).
function normaliseValue(written: string): string {
  const value = written.trim()
  const bare = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
  return unescaped(bare).replaceAll(/\s+/gu, ' ').trim().toLowerCase()
}

/** A backslash protects one character, or comes before each octet of one in hexadecimal. */
function unescaped(text: string): string {
  return text.replaceAll(
    /((?:\\[0-9A-Fa-f]{2})+)|\\(.?)/gsu,
    (_, octets: string | undefined, character: string | undefined) =>
      octets === undefined ? (character ?? '') : textOfOctets(octets.replaceAll('\\', '')),
  )
}

function textOfOctets(digits: string): string {
  const octets = digits.match(/../gu) ?? []
  return new TextDecoder().decode(Uint8Array.from(octets, (octet) => Number.parseInt(octet, 16)))
}

/** The short names of RFC 2253 and those that go with them in practice, by their identifiers. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'cn'],
  ['2.5.4.4', 'sn'],
  ['2.5.4.5', 'serialnumber'],
  ['2.5.4.6', 'c'],
  ['2.5.4.7', 'l'],
  ['2.5.4.8', 'st'],
  ['2.5.4.9', 'street'],
  ['2.5.4.10', 'o'],
  ['2.5.4.11', 'ou'],
  ['2.5.4.12', 'title'],
  ['2.5.4.42', 'givenname'],
  ['0.9.2342.19200300.100.1.1', 'uid'],
  ['0.9.2342.19200300.100.1.25', 'dc'],
  ['1.2.840.113549.1.9.1', 'emailaddress'],
  ['e', 'emailaddress'],
])

function splitOutsideQuotes(text: string, separators: string): string[] {
  const parts: string[] = []
  let part = ''
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '\\') {
      part += text.slice(at, at + 2)
      at += 1
    } else if (!quoted && separators.includes(character)) {
      parts.push(part)
      part = ''
    } else {
      if (character === '"') quoted = !quoted
      part += character
    }
  }
  return [...parts, part]
}
