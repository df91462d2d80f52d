import { type Clock, epochSeconds } from '../support/clock.ts'
import {
  accessTokenClaims,
  authorizationDetailsOf,
  type Grant,
  lifetimeSeconds,
} from './access-token.ts'
import { type Assertion, readAssertion } from './assertion.ts'
import { checkAuthorizationDetails } from './authorization-details.ts'
import { verifySignature } from './client-key.ts'
import { checkClaims } from './grant-claims.ts'
import { checkScopes } from './grant-scopes.ts'
import { checkAudience, checkTimes } from './grant-times.ts'
import { type Checked, failed, passed } from './refusals.ts'
import { type ReplayGuard, replayKey } from './replay.ts'
import type { SigningKey } from '../support/signing-key.ts'
import { type Client, findClient, type Registrations } from './state.ts'
import type { Switches } from './switches.ts'
import type { SystemUserLookup } from './system-user-lookup.ts'
import { readTokenForm, type TokenForm } from './token-form.ts'

export type GrantPorts = {
  readonly issuer: string
  readonly now: Clock
  readonly switches: Switches
  readonly registrations: () => Registrations
  readonly replay: ReplayGuard
  readonly lookup: SystemUserLookup
  readonly key: SigningKey
}

function authenticatedBy({ clientId }: TokenForm, assertion: Assertion, state: Registrations) {
  const client = findClient(state, assertion.clientId)
  if (!client?.active || client.integration_type !== 'maskinporten')
    return failed('client-not-found')
  if (clientId !== undefined && clientId !== client.client_id) return failed('client-not-found')
  return passed(client)
}

/**
 * A grant is spent once its signature holds, whatever is found wrong with it afterwards. One whose
 * `exp` is not a time can never be accepted and is not remembered.
 */
async function spend(assertion: Assertion, ports: GrantPorts): Promise<boolean> {
  const { exp } = assertion.claims
  if (typeof exp !== 'number' || !Number.isFinite(exp)) return true
  return ports.replay.isFirstUse(replayKey(assertion), exp, epochSeconds(ports.now))
}

/** Form, assertion, client, key, signature, audience, times, replay: who is asking, and only now. */
async function authenticate(
  body: string,
  ports: GrantPorts,
): Promise<Checked<{ assertion: Assertion; client: Client }>> {
  const { issuer, switches, now } = ports
  const form = readTokenForm(body)
  if (!form.ok) return form
  const assertion = readAssertion(form.value.assertion)
  if (!assertion.ok) return assertion
  const client = authenticatedBy(form.value, assertion.value, ports.registrations())
  if (!client.ok) return client
  const signed = await verifySignature(assertion.value, client.value, switches, now)
  if (!signed.ok) return signed
  const isFirstUse = await spend(assertion.value, ports)
  const audience = checkAudience(assertion.value.claims, issuer, switches)
  if (!audience.ok) return audience
  const times = checkTimes(assertion.value.claims, epochSeconds(now), switches)
  if (!times.ok) return times
  if (!isFirstUse) return failed('grant-used-before')
  return passed({ assertion: assertion.value, client: client.value })
}

/** Claims, scopes, authorization details, look-up: what is asked for, and may it be had. */
async function authorize(
  assertion: Assertion,
  client: Client,
  ports: GrantPorts,
): Promise<Checked<Grant>> {
  const claims = checkClaims(assertion, ports.switches)
  if (!claims.ok) return claims
  const scopes = checkScopes(claims.value, client, ports.registrations())
  if (!scopes.ok) return scopes
  const grant = { claims: claims.value, client, scopes: scopes.value }
  if (claims.value.authorization_details === undefined) return passed(grant)
  const details = checkAuthorizationDetails(claims.value.authorization_details)
  if (!details.ok) return details
  const found = await ports.lookup(details.value, client)
  if (!found.ok) return found
  return passed({ ...grant, systemUser: { ...found.value, details: details.value } })
}

async function issue(grant: Grant, { issuer, now, switches, key }: GrantPorts) {
  const claims = accessTokenClaims(grant, issuer, epochSeconds(now), switches)
  const details = authorizationDetailsOf(grant, switches)
  return {
    access_token: await key.sign(claims),
    token_type: 'Bearer',
    expires_in: lifetimeSeconds(grant, switches),
    scope: claims.scope,
    ...(switches.rarInTokenResponse && details !== undefined
      ? { authorization_details: details }
      : {}),
  }
}

type TokenAnswer = Awaited<ReturnType<typeof issue>>

/** What a grant is answered, and by whom it was sent if that is proven. */
export type AnsweredGrant = { readonly answer: Checked<TokenAnswer>; readonly client?: Client }

/**
 * Answers a JWT-bearer grant (RFC 7523) with a signed access token. The checks come in a fixed order,
 * and the first that fails is the one that is told.
 */
export async function answerGrant(body: string, ports: GrantPorts): Promise<AnsweredGrant> {
  const asked = await authenticate(body, ports)
  if (!asked.ok) return { answer: asked }
  const { assertion, client } = asked.value
  const granted = await authorize(assertion, client, ports)
  if (!granted.ok) return { answer: granted, client }
  return { answer: passed(await issue(granted.value, ports)), client }
}
