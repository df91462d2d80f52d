import { randomBytes } from 'node:crypto'
import { organisationClaim } from '../support/organisation.ts'
import type { SystemUserDetails } from './authorization-details.ts'
import type { GrantClaims } from './grant-claims.ts'
import type { Client, Scope } from './state.ts'
import type { Switches } from './switches.ts'
import type { FoundSystemUser } from './system-user-lookup.ts'

export type Grant = {
  readonly claims: GrantClaims
  readonly client: Client
  readonly scopes: readonly Scope[]
  readonly systemUser?: FoundSystemUser & { readonly details: SystemUserDetails }
}

const jtiBytes = 32

export const randomTokenId = (): string => randomBytes(jtiBytes).toString('base64url')

/** The shortest of the scopes' own lifetimes; without any, the client's; without that, the default. */
export function lifetimeSeconds({ client, scopes }: Grant, switches: Switches): number {
  const ages = scopes.map(({ at_max_age: age }) => age).filter((age) => age > 0)
  if (ages.length > 0) return Math.min(...ages)
  return client.access_token_lifetime ?? switches.tokenLifetimeSeconds
}

export function authorizationDetailsOf({ systemUser }: Grant, { echoExternalRef }: Switches) {
  if (systemUser === undefined) return undefined
  const { details, id, systemId } = systemUser
  return [
    {
      type: details.type,
      systemuser_org: details.systemuser_org,
      systemuser_id: [id],
      system_id: systemId,
      ...(echoExternalRef && details.externalRef !== undefined
        ? { externalRef: details.externalRef }
        : {}),
    },
  ]
}

function audience({ resource }: GrantClaims, { legacyUnspecifiedAud }: Switches) {
  if (resource !== undefined) return { aud: resource }
  return legacyUnspecifiedAud ? { aud: 'unspecified' } : {}
}

/**
 * The claims of an access token, members in the order that genuine ones have them. There is no `sub`,
 * `nbf` or `typ`, and `aud` only when the grant named a resource: it is not an RFC 9068 token.
 */
export function accessTokenClaims(
  grant: Grant,
  issuer: string,
  nowSeconds: number,
  switches: Switches,
) {
  const { claims, client, scopes } = grant
  const details = authorizationDetailsOf(grant, switches)
  return {
    ...(details === undefined ? {} : { authorization_details: details }),
    ...audience(claims, switches),
    scope: scopes.map(({ name }) => name).join(' '),
    iss: issuer,
    client_amr: 'private_key_jwt',
    ...(claims.pid === undefined ? {} : { pid: claims.pid }),
    token_type: 'Bearer',
    exp: nowSeconds + lifetimeSeconds(grant, switches),
    iat: nowSeconds,
    client_id: client.client_id,
    jti: randomTokenId(),
    consumer: organisationClaim(client.client_orgno),
  }
}
