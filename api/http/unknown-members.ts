import type { Answer } from './answer.ts'

const warningsMax = 10
const placeCharactersMax = 200

/** What objects that were read had beside what their contract knows: kept for as long as the object is. */
const unknownOf = new WeakMap<object, readonly string[]>()

export function noteUnknown(read: object, names: readonly string[]): void {
  if (names.length > 0) unknownOf.set(read, names)
}

/** Where a body that was read has members that no contract knows: `$.externalReference`, `$.rights[0].colour`. */
export function unknownMembersIn(body: unknown): readonly string[] {
  const found: string[] = []
  walk(body, '$', found)
  return found
}

function walk(value: unknown, path: string, found: string[]): void {
  if (typeof value !== 'object' || value === null || found.length >= warningsMax) return
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) walk(one, `${path}[${i}]`, found)
    return
  }
  const unknown = unknownOf.get(value) ?? []
  for (const name of unknown.slice(0, warningsMax - found.length))
    found.push(shown(`${path}.${name}`))
  for (const [name, one] of Object.entries(value)) walk(one, `${path}.${name}`, found)
}

/** As it may stand in a header: what is no printable ASCII is shown as a question mark, and a long place is cut. */
const shown = (place: string): string =>
  place.slice(0, placeCharactersMax).replaceAll(/[^ -~]/gu, '?')

/** The header of warnings, beside the contract. */
export const warningHeader = 'systembruker-warning'

/**
 * The same answer, with a warning of every member that was dropped: a list of tokens, each with the member's place, as a
 * structured field (RFC 9651). HTTP's own `Warning` is no longer in use (RFC 9111 §5.5).
 */
export function warnOf(answer: Answer, members: readonly string[]): Answer {
  const warnings = members.map((member) => `unknown-member;at="${escaped(member)}"`)
  return { ...answer, headers: { ...answer.headers, [warningHeader]: warnings.join(', ') } }
}

const escaped = (text: string): string => text.replaceAll(/["\\]/gu, String.raw`\$&`)
