import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { findScope } from '../state.ts'
import { type Reception, read } from './reception.ts'
import { done, refused } from './admin-refusals.ts'
import {
  ConsumerOrgNo,
  createScope,
  ScopeInput,
  ScopeUpdate,
  setAccess,
  updateScope,
} from './scopes.ts'

const write = ['idporten:scopes.write']
const scopesPath = '/api/v1/scopes'
const accessPath = `${scopesPath}/access`

// A scope's name may hold a slash, so it is a query parameter and never a part of the path.
const ScopeQuery = z.object({ scope: z.string().min(1) })
const ListQuery = z.object({ inactive: z.enum(['true', 'false']).default('false') })
const ConsumerPath = z.object({ consumer: ConsumerOrgNo })

function scopeReads(routes: FastifyInstance, { serve }: Reception): void {
  routes.get(
    '/api/v1/prefix',
    serve(write, ({ state, orgNo }) =>
      done(state.prefixes.filter(({ owner_orgno: owner }) => owner === orgNo)),
    ),
  )
  routes.get(
    scopesPath,
    serve(write, ({ state, orgNo }, request) => {
      const query = read(ListQuery, request.query)
      if (!query.ok) return query
      const wanted = query.value.inactive !== 'true'
      return done(
        state.scopes.filter(
          ({ owner_orgno: owner, active }) => owner === orgNo && active === wanted,
        ),
      )
    }),
  )
  routes.get(
    `${scopesPath}/scope`,
    serve(write, ({ state, orgNo }, request) => {
      const query = read(ScopeQuery, request.query)
      if (!query.ok) return query
      const scope = findScope(state, query.value.scope)
      return scope?.owner_orgno === orgNo ? done(scope) : refused('not-found')
    }),
  )
}

function scopeWrites(routes: FastifyInstance, { serve }: Reception): void {
  routes.post(
    scopesPath,
    serve(
      write,
      ({ change, ...by }, request) => {
        const input = read(ScopeInput, request.body)
        return input.ok ? change((state) => createScope(state, input.value, by)) : input
      },
      201,
    ),
  )
  routes.put(
    scopesPath,
    serve(write, ({ change, ...by }, request) => {
      const query = read(ScopeQuery, request.query)
      if (!query.ok) return query
      const update = read(ScopeUpdate, request.body)
      if (!update.ok) return update
      return change((state) => updateScope(state, query.value.scope, update.value, by))
    }),
  )
  routes.delete(
    scopesPath,
    serve(write, ({ change, ...by }, request) => {
      const query = read(ScopeQuery, request.query)
      if (!query.ok) return query
      return change((state) => updateScope(state, query.value.scope, { active: false }, by))
    }),
  )
}

function accessRoutes(routes: FastifyInstance, { serve }: Reception): void {
  const set = (state: 'APPROVED' | 'DENIED') =>
    serve(write, ({ change, ...by }, request) => {
      const query = read(ScopeQuery, request.query)
      if (!query.ok) return query
      const path = read(ConsumerPath, request.params)
      if (!path.ok) return path
      const access = { scope: query.value.scope, consumer_orgno: path.value.consumer, state }
      return change((registrations) => setAccess(registrations, access, by))
    })
  routes.put(`${accessPath}/:consumer`, set('APPROVED'))
  routes.delete(`${accessPath}/:consumer`, set('DENIED'))
  routes.get(
    accessPath,
    serve(write, ({ state, orgNo }, request) => {
      const query = read(ScopeQuery, request.query)
      if (!query.ok) return query
      return done(
        state.access.filter(
          ({ scope, owner_orgno: owner }) => scope === query.value.scope && owner === orgNo,
        ),
      )
    }),
  )
  routes.get(
    `${accessPath}/all`,
    serve([...write, 'idporten:dcr.read', 'idporten:dcr.write'], ({ state, orgNo }) =>
      done(
        state.access.filter(
          ({ consumer_orgno: consumer, state: standing }) =>
            consumer === orgNo && standing === 'APPROVED',
        ),
      ),
    ),
  )
}

/** Scopes of one's own prefixes, and who has access to them. */
export function scopeRoutes(routes: FastifyInstance, reception: Reception): void {
  scopeReads(routes, reception)
  scopeWrites(routes, reception)
  accessRoutes(routes, reception)
  // Open to anyone, as the real list is.
  routes.get(`${scopesPath}/all`, async () =>
    reception
      .registrations()
      .scopes.filter(({ active, visibility }) => active && visibility === 'PUBLIC'),
  )
}
