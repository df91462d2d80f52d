import { SignJWT, type JWTPayload } from 'jose'
import type { Verified } from '../../application/access-token.ts'
import type { Exchanged, ExchangeToken } from '../../application/exchange-token.ts'
import type { PersonRef } from '../../domain/values.ts'
import type { SigningKey } from './signing-key.ts'

const exchangedForSeconds = 30 * 60
/** What Maskinporten vouches for is set to this level for all (spec maskinporten §5.3). */
const organisationAuthLevel = 3

export type KnownPerson = { readonly personRef: PersonRef; readonly userId: number }

export type TokenExchangeParts = {
  /** Our own issuer name: what other services find our keys by. */
  readonly issuer: string
  readonly key: SigningKey
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly newId: () => string
  /** The person of a number that an issuer vouched for; undefined for a number that is not taken here. */
  readonly personOf: (personalNumber: string) => Promise<KnownPerson | undefined>
}

/**
 * Exchanges verified tokens of Maskinporten and ID-porten for our own. What the new one says of who it is comes from
 * the old one's verified claims and the vault alone. An organisation's lasts half an hour, a person's as long as the
 * old one.
 *
 * Not checked: that the old token is verified. Whoever calls has done that.
 */
export function tokenExchange({
  issuer,
  key,
  now,
  newId,
  personOf,
}: TokenExchangeParts): ExchangeToken {
  const sign = async (claims: JWTPayload, expSeconds: number): Promise<Exchanged> => {
    const nowSeconds = Math.floor(now() / 1000)
    const token = await new SignJWT({ ...claims, sid: newId() })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
      .setIssuer(issuer)
      .setIssuedAt(nowSeconds)
      .setNotBefore(nowSeconds)
      .setExpirationTime(expSeconds)
      .sign(key.privateKey)
    return { exchanged: true, token }
  }
  return async (verified) => {
    switch (verified.issuer) {
      case 'maskinporten':
        return organisationToken(verified, sign, now)
      case 'id-porten':
        return personToken(verified, sign, personOf)
      case 'altinn':
        return refused('no-person')
    }
  }
}

type Sign = (claims: JWTPayload, expSeconds: number) => Promise<Exchanged>

async function organisationToken(
  { claims, raw }: Verified,
  sign: Sign,
  now: () => number,
): Promise<Exchanged> {
  if (claims.consumer === undefined) return refused('no-organisation')
  const expSeconds = Math.floor(now() / 1000) + exchangedForSeconds
  return sign(
    {
      ...without(raw, ['aud', 'iss', 'client_amr', 'sid', ...ours]),
      'urn:altinn:orgNumber': claims.consumer.ID,
      'urn:altinn:authenticatemethod': 'maskinporten',
      'urn:altinn:authlevel': organisationAuthLevel,
    },
    expSeconds,
  )
}

async function personToken(
  { claims, raw }: Verified,
  sign: Sign,
  personOf: TokenExchangeParts['personOf'],
): Promise<Exchanged> {
  if (![...claims.scope].some((scope) => scope.startsWith('altinn:')))
    return refused('no-altinn-scope')
  const authLevel = levelOf(raw['acr'])
  if (authLevel === undefined) return refused('low-assurance')
  const person = claims.pid === undefined ? undefined : await personOf(claims.pid)
  if (person === undefined) return refused('no-person')
  const { personRef, userId } = person
  return sign(
    {
      ...without(raw, ['aud', 'iss', 'at_hash', 'sid', 'sub', 'consumer', ...ours]),
      nameid: String(userId),
      'urn:altinn:userid': userId,
      'urn:altinn:username': String(userId),
      'urn:altinn:partyid': userId,
      'urn:altinn:party:uuid': personRef,
      'urn:altinn:authenticatemethod': methodOf(raw['amr'] ?? raw['client_amr']),
      'urn:altinn:authlevel': authLevel,
    },
    claims.exp,
  )
}

/** No outside token may bring claims that we alone give. */
const ours = [
  'nameid',
  'urn:altinn:userid',
  'urn:altinn:username',
  'urn:altinn:partyid',
  'urn:altinn:party:uuid',
  'urn:altinn:org',
  'urn:altinn:orgNumber',
  'urn:altinn:authenticatemethod',
  'urn:altinn:authlevel',
]

const without = (claims: Readonly<Record<string, unknown>>, names: readonly string[]): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)))

/** The level that a login has in Altinn's counting. An assurance that is not known gives none. */
const levels: Readonly<Record<string, number>> = {
  'idporten-loa-low': 0,
  'idporten-loa-substantial': 3,
  'idporten-loa-high': 4,
}

const levelOf = (acr: unknown): number | undefined =>
  typeof acr === 'string' && Object.hasOwn(levels, acr) ? levels[acr] : undefined

function methodOf(amr: unknown): string {
  const first: unknown = Array.isArray(amr) ? amr[0] : amr
  return typeof first === 'string' ? first : 'NotDefined'
}

type RefusedCode = Extract<Exchanged, { exchanged: false }>['code']
const refused = (code: RefusedCode): Exchanged => ({ exchanged: false, code })
