import { issuerKeys, jwksFrom } from './issuer-keys.ts'
import { tokenExchange, type TokenExchangeParts } from './token-exchange.ts'
import { tokenVerifier, type TrustedIssuer } from './token-verifier.ts'

/** Who issues tokens outside, and where its keys are. */
export type OutsideIssuer = { readonly issuer: string; readonly jwksUrl: URL }

export type TokenParts = TokenExchangeParts & {
  /** What tokens may be restricted to and still be taken here. */
  readonly audiences: readonly string[]
  readonly maskinporten: OutsideIssuer
  readonly idporten: OutsideIssuer
}

/**
 * All that the API does with tokens: it verifies those of Maskinporten and its own, and makes one of its own for one from
 * outside.
 */
export function tokenFunctions({ maskinporten, idporten, audiences, ...exchange }: TokenParts) {
  const { key, now } = exchange
  const verifierOf = (...issuers: readonly TrustedIssuer[]) =>
    tokenVerifier({ issuers, audiences, now })
  const fromMaskinporten = trusted('maskinporten', maskinporten, now)
  const fromUs: TrustedIssuer = {
    name: 'altinn',
    issuer: exchange.issuer,
    getKey: issuerKeys({ fetchJwks: async () => key.jwks, now }),
  }
  const outside = {
    maskinporten: verifierOf(fromMaskinporten),
    'id-porten': verifierOf(trusted('id-porten', idporten, now)),
  }
  return {
    jwks: key.jwks,
    verifyToken: verifierOf(fromMaskinporten, fromUs),
    verifyOutsideToken: (provider: keyof typeof outside, token: string) => outside[provider](token),
    exchangeToken: tokenExchange(exchange),
  }
}

const trusted = (
  name: 'maskinporten' | 'id-porten',
  { issuer, jwksUrl }: OutsideIssuer,
  now: () => number,
): TrustedIssuer => ({ name, issuer, getKey: issuerKeys({ fetchJwks: jwksFrom(jwksUrl), now }) })
