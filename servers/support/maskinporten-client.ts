import { randomUUID } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import { z } from 'zod'
import { type Clock, epochSeconds, systemClock } from './clock.ts'
import { type Answer, ask } from './fetch-json.ts'
import { organisationClaim } from './organisation.ts'
import type { PrivateRsaJwk } from './rsa-keys.ts'

export type MaskinportenClient = {
  readonly issuer: string
  readonly clientId: string
  readonly privateJwk: PrivateRsaJwk
  readonly now?: Clock
}

export type TokenWish = {
  readonly scopes: readonly string[]
  /** The organisation whose system user is to be spoken for, and which of its system users. */
  readonly systemUser?: { readonly orgNo: string; readonly externalRef?: string }
}

/** Maskinporten said no. The body is its own, and carries no secret. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly code = 'ERR_TOKEN_REFUSED'
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`Maskinporten answered ${answer.status}: ${answer.text}`)
    this.answer = answer
  }
}

export const TokenAnswer = z.object({
  access_token: z.string(),
  expires_in: z.number(),
  scope: z.string(),
})
export type TokenAnswer = z.infer<typeof TokenAnswer>

const grantLifetimeSeconds = 100

function systemUserDetails({ systemUser }: TokenWish) {
  if (systemUser === undefined) return {}
  const { orgNo, externalRef } = systemUser
  return {
    authorization_details: [
      {
        type: 'urn:altinn:systemuser',
        systemuser_org: organisationClaim(orgNo),
        ...(externalRef === undefined ? {} : { externalRef }),
      },
    ],
  }
}

/** A JWT-bearer grant (RFC 7523) that is good for one use within 100 seconds. */
export async function makeGrant(client: MaskinportenClient, wish: TokenWish): Promise<string> {
  const { issuer, clientId, privateJwk, now = systemClock } = client
  const iat = epochSeconds(now)
  const claims = {
    aud: issuer,
    iss: clientId,
    scope: wish.scopes.join(' '),
    iat,
    exp: iat + grantLifetimeSeconds,
    jti: randomUUID(),
    ...systemUserDetails(wish),
  }
  const key = await importJWK(privateJwk, privateJwk.alg)
  return new SignJWT(claims)
    .setProtectedHeader({ kid: privateJwk.kid, alg: privateJwk.alg })
    .sign(key)
}

/** The form that carries a grant to the token endpoint (RFC 7523 §2.1). */
export const grantForm = (assertion: string): URLSearchParams =>
  new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })

/**
 * Gets a token from Maskinporten.
 *
 * @throws {TokenRefused} when Maskinporten says no.
 * @throws {NeighbourUnavailable} when it says nothing.
 */
export async function getToken(client: MaskinportenClient, wish: TokenWish): Promise<TokenAnswer> {
  const body = grantForm(await makeGrant(client, wish))
  const answer = await ask(`${client.issuer}token`, { method: 'POST', body })
  if (answer.status !== 200) throw new TokenRefused(answer)
  return TokenAnswer.parse(answer.json())
}
