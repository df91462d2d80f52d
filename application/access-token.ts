import { z } from 'zod'
import { ClientId, OrgNo, PersonRef } from '../domain/values.ts'

/** ISO 6523 with the Norwegian register's own code before the number, as Maskinporten writes organisations. */
const Iso6523 = z.object({
  authority: z.literal('iso6523-actorid-upis'),
  ID: z
    .string()
    .regex(/^0192:\d{9}$/u)
    .transform((id) => OrgNo.parse(id.slice('0192:'.length))),
})

const Authorization = z.looseObject({ type: z.string() })

/**
 * What is read of a token's claims. A claim that is there must be well-formed: a `consumer` that cannot be read makes
 * the token unusable, not anonymous.
 */
export const TokenClaims = z.looseObject({
  iss: z.string(),
  exp: z.number(),
  iat: z.number(),
  scope: z
    .string()
    .max(4096)
    .default('')
    .transform((text) => new Set(text.split(' ').filter((scope) => scope !== ''))),
  jti: z.string().optional(),
  client_id: ClientId.optional(),
  consumer: Iso6523.optional(),
  authorization_details: z.union([Authorization, z.array(Authorization).max(16)]).optional(),
  pid: z.string().optional(),
  'urn:altinn:userid': z.int().positive().optional(),
  'urn:altinn:party:uuid': PersonRef.optional(),
  'urn:altinn:authlevel': z.int().min(0).max(4).optional(),
})
export type TokenClaims = z.infer<typeof TokenClaims>

/** Who may have issued a token. Each is configured with its own keys. */
export type TokenIssuer = 'maskinporten' | 'altinn' | 'id-porten'

export type Verified = {
  readonly verified: true
  readonly issuer: TokenIssuer
  readonly claims: TokenClaims
  /** The claims as they were signed, for whoever passes them on. */
  readonly raw: Readonly<Record<string, unknown>>
}

/** Why a token is not taken; told to the caller, so it says nothing about the token's content. */
export type Unverified = { readonly verified: false; readonly reason: string }

export type Verification = Verified | Unverified

/** The keys of a token's issuer could not be had, so that nothing can be said of the token. */
export class IssuerKeysUnavailable extends Error {
  override readonly name = 'IssuerKeysUnavailable'
  readonly code = 'ERR_ISSUER_KEYS_UNAVAILABLE'
}

/** Public keys, as they are published (RFC 7517 §5). */
export type JsonWebKeySet = {
  readonly keys: readonly { readonly kty?: string; readonly [member: string]: unknown }[]
}
