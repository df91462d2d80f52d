import type { GrantClaims } from './grant-claims.ts'
import { type Checked, failed, passed } from './refusals.ts'
import { type Client, findScope, hasAccess, type Registrations, type Scope } from './state.ts'

const scopesMax = 50

// RFC 6749 §3.3: scope-token *( SP scope-token ).
const scopeList = /^[\u0021\u0023-\u005B\u005D-\u007E]+(?: [\u0021\u0023-\u005B\u005D-\u007E]+)*$/u

const named = (names: readonly string[]): string => names.join(' ')

/** Scope delegation needs a delegation source, and no scope here has one: it is always refused. */
function checkConsumer(
  { consumer_org, authorization_details }: GrantClaims,
  client: Client,
  scopes: readonly Scope[],
): Checked<true> {
  if (consumer_org === undefined) return passed(true)
  if (consumer_org === client.client_orgno) return failed('consumer-is-client')
  if (authorization_details !== undefined)
    return failed(
      'malformed-assertion',
      'consumer_org and authorization_details exclude each other.',
    )
  const what = `${consumer_org} has not delegated access to the scope ${scopes[0]?.name ?? ''}`
  return failed('scope-not-delegated', `${what} to supplier ${client.client_orgno}`)
}

/**
 * The scopes that are granted. Two gates: the client lists the scope, and its organisation has
 * access to it now, whatever it had when the client was made.
 */
export function checkScopes(
  claims: GrantClaims,
  client: Client,
  state: Registrations,
): Checked<readonly Scope[]> {
  const names = claims.scope.split(' ')
  if (!scopeList.test(claims.scope) || names.length > scopesMax)
    return failed('scope-not-registered', named(names.slice(0, scopesMax)))
  const found = [...new Set(names)].map((name) => ({ name, scope: findScope(state, name) }))
  const scopes = found.flatMap(({ name, scope }) =>
    scope?.active && scope.visibility !== 'INTERNAL' && client.scopes.includes(name) ? [scope] : [],
  )
  if (scopes.length !== found.length) {
    const known = new Set(scopes.map(({ name }) => name))
    return failed('scope-not-registered', named(names.filter((name) => !known.has(name))))
  }
  const foreign = scopes.filter(
    ({ allowed_integration_types: types }) => !types.includes('maskinporten'),
  )
  if (foreign.length > 0)
    return failed('scope-not-for-maskinporten', named(foreign.map(({ name }) => name)))
  const consumer = checkConsumer(claims, client, scopes)
  if (!consumer.ok) return consumer
  const closed = scopes.find((scope) => !hasAccess(state, scope, client.client_orgno))
  return closed === undefined ? passed(scopes) : failed('scope-access-missing', closed.name)
}
