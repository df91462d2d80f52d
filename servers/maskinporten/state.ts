import { z } from 'zod'
import { OrgNo } from '../support/organisation.ts'
import { PublicRsaJwk } from '../support/rsa-keys.ts'

// These shapes are what is stored. Times are ISO 8601 in UTC.

export const IntegrationType = z.enum([
  'maskinporten',
  'idporten',
  'api_klient',
  'krr',
  'ansattporten',
  'eformidling',
])

const instants = { created: z.iso.datetime(), last_updated: z.iso.datetime() }

export const ClientKey = z.object({ jwk: PublicRsaJwk, posted: z.iso.datetime() })
export type ClientKey = z.infer<typeof ClientKey>

export const Client = z.object({
  client_id: z.string().min(1),
  client_name: z.string(),
  description: z.string(),
  integration_type: IntegrationType,
  scopes: z.array(z.string()),
  client_orgno: OrgNo,
  access_token_lifetime: z.number().int().min(1).optional(),
  active: z.boolean(),
  keys: z.array(ClientKey),
  ...instants,
})
export type Client = z.infer<typeof Client>

export const Scope = z.object({
  name: z.string(),
  prefix: z.string(),
  subscope: z.string(),
  description: z.string(),
  owner_orgno: OrgNo,
  active: z.boolean(),
  /** INTERNAL scopes are Maskinporten's own; no client can have them. */
  visibility: z.enum(['PUBLIC', 'PRIVATE', 'INTERNAL']),
  accessible_for_all: z.boolean(),
  allowed_integration_types: z.array(IntegrationType),
  at_max_age: z.number().int().min(0),
  ...instants,
})
export type Scope = z.infer<typeof Scope>

export const Access = z.object({
  scope: z.string(),
  state: z.enum(['REQUESTED', 'APPROVED', 'DENIED']),
  consumer_orgno: OrgNo,
  owner_orgno: OrgNo,
  ...instants,
})
export type Access = z.infer<typeof Access>

export const Registrations = z.object({
  prefixes: z.array(z.object({ prefix: z.string(), owner_orgno: OrgNo })),
  scopes: z.array(Scope),
  access: z.array(Access),
  clients: z.array(Client),
})
export type Registrations = z.infer<typeof Registrations>

export const findClient = (state: Registrations, clientId: string): Client | undefined =>
  state.clients.find((client) => client.client_id === clientId)

export const findScope = (state: Registrations, name: string): Scope | undefined =>
  state.scopes.find((scope) => scope.name === name)

/** The second gate of a scope: open to all, or granted to this organisation and not withdrawn. */
export function hasAccess(state: Registrations, scope: Scope, orgNo: string): boolean {
  if (scope.accessible_for_all) return true
  return state.access.some(
    (access) =>
      access.scope === scope.name && access.consumer_orgno === orgNo && access.state === 'APPROVED',
  )
}
