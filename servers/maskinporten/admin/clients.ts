import { z } from 'zod'
import type { Change } from '../../support/durable-document.ts'
import { PublicRsaJwk } from '../../support/rsa-keys.ts'
import {
  type Client,
  type ClientKey,
  findClient,
  findScope,
  hasAccess,
  type Registrations,
} from '../state.ts'
import { type AdminResult, done, refused } from './admin-refusals.ts'

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

export const ClientInput = z.object({
  client_name: z.string().min(1).max(255),
  description: z.string().max(255).default(''),
  integration_type: z.literal('maskinporten'),
  application_type: z.enum(['web', 'native', 'browser']).default('web'),
  token_endpoint_auth_method: z.literal('private_key_jwt').default('private_key_jwt'),
  grant_types: z.tuple([z.literal(jwtBearer)]).default([jwtBearer]),
  scopes: z.array(z.string().min(1)).min(1).max(50),
  access_token_lifetime: z.number().int().min(1).max(3600).optional(),
})
type ClientInput = z.infer<typeof ClientInput>

const modulusBitsMin = 2048

/** An RSA key of 2048 bits or more whose exponent is the usual one. Its private members are refused. */
const RegisteredJwk = PublicRsaJwk.extend({
  kid: z
    .string()
    .max(255)
    .regex(/^[\w.-]+$/u),
  e: z.literal('AQAB'),
})
  .strict()
  .refine(({ n }) => modulusBits(n) >= modulusBitsMin, { path: ['n'] })

export const JwksInput = z
  .strictObject({ keys: z.array(RegisteredJwk).min(1) })
  .refine(({ keys }) => new Set(keys.map(({ kid }) => kid)).size === keys.length, {
    path: ['keys'],
  })
type JwksInput = z.infer<typeof JwksInput>

function modulusBits(n: string): number {
  const hex = Buffer.from(n, 'base64url').toString('hex').replace(/^0+/u, '')
  return hex === '' ? 0 : BigInt(`0x${hex}`).toString(2).length
}

type By = { readonly orgNo: string; readonly at: string }
type Result<T> = Change<Registrations, AdminResult<T>>

const millisecondsADay = 24 * 60 * 60 * 1000

/** A client as it is read: keys are read at their own address. */
export function clientView({ keys: _keys, ...client }: Client) {
  return {
    ...client,
    application_type: 'web',
    token_endpoint_auth_method: 'private_key_jwt',
    grant_types: [jwtBearer],
  }
}

/** The keys of a client, each with the second at which it is too old to be used. */
export const keysView = ({ keys, last_updated }: Client, keyAgeMaxDays: number) => ({
  keys: keys.map(({ jwk, posted }) => ({
    ...jwk,
    exp: Math.floor((Date.parse(posted) + keyAgeMaxDays * millisecondsADay) / 1000),
  })),
  created: keys.map(({ posted }) => posted).toSorted()[0],
  last_updated,
})

export function ownClient(state: Registrations, id: string, orgNo: string): Client | undefined {
  const client = findClient(state, id)
  return client?.client_orgno === orgNo ? client : undefined
}

const isAvailable = (state: Registrations, name: string, orgNo: string): boolean => {
  const scope = findScope(state, name)
  return (
    scope !== undefined &&
    scope.active &&
    scope.visibility !== 'INTERNAL' &&
    hasAccess(state, scope, orgNo)
  )
}

const replaceClient = (state: Registrations, next: Client): Registrations => ({
  ...state,
  clients: state.clients.map((client) => (client.client_id === next.client_id ? next : client)),
})

function settingsOf({ client_name, description, scopes, access_token_lifetime }: ClientInput) {
  return {
    client_name,
    description,
    scopes,
    ...(access_token_lifetime === undefined ? {} : { access_token_lifetime }),
  }
}

export function createClient(
  state: Registrations,
  { id, input }: { readonly id: string; readonly input: ClientInput },
  { orgNo, at }: By,
): Result<Client> {
  const closed = input.scopes.filter((scope) => !isAvailable(state, scope, orgNo))
  if (closed.length > 0) return { result: refused('scope-not-available', ['scopes']) }
  const client: Client = {
    client_id: id,
    ...settingsOf(input),
    integration_type: input.integration_type,
    client_orgno: orgNo,
    active: true,
    keys: [],
    created: at,
    last_updated: at,
  }
  return { result: done(client), next: { ...state, clients: [...state.clients, client] } }
}

/** Changes a client of one's own with `edit`; what `edit` refuses is not changed. */
function edit(
  state: Registrations,
  id: string,
  { orgNo, at }: By,
  change: (client: Client) => AdminResult<Client>,
): Result<Client> {
  const client = ownClient(state, id, orgNo)
  if (!client?.active) return { result: refused('not-found') }
  const changed = change(client)
  if (!changed.ok) return { result: changed }
  const next = { ...changed.value, last_updated: at }
  return { result: done(next), next: replaceClient(state, next) }
}

export const updateClient = (
  state: Registrations,
  { id, input }: { readonly id: string; readonly input: ClientInput },
  by: By,
): Result<Client> =>
  edit(state, id, by, ({ access_token_lifetime: _replaced, ...client }) =>
    input.scopes.every((scope) => isAvailable(state, scope, by.orgNo))
      ? done({ ...client, ...settingsOf(input) })
      : refused('scope-not-available', ['scopes']),
  )

export const deactivateClient = (state: Registrations, id: string, by: By): Result<Client> =>
  edit(state, id, by, (client) => done({ ...client, active: false }))

/** Replaces all keys of a client. A key that is posted again is as good as new. */
export function replaceKeys(
  state: Registrations,
  {
    id,
    input,
    keysMax,
  }: { readonly id: string; readonly input: JwksInput; readonly keysMax: number },
  by: By,
): Result<Client> {
  if (input.keys.length > keysMax) return { result: refused('too-many-keys', ['keys']) }
  const keys: ClientKey[] = input.keys.map((jwk) => ({ jwk, posted: by.at }))
  return edit(state, id, by, (client) => done({ ...client, keys }))
}

/** Removes one key, or all of them; it cannot be used from then on. */
export const removeKeys = (
  state: Registrations,
  { id, kid }: { readonly id: string; readonly kid?: string },
  by: By,
): Result<Client> =>
  edit(state, id, by, (client) => {
    const keys = client.keys.filter(({ jwk }) => kid !== undefined && jwk.kid !== kid)
    return keys.length === client.keys.length ? refused('not-found') : done({ ...client, keys })
  })
