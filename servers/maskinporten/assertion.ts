import { isJsonObject, type JsonObject, parseStrictJson } from '../support/strict-json.ts'
import { type Checked, failed, passed } from './refusals.ts'

/** A grant taken apart. Nothing in it is verified: the names are there to find the client by. */
export type Assertion = {
  readonly compact: string
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly clientId: string
}

const assertionLengthMax = 32 * 1024

/** Undefined unless the text is the one canonical base64url spelling of valid UTF-8 JSON. */
function decodePart(part: string): JsonObject | undefined {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value = parseStrictJson(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads a compact JWS (RFC 7515 §7.1): three canonical base64url parts whose first two are JSON
 * objects that name each member once. Other spellings of the same grant are refused, since they
 * would pass for another grant where replay is looked for.
 */
export function readAssertion(compact: string): Checked<Assertion> {
  if (compact.length > assertionLengthMax) return failed('request-too-large')
  const [first, second, third, ...more] = compact.split('.')
  if (!first || !second || !third || more.length > 0)
    return failed('malformed-assertion', 'It must be a JWT of three parts.')
  const header = decodePart(first)
  const claims = decodePart(second)
  const signature = Buffer.from(third, 'base64url').toString('base64url')
  if (!header || !claims || signature !== third)
    return failed('malformed-assertion', 'Its parts must be base64url, and the first two JSON.')
  const clientId = claims['iss']
  if (typeof clientId !== 'string') return failed('malformed-assertion', 'Claim iss is missing.')
  return passed({ compact, header, claims, clientId })
}
