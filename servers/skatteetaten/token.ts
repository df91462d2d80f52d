import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose'
import { z } from 'zod'
import { bearerToken, hasScope } from '../support/bearer.ts'
import { type Clock, epochSeconds } from '../support/clock.ts'
import { Iso6523Organisation, orgNoOf } from '../support/organisation.ts'
import { type Checked, failed, passed } from './problems.ts'

/** Who asks, as the token proves it. */
export type Caller = {
  /** The vendor. Access is judged by organisation and never by client. */
  readonly consumerOrgNo: string
  readonly supplier?: string
  readonly systemUserId: string
  readonly systemId: string
}

export type TokenRules = {
  /** Exactly as Maskinporten says it, with the slash at its end. */
  readonly issuer: string
  readonly scope: string
  /** What a token that is bound to an API must be bound to. */
  readonly audience: string
  readonly now: Clock
}

/** Maskinporten's keys could not be fetched: nothing is known of the token. */
class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
  readonly code = 'ERR_KEYS_UNAVAILABLE'
}

const algorithms = ['RS256', 'RS384', 'RS512']
const skewSeconds = 10

const StandardClaims = z.object({
  iat: z.number(),
  token_type: z.literal('Bearer'),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  scope: z.string(),
})

// Some write the member as `id`, and some send the one entry without its array.
const OrganisationClaim = z.union([
  Iso6523Organisation,
  z
    .strictObject({ authority: z.string(), id: z.string() })
    .transform(({ authority, id }) => ({ authority, ID: id }))
    .pipe(Iso6523Organisation),
])
const SystemUserEntry = z.object({
  type: z.literal('urn:altinn:systemuser'),
  systemuser_org: OrganisationClaim,
  systemuser_id: z.tuple([z.uuid()]),
  system_id: z.string().min(1),
})
const SystemUserDetails = z.union([
  z.tuple([SystemUserEntry]),
  SystemUserEntry.transform((entry) => [entry] as const),
])

const Party = z.object({ consumer: Iso6523Organisation, supplier: Iso6523Organisation.optional() })

/** Keys by the `kid` that the token names, from the configured issuer and from nowhere else. */
export function maskinportenKeys(jwksUri: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(jwksUri, { timeoutDuration: 5000 })
  return async (header, token) => {
    try {
      return await keys(header, token)
    } catch (cause) {
      const isAnswer = cause instanceof errors.JWKSNoMatchingKey
      throw isAnswer ? cause : new KeysUnavailable('no keys from Maskinporten', { cause })
    }
  }
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, now }: TokenRules,
): Promise<Checked<JWTPayload>> {
  try {
    if (decodeProtectedHeader(token).kid === undefined) return failed('token-not-valid')
    const { payload } = await jwtVerify(token, keys, {
      algorithms,
      issuer,
      requiredClaims: ['exp', 'iat'],
      clockTolerance: skewSeconds,
      currentDate: new Date(now()),
    })
    return passed(payload)
  } catch (error) {
    if (error instanceof KeysUnavailable) return failed('keys-not-available')
    // Whatever else the token trips over, nothing is proven.
    return failed('token-not-valid')
  }
}

function checkStandard(payload: JWTPayload, rules: TokenRules): Checked<true> {
  const claims = StandardClaims.safeParse(payload)
  if (!claims.success) return failed('token-not-valid')
  const { iat, aud, scope } = claims.data
  if (iat > epochSeconds(rules.now) + skewSeconds) return failed('token-not-valid')
  if (aud !== undefined && ![aud].flat().includes(rules.audience))
    return failed('token-for-another-api')
  return hasScope(scope, rules.scope) ? passed(true) : failed('scope-missing')
}

function readCaller(payload: JWTPayload): Checked<Caller> {
  const party = Party.safeParse(payload)
  if (!party.success) return failed('consumer-not-known')
  const details = SystemUserDetails.safeParse(payload['authorization_details'])
  if (!details.success) return failed('no-system-user')
  const [entry] = details.data
  const { consumer, supplier } = party.data
  return passed({
    consumerOrgNo: orgNoOf(consumer),
    ...(supplier === undefined ? {} : { supplier: orgNoOf(supplier) }),
    systemUserId: entry.systemuser_id[0],
    systemId: entry.system_id,
  })
}

/**
 * Validates a Maskinporten token as the owner of an API must: key, signature, issuer, times, audience,
 * scope, consumer, system user. Not checked here: what the system user may do, which is asked of the PDP.
 */
export async function checkToken(
  authorization: string | undefined,
  keys: JWTVerifyGetKey,
  rules: TokenRules,
): Promise<Checked<Caller>> {
  const token = bearerToken(authorization)
  if (token === undefined) return failed('no-token')
  const verified = await verify(token, keys, rules)
  if (!verified.ok) return verified
  const standard = checkStandard(verified.value, rules)
  return standard.ok ? readCaller(verified.value) : standard
}
