import { type Clock, epochSeconds } from '../support/clock.ts'
import { organisationClaim } from '../support/organisation.ts'
import type { SigningKey } from '../support/signing-key.ts'
import { randomTokenId } from './access-token.ts'

export const digdir = '991825827'
const lookupScope = 'altinn:maskinporten/systemuser.read'

const lifetimeSeconds = 120
const renewBeforeSeconds = 20

/** Maskinporten's own token towards Altinn. It is signed here; no client can be given the scope. */
export function makeOwnToken(issuer: string, key: SigningKey, now: Clock): () => Promise<string> {
  let last: { readonly token: Promise<string>; readonly exp: number } | undefined
  return () => {
    const iat = epochSeconds(now)
    if (
      last === undefined ||
      iat >= last.exp - renewBeforeSeconds ||
      iat < last.exp - lifetimeSeconds
    ) {
      const exp = iat + lifetimeSeconds
      const token = key.sign({
        scope: lookupScope,
        iss: issuer,
        client_amr: 'private_key_jwt',
        token_type: 'Bearer',
        exp,
        iat,
        client_id: 'maskinporten',
        jti: randomTokenId(),
        consumer: organisationClaim(digdir),
      })
      last = { token, exp }
    }
    return last.token
  }
}
