import { createHmac, randomBytes } from 'node:crypto'
import { organisationClaim } from '../support/organisation.ts'
import type { SigningKey } from '../support/signing-key.ts'
import type { LoginForm } from './token-form.ts'

export const tokenLifetimeSeconds = 600
const scope = 'openid profile altinn:portal/enduser'
const digdir = '991825827'

const randomId = (): string => randomBytes(32).toString('base64url')

/** Pairwise: one person has another `sub` at each client, and no `sub` leads back to the person. */
function subjectOf({ pid, client_id }: LoginForm, secret: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([client_id, pid]))
    .digest('base64url')
}

type Login = {
  readonly form: LoginForm
  readonly issuer: string
  readonly nowSeconds: number
  readonly subjectSecret: string
}

/** The access token, members in the order that genuine ones have them. It has no `aud`. */
function accessTokenClaims({ form, issuer, nowSeconds, subjectSecret }: Login) {
  return {
    sub: subjectOf(form, subjectSecret),
    acr: form.acr,
    scope,
    iss: issuer,
    client_amr: 'none',
    pid: form.pid,
    exp: nowSeconds + tokenLifetimeSeconds,
    iat: nowSeconds,
    jti: randomId(),
    client_id: form.client_id,
    consumer: organisationClaim(digdir),
  }
}

function idTokenClaims({ form, issuer, nowSeconds, subjectSecret }: Login) {
  return {
    sub: subjectOf(form, subjectSecret),
    amr: ['TestID'],
    iss: issuer,
    pid: form.pid,
    locale: 'nb',
    ...(form.nonce === undefined ? {} : { nonce: form.nonce }),
    sid: randomId(),
    aud: form.client_id,
    acr: form.acr,
    auth_time: nowSeconds,
    exp: nowSeconds + tokenLifetimeSeconds,
    iat: nowSeconds,
    jti: randomId(),
  }
}

export async function issueTokens(login: Login, key: SigningKey) {
  return {
    access_token: await key.sign(accessTokenClaims(login)),
    id_token: await key.sign(idTokenClaims(login)),
    token_type: 'Bearer',
    expires_in: tokenLifetimeSeconds,
    scope,
  }
}
