import { z } from 'zod'
import type { Change } from '../../support/durable-document.ts'
import { OrgNo } from '../../support/organisation.ts'
import {
  type Access,
  findScope,
  IntegrationType,
  type Registrations,
  type Scope,
} from '../state.ts'
import { type AdminResult, done, refused } from './admin-refusals.ts'

const changeable = {
  description: z.string().min(1).max(255),
  visibility: z.enum(['PUBLIC', 'PRIVATE']).default('PUBLIC'),
  accessible_for_all: z.boolean().default(false),
  allowed_integration_types: z.array(IntegrationType).min(1).default(['maskinporten']),
  at_max_age: z.number().int().min(0).max(3600).default(0),
}

/** The members the stand-in has no use for are taken and forgotten, as they have no effect here. */
export const ScopeInput = z.object({
  prefix: z.string().min(1),
  subscope: z
    .string()
    .max(255)
    .regex(/^(?:[a-z0-9]+\/?)+[a-z0-9]+(?:\.[a-z0-9]+)?$/u),
  ...changeable,
})
type ScopeInput = z.infer<typeof ScopeInput>

export const ScopeUpdate = z.object(changeable)
type ScopeUpdate = z.infer<typeof ScopeUpdate>

export const ConsumerOrgNo = OrgNo

type By = { readonly orgNo: string; readonly at: string }
type Result<T> = Change<Registrations, AdminResult<T>>

const replaceScope = (state: Registrations, next: Scope): Registrations => ({
  ...state,
  scopes: state.scopes.map((scope) => (scope.name === next.name ? next : scope)),
})

function ownScope(state: Registrations, name: string, { orgNo }: By): Scope | undefined {
  const scope = findScope(state, name)
  return scope?.owner_orgno === orgNo && scope.active ? scope : undefined
}

export function createScope(state: Registrations, input: ScopeInput, by: By): Result<Scope> {
  const { orgNo, at } = by
  const prefix = state.prefixes.find((known) => known.prefix === input.prefix)
  if (prefix?.owner_orgno !== orgNo) return { result: refused('prefix-not-yours', ['prefix']) }
  const name = `${input.prefix}:${input.subscope}`
  if (findScope(state, name)) return { result: refused('already-there', ['subscope']) }
  const scope = { ...input, name, owner_orgno: orgNo, active: true, created: at, last_updated: at }
  return { result: done(scope), next: { ...state, scopes: [...state.scopes, scope] } }
}

export function updateScope(
  state: Registrations,
  name: string,
  update: ScopeUpdate | { readonly active: false },
  by: By,
): Result<Scope> {
  const scope = ownScope(state, name, by)
  if (scope === undefined) return { result: refused('not-found') }
  const next = { ...scope, ...update, last_updated: by.at }
  return { result: done(next), next: replaceScope(state, next) }
}

/** Grants an organisation access to a scope, or takes it away; a repetition changes nothing. */
export function setAccess(
  state: Registrations,
  access: Pick<Access, 'scope' | 'consumer_orgno' | 'state'>,
  by: By,
): Result<Access> {
  const scope = ownScope(state, access.scope, by)
  if (scope === undefined) return { result: refused('not-found') }
  const isThis = (other: Access) =>
    other.scope === access.scope && other.consumer_orgno === access.consumer_orgno
  const known = state.access.find(isThis)
  if (known === undefined && access.state === 'DENIED') return { result: refused('not-found') }
  if (known?.state === access.state) return { result: done(known) }
  const next: Access = {
    ...access,
    owner_orgno: by.orgNo,
    created: known?.created ?? by.at,
    last_updated: by.at,
  }
  const others = state.access.filter((other) => !isThis(other))
  return { result: done(next), next: { ...state, access: [...others, next] } }
}
