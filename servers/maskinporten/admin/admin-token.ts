import { errors, importJWK, jwtVerify } from 'jose'
import { z } from 'zod'
import { bearerToken, hasScope } from '../../support/bearer.ts'
import type { Clock } from '../../support/clock.ts'
import { Iso6523Organisation, orgNoOf } from '../../support/organisation.ts'
import type { SigningKey } from '../../support/signing-key.ts'
import { type AdminResult, done, refused } from './admin-refusals.ts'

const AdminClaims = z.object({
  scope: z.string(),
  token_type: z.literal('Bearer'),
  consumer: Iso6523Organisation,
})

export type AdminPorts = { readonly issuer: string; readonly now: Clock; readonly key: SigningKey }

/** The organisation that may do this: the consumer of a token of ours with any of these scopes. */
export async function administrator(
  authorization: string | undefined,
  scopes: readonly string[],
  { issuer, now, key }: AdminPorts,
): Promise<AdminResult<string>> {
  const token = bearerToken(authorization)
  if (token === undefined) return refused('no-token')
  try {
    const { payload } = await jwtVerify(token, await importJWK(key.publicJwk, 'RS256'), {
      algorithms: ['RS256'],
      issuer,
      requiredClaims: ['exp', 'iat'],
      currentDate: new Date(now()),
    })
    const claims = AdminClaims.safeParse(payload)
    if (!claims.success) return refused('invalid-token')
    const { scope, consumer } = claims.data
    if (!scopes.some((wanted) => hasScope(scope, wanted))) return refused('scope-missing')
    return done(orgNoOf(consumer))
  } catch (error) {
    if (error instanceof errors.JOSEError) return refused('invalid-token')
    throw error
  }
}
