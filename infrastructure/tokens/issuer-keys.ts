import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { IssuerKeysUnavailable } from '../../application/access-token.ts'

const Jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) })
const jwksBytesMax = 256 * 1024

type Options = {
  readonly fetchJwks: () => Promise<JSONWebKeySet>
  /** Milliseconds of a steady clock. */
  readonly now: () => number
  /** Known keys are asked for again when they are this old … */
  readonly refreshAfterMs?: number
  /** … and trusted this long when no answer comes, so that an outage of the issuer is none of ours. */
  readonly trustForMs?: number
  /** However many tokens name unknown keys, the issuer is asked no more often than this. */
  readonly cooldownMs?: number
}

type Known = { readonly getKey: JWTVerifyGetKey; readonly fetchedAtMs: number }

/**
 * The keys of one issuer, fetched when first needed. A key that the issuer has taken out is no longer taken once the
 * keys have been fetched again.
 *
 * @throws {IssuerKeysUnavailable} while no keys are known, or those known are too old.
 */
export function issuerKeys({
  fetchJwks,
  now,
  refreshAfterMs = 10 * 60_000,
  trustForMs = 24 * 60 * 60_000,
  cooldownMs = 30_000,
}: Options): JWTVerifyGetKey {
  let known: Known | undefined
  let askedAtMs = -Infinity
  let asking: Promise<void> | undefined

  const refresh = async (): Promise<void> => {
    if (asking === undefined && now() - askedAtMs >= cooldownMs) {
      askedAtMs = now()
      asking = ask().finally(() => (asking = undefined))
    }
    await asking
  }
  const ask = async (): Promise<void> => {
    try {
      const jwks = await fetchJwks()
      known = { getKey: createLocalJWKSet(jwks), fetchedAtMs: now() }
    } catch {
      // The keys that are known go on being used; without any, the caller is told below. A failed first attempt
      // may be repeated soon, so that a neighbour that starts later than we do costs no half minute.
      if (known === undefined) askedAtMs = now() - cooldownMs + 1000
    }
  }
  const trusted = (): Known => {
    if (known === undefined || now() - known.fetchedAtMs > trustForMs)
      throw new IssuerKeysUnavailable('the keys of the token issuer could not be fetched')
    return known
  }

  return async (header, token) => {
    const ageMs = known === undefined ? Infinity : now() - known.fetchedAtMs
    if (ageMs > trustForMs) await refresh()
    else if (ageMs > refreshAfterMs) void refresh()
    try {
      return await trusted().getKey(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await refresh()
      return trusted().getKey(header, token)
    }
  }
}

/** Fetches a JWKS over HTTP: bounded in time and size, no redirects followed. */
export const jwksFrom =
  (url: URL, timeoutMs = 5000) =>
  async (): Promise<JSONWebKeySet> => {
    const response = await fetch(url, {
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) throw new IssuerKeysUnavailable(`${url.origin} answered ${response.status}`)
    const text = await response.text()
    if (text.length > jwksBytesMax)
      throw new IssuerKeysUnavailable(`${url.origin} sent too large a key set`)
    return Jwks.parse(JSON.parse(text))
  }
