const pieces = /"(?:[^"\\]|\\.)*"\s*:|"(?:[^"\\]|\\.)*"|[{}]/gsu

/**
 * True if an object anywhere in a valid JSON text names a member twice, however it is escaped.
 * Parsers differ on which of the two counts, so a text that has one is not to be trusted.
 */
function namesMemberTwice(json: string): boolean {
  const open: Set<string>[] = []
  for (const [piece] of json.matchAll(pieces)) {
    if (piece === '{') open.push(new Set())
    else if (piece === '}') open.pop()
    else if (piece.endsWith(':')) {
      const name = String(JSON.parse(piece.slice(0, -1)))
      const members = open.at(-1)
      if (members?.has(name)) return true
      members?.add(name)
    }
  }
  return false
}

/** Parses JSON in which every member has one meaning. @throws {SyntaxError} on anything else. */
export function parseStrictJson(json: string): unknown {
  const value: unknown = JSON.parse(json)
  if (namesMemberTwice(json)) throw new SyntaxError('a member is named twice')
  return value
}

export type JsonObject = Readonly<Record<string, unknown>>

/** The value itself is looked at later, and not a copy: copying can lose a member named __proto__. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
