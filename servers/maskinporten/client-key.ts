import { compactVerify, importJWK } from 'jose'
import type { Clock } from '../support/clock.ts'
import type { Assertion } from './assertion.ts'
import { type Checked, failed, passed } from './refusals.ts'
import type { Client, ClientKey } from './state.ts'
import type { Switches } from './switches.ts'

const algorithms = ['RS256', 'RS384', 'RS512']
const millisecondsADay = 24 * 60 * 60 * 1000

// A key that comes with the grant proves nothing but that its sender has a key.
const keysNotTrusted = ['jwk', 'jku', 'x5u']

function checkHeader({ header }: Assertion): Checked<string> {
  const { alg, typ } = header
  if (keysNotTrusted.some((name) => Object.hasOwn(header, name)))
    return failed('malformed-assertion', 'Keys are not taken from the JWT header.')
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64'))
    return failed('malformed-assertion', 'The JWT header asks for an unknown extension.')
  if (typ !== undefined && !(typeof typ === 'string' && typ.toUpperCase() === 'JWT'))
    return failed('malformed-assertion', 'The JWT header typ must be JWT.')
  if (typeof alg !== 'string' || !algorithms.includes(alg)) return failed('invalid-signature')
  return passed(alg)
}

function findKey({ header }: Assertion, client: Client): Checked<ClientKey> {
  const { kid, x5c } = header
  if (x5c !== undefined && !Array.isArray(x5c)) return failed('invalid-certificate-header')
  if (kid === undefined && x5c !== undefined && client.keys.length === 0)
    return failed('certificate-not-trusted')
  if (kid === undefined) return failed('key-id-missing')
  if (x5c !== undefined) return failed('invalid-certificate-header')
  const key = client.keys.find(({ jwk }) => jwk.kid === kid)
  return key === undefined ? failed('unknown-key') : passed(key)
}

/**
 * Verifies that a grant is signed by a key registered on its client (RFC 7523 §3 rules 9 and 10).
 * Not checked here: any claim.
 */
export async function verifySignature(
  assertion: Assertion,
  client: Client,
  { keyAgeMaxDays }: Switches,
  now: Clock,
): Promise<Checked<true>> {
  const algorithm = checkHeader(assertion)
  if (!algorithm.ok) return algorithm
  const key = findKey(assertion, client)
  if (!key.ok) return key
  if (now() >= Date.parse(key.value.posted) + keyAgeMaxDays * millisecondsADay)
    return failed('key-expired')
  try {
    const publicKey = await importJWK(key.value.jwk, algorithm.value)
    await compactVerify(assertion.compact, publicKey, { algorithms })
    return passed(true)
  } catch {
    // Whatever the library trips over, the grant is not proven.
    return failed('invalid-signature')
  }
}
