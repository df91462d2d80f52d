import { z } from 'zod'
import type { TokenClaims, Verification, Verified } from '../application/access-token.ts'
import type { Actor } from '../domain/actor.ts'
import { type ClientId, type OrgNo, type PersonRef, SystemUserId } from '../domain/values.ts'
import type { Answer } from './http/answer.ts'
import type { Trace } from './http/trace.ts'
import { plainProblem } from './problem-reply.ts'

type Bearer = {
  readonly scopes: ReadonlySet<string>
  readonly clientId?: ClientId
  /** The token's own id (RFC 7519 §4.1.7), if it has one. */
  readonly tokenId?: string
}

/** An organisation by its own Maskinporten client: a vendor, a service owner, Maskinporten itself. Scopes tell which. */
export type Organisation = Bearer & { readonly kind: 'organisation'; readonly orgNo: OrgNo }

/** A person, by a login. */
export type Person = Bearer & {
  readonly kind: 'person'
  readonly person: PersonRef
  readonly userId: number
  readonly authLevel: number
}

/** A system user's token. It is made for the services of others: here it opens only what tells of the system user itself. */
type SystemUserBearer = Bearer & {
  readonly kind: 'system-user'
  /** Which one; undefined if the token names none, or several. */
  readonly systemUser: SystemUserId | undefined
}

/** A system user that is known by its token. */
export type NamedSystemUser = SystemUserBearer & { readonly systemUser: SystemUserId }

export type Caller = Organisation | Person | SystemUserBearer

/** Who may call a route. `Who` is what its handler is then given. */
export type Access<Who> = {
  readonly kind: 'anyone' | 'organisation' | 'person' | 'system-user'
  /** Any one of these, word for word; none are asked for if it is empty. */
  readonly scopes: readonly string[]
  readonly admit: (caller: Caller | undefined) => Who | undefined
}

/** Nothing is asked; the handler is told of nobody. */
export const anyone: Access<null> = {
  kind: 'anyone',
  scopes: [],
  admit: () => null,
}

export const organisationWith = (...scopes: readonly string[]): Access<Organisation> => ({
  kind: 'organisation',
  scopes,
  admit: (caller) =>
    caller?.kind === 'organisation' && hasOneOf(caller, scopes) ? caller : undefined,
})

export const personWith = (...scopes: readonly string[]): Access<Person> => ({
  kind: 'person',
  scopes,
  admit: (caller) => (caller?.kind === 'person' && hasOneOf(caller, scopes) ? caller : undefined),
})

export const systemUserWith = (...scopes: readonly string[]): Access<NamedSystemUser> => ({
  kind: 'system-user',
  scopes,
  admit: (caller) => {
    if (caller?.kind !== 'system-user' || !hasOneOf(caller, scopes)) return undefined
    const { systemUser } = caller
    return systemUser === undefined ? undefined : { ...caller, systemUser }
  },
})

export const personOrOrganisationWith = (
  ...scopes: readonly string[]
): Access<Person | Organisation> => ({
  kind: 'organisation',
  scopes,
  admit: (caller) =>
    caller !== undefined && caller.kind !== 'system-user' && hasOneOf(caller, scopes)
      ? caller
      : undefined,
})

/** For whomever either of the two is for. */
export const eitherOf = <One, Other>(
  one: Access<One>,
  other: Access<Other>,
): Access<One | Other> => ({
  kind: one.kind,
  scopes: [...new Set([...one.scopes, ...other.scopes])],
  admit: (caller) => one.admit(caller) ?? other.admit(caller),
})

const hasOneOf = ({ scopes }: Bearer, wanted: readonly string[]): boolean =>
  wanted.some((scope) => scopes.has(scope))

export const isAdmin = (caller: Organisation, scope: string): boolean => caller.scopes.has(scope)

export const actorOf = (caller: Organisation | Person): Actor =>
  caller.kind === 'organisation'
    ? { type: 'organisation', orgNo: caller.orgNo }
    : { type: 'person', person: caller.person }

export type Authenticated =
  | { readonly authenticated: true; readonly caller: Caller }
  | { readonly authenticated: false; readonly reason?: string }

/** What a call brought to show who it is. `rawHeaders` are names and values in turn, as they came. */
export type Credentials = {
  readonly authorization: string | undefined
  readonly rawHeaders: readonly string[]
}

/** The scheme is written in any case (RFC 9110 §11.1). What follows it is for the verifier to read. */
const isScheme = (authorization: string): boolean =>
  authorization.startsWith('Bearer ') || /^bearer /iu.test(authorization)

/**
 * The token of the one `Authorization` header (RFC 6750 §2.1). Tokens in a URL or a body are not looked at.
 * No reason is given for a call that brought none.
 */
export function bearerTokenIn({ authorization, rawHeaders }: Credentials): {
  readonly token?: string
  readonly reason?: string
} {
  if (authorization === undefined) return {}
  if (namesTwice(rawHeaders)) return { reason: 'there is more than one Authorization header' }
  const token = isScheme(authorization) ? authorization.slice('Bearer '.length).trim() : ''
  return token === '' ? { reason: 'the Authorization header holds no bearer token' } : { token }
}

/** Who calls, by the bearer token that was brought. */
export function authenticator(verifyToken: (token: string) => Promise<Verification>) {
  const callers = new WeakMap<Verified, Authenticated>()
  return async (credentials: Credentials): Promise<Authenticated> => {
    const { token, reason } = bearerTokenIn(credentials)
    if (token === undefined)
      return { authenticated: false, ...(reason !== undefined && { reason }) }
    const verification = await verifyToken(token)
    if (!verification.verified) return refused(verification.reason)
    // The verifier answers the same object for the same token, so most calls find the caller here.
    const known = callers.get(verification)
    if (known) return known
    const authenticated = callerOf(verification)
    callers.set(verification, authenticated)
    return authenticated
  }
}

const refused = (reason: string): Authenticated => ({ authenticated: false, reason })

/** Node keeps the first of several and drops the others without a word. */
function namesTwice(rawHeaders: readonly string[]): boolean {
  let found = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    if (name?.length === 'authorization'.length && name.toLowerCase() === 'authorization')
      found += 1
  }
  return found > 1
}

function callerOf({ issuer, claims }: Verified): Authenticated {
  const bearerOf: Bearer = {
    scopes: claims.scope,
    ...(claims.client_id !== undefined && { clientId: claims.client_id }),
    ...(claims.jti !== undefined && { tokenId: claims.jti }),
  }
  if (claims.authorization_details !== undefined)
    return {
      authenticated: true,
      // A login vouches for a person, never for a system user.
      caller: {
        kind: 'system-user',
        ...bearerOf,
        systemUser: issuer === 'id-porten' ? undefined : systemUserIn(claims),
      },
    }
  const person = issuer === 'altinn' ? personIn(claims) : undefined
  if (person) return { authenticated: true, caller: { kind: 'person', ...bearerOf, ...person } }
  // A login names its client's organisation too; only what Maskinporten vouched for may speak for one.
  const isLogin = claims.pid !== undefined || issuer === 'id-porten'
  if (claims.consumer !== undefined && !isLogin)
    return {
      authenticated: true,
      caller: { kind: 'organisation', ...bearerOf, orgNo: claims.consumer.ID },
    }
  return refused('the token names neither an organisation nor a person')
}

/** Rich authorization requests (RFC 9396 §2), as Maskinporten writes them (spec maskinporten). */
const SystemUserDetails = z.object({
  type: z.literal('urn:altinn:systemuser'),
  systemuser_id: z.tuple([SystemUserId]),
})

function systemUserIn({ authorization_details: details }: TokenClaims): SystemUserId | undefined {
  const all = Array.isArray(details) ? details : [details]
  return all.length === 1 ? SystemUserDetails.safeParse(all[0]).data?.systemuser_id[0] : undefined
}

function personIn(claims: TokenClaims) {
  const person = claims['urn:altinn:party:uuid']
  const userId = claims['urn:altinn:userid']
  const authLevel = claims['urn:altinn:authlevel']
  if (person === undefined || userId === undefined || authLevel === undefined) return undefined
  return { person, userId, authLevel }
}

/** The answer to who brought no token, or one that is not taken. A body and a reason stand beside the contract. */
export const unauthorized = (trace: Trace, reason?: string): Answer =>
  plainProblem(401, trace, {
    ...(reason !== undefined && { detail: reason }),
    headers: { 'www-authenticate': challenge(reason) },
  })

/** RFC 6750 §3: a call that brought no token is told of no error. */
const challenge = (reason: string | undefined): string =>
  reason === undefined
    ? 'Bearer'
    : `Bearer error="invalid_token", error_description="${reason.replaceAll(/["\\]/gu, "'")}"`

const wanted: Readonly<Record<Access<unknown>['kind'], string>> = {
  anyone: 'anybody',
  organisation: 'an organisation',
  person: 'a person',
  'system-user': 'a system user',
}

/** The answer to who may not call this route, with what would open it. */
export const forbidden = (
  trace: Trace,
  { kind, scopes }: Pick<Access<unknown>, 'kind' | 'scopes'>,
): Answer =>
  plainProblem(403, trace, {
    detail: `This is for ${wanted[kind]} with one of the scopes: ${scopes.join(', ')}`,
    headers: {
      'www-authenticate': `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"`,
    },
  })
