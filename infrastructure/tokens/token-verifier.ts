import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import {
  TokenClaims,
  type TokenIssuer,
  type Unverified,
  type Verification,
} from '../../application/access-token.ts'
import { recentMap } from '../../projections/recent-map.ts'

const tokenCharactersMax = 16_384
const skewSeconds = 10
const rememberedForSeconds = 300
const rememberedMaxDefault = 5_000

/** An issuer that is trusted: its name, exactly as tokens have it, and its keys. */
export type TrustedIssuer = {
  readonly name: TokenIssuer
  readonly issuer: string
  readonly getKey: JWTVerifyGetKey
}

type Options = {
  readonly issuers: readonly TrustedIssuer[]
  /** What a token may be restricted to and still be taken here. */
  readonly audiences?: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly rememberedMax?: number
}

type Remembered = {
  readonly token: string
  readonly verification: Verification
  readonly untilSeconds: number
}

/**
 * Verifies access tokens of the issuers given (RFC 7519 §7.2, RFC 8725). A token's `iss` only picks among them: it
 * never leads to keys. The signature must be RS256 by a key of that very issuer; `exp` and `iat` are required; the
 * clocks may differ by {@link skewSeconds}. A verified token is remembered for at most five minutes and never beyond
 * its end, as checking a signature costs more than answering a question.
 *
 * A token that is restricted to an audience must be restricted to this one alone; most are not (spec maskinporten §3).
 *
 * Not checked: `jti` (bearer tokens are meant to be used more than once),
 * whether the token was revoked by its issuer.
 *
 * @throws {IssuerKeysUnavailable} when the issuer's keys cannot be had.
 */
export function tokenVerifier({
  issuers,
  audiences = [],
  now,
  rememberedMax = rememberedMaxDefault,
}: Options) {
  const remembered = recentMap<Remembered>(rememberedMax)
  const byIssuer = new Map(issuers.map((trusted) => [trusted.issuer, trusted]))
  return async (token: string): Promise<Verification> => {
    const nowSeconds = now() / 1000
    const known = remembered.get(endOf(token))
    if (known?.token === token && nowSeconds < known.untilSeconds) return known.verification
    if (token.length > tokenCharactersMax) return unverified('the token is too long')
    const trusted = byIssuer.get(issuerIn(token) ?? '')
    if (trusted === undefined) return unverified('the token is of no issuer that is trusted here')
    const verification = await verify(token, trusted, { audiences, nowSeconds })
    if (verification.verified) {
      const untilSeconds = Math.min(
        verification.claims.exp + skewSeconds,
        nowSeconds + rememberedForSeconds,
      )
      remembered.set(endOf(token), { token, verification, untilSeconds })
    }
    return verification
  }
}

/** Tokens are found by the end of their signature, as hashing all of one costs more; then they are compared whole. */
const endOf = (token: string): string => token.slice(-64)

function issuerIn(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

async function verify(
  token: string,
  { name, issuer, getKey }: TrustedIssuer,
  { audiences, nowSeconds }: { readonly audiences: readonly string[]; readonly nowSeconds: number },
): Promise<Verification> {
  const signed = await signedClaims(token, { issuer, getKey, nowSeconds })
  if ('reason' in signed) return signed
  const claims = TokenClaims.safeParse(signed.payload)
  if (!claims.success) return unverified(`the token is unusable: ${membersOf(claims.error)}`)
  const { iat, exp } = claims.data
  if (iat > nowSeconds + skewSeconds) return unverified('the token is issued in the future')
  if (exp <= iat) return unverified('the token ends before it begins')
  if (!isFor(audiences, signed.payload.aud)) return unverified('the token is for another audience')
  if (isIdToken(signed.payload)) return unverified('an id token is no access token')
  return { verified: true, issuer: name, claims: claims.data, raw: signed.payload }
}

type Check = {
  readonly issuer: string
  readonly getKey: JWTVerifyGetKey
  readonly nowSeconds: number
}

async function signedClaims(
  token: string,
  { issuer, getKey, nowSeconds }: Check,
): Promise<{ readonly payload: JWTPayload } | Unverified> {
  try {
    return await jwtVerify(token, getKey, {
      algorithms: ['RS256'],
      issuer,
      requiredClaims: ['exp', 'iat', 'iss'],
      clockTolerance: skewSeconds,
      currentDate: new Date(nowSeconds * 1000),
    })
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error
    return unverified(
      error instanceof errors.JWTExpired ? 'the token has expired' : 'the token is not valid',
    )
  }
}

/** A word that Maskinporten once wrote where there was no restriction. */
const unrestricted = 'unspecified'

/** Two audiences are one too many: the other could use the token here. */
function isFor(audiences: readonly string[], aud: JWTPayload['aud']): boolean {
  if (aud === undefined) return true
  const [only, ...others] = typeof aud === 'string' ? [aud] : aud
  return others.length === 0 && (only === unrestricted || audiences.some((one) => one === only))
}

/** These claims bind an id token to a login (OpenID Connect Core §2); no access token has them. */
const isIdToken = (payload: JWTPayload): boolean => 'nonce' in payload || 'at_hash' in payload

const membersOf = (error: { readonly issues: readonly { readonly path: PropertyKey[] }[] }) =>
  [...new Set(error.issues.map(({ path }) => String(path[0] ?? '')))].join(', ')

const unverified = (reason: string): Unverified => ({ verified: false, reason })
