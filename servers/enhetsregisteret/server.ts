import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { assemble } from '../support/assemble.ts'
import { type Clock, systemClock } from '../support/clock.ts'
import { type DurableDocument, openDocument } from '../support/durable-document.ts'
import { makeRoutes, openDoor, type Running } from '../support/http-server.ts'
import { OrgNo } from '../support/organisation.ts'
import { rolesAnswer, roleUpdatesAnswer, unitAnswer, unitUpdatesAnswer } from './answers.ts'
import { changed, RegisterChange } from './changes.ts'
import { isSubUnit, readStoryRegister, Register, type Unit } from './state.ts'

export type EnhetsregisteretConfig = {
  /** 0 for a free port. */
  readonly port: number
  readonly dataDirectory: string
  /** The register at the first start; all people in it must be synthetic. */
  readonly registerPath: string
  readonly now?: Clock
}

/** `api` is what the API's paths begin with, without a slash at its end. */
export type Enhetsregisteret = Running & { readonly api: string }

type Ports = {
  readonly register: DurableDocument<Register>
  readonly base: string
  readonly now: Clock
}

const root = '/enhetsregisteret/api'
const Path = z.object({ orgno: OrgNo })
const size = (usual: number) => z.coerce.number().int().min(1).max(10_000).default(usual)
const from = z.coerce.number().int().min(0).default(0)
const UnitUpdates = z.object({ oppdateringsid: from, page: from, size: size(20) })
const RoleUpdates = z.object({ afterId: from, size: size(100) })

function unitRoutes({ register, base }: Ports): (scope: FastifyInstance) => Promise<void> {
  const unitOf = (params: unknown): Unit | undefined => {
    const { orgno } = Path.parse(params)
    return register.value().units.find(({ orgNo }) => orgNo === orgno)
  }
  return async (scope) => {
    for (const kind of ['enheter', 'underenheter'] as const)
      scope.get(`${root}/${kind}/:orgno`, async ({ params }, reply) => {
        const unit = unitOf(params)
        const status = statusOf(unit, kind === 'underenheter')
        return unit && status === 200 ? unitAnswer(unit, base) : reply.code(status).send({ status })
      })
    scope.get(`${root}/enheter/:orgno/roller`, async ({ params }, reply) => {
      const unit = unitOf(params)
      const status = statusOf(unit, false)
      return unit && status === 200 ? rolesAnswer(unit, base) : reply.code(status).send({ status })
    })
  }
}

function statusOf(unit: Unit | undefined, isPart: boolean): 200 | 404 | 410 {
  if (unit === undefined || isSubUnit(unit) !== isPart) return 404
  return unit.status === 'removed' ? 410 : 200
}

function updateRoutes({ register, base }: Ports): (scope: FastifyInstance) => Promise<void> {
  return async (scope) => {
    for (const kind of ['enheter', 'underenheter'] as const)
      scope.get(`${root}/oppdateringer/${kind}`, async ({ query }) => {
        const { oppdateringsid, page, size: most } = UnitUpdates.parse(query)
        const all = register.value().updates[kind].filter(({ id }) => id >= oppdateringsid)
        const those = all.slice(page * most, (page + 1) * most)
        return unitUpdatesAnswer(kind, those, { size: most, number: page, total: all.length })
      })
    scope.get(`${root}/oppdateringer/roller`, async ({ query }) => {
      const { afterId, size: most } = RoleUpdates.parse(query)
      const all = register.value().updates.roller.filter(({ id }) => id > afterId)
      return roleUpdatesAnswer(all.slice(0, most), base)
    })
  }
}

function changeRoute({ register, now }: Ports): (scope: FastifyInstance) => Promise<void> {
  return async (scope) => {
    scope.post('/changes', async ({ body }, reply) => {
      const change = RegisterChange.parse(body)
      const at = new Date(now()).toISOString()
      const isDone = await register.change((value) => {
        const next = changed(value, change, at)
        return next === undefined ? { result: false } : { result: true, next }
      })
      return reply.code(isDone ? 204 : 404).send()
    })
  }
}

/**
 * Starts a stand-in for Enhetsregisteret's open API on loopback, with the register of the story and a way to change it.
 * Whoever can reach it can do so.
 */
export async function startEnhetsregisteret(
  config: EnhetsregisteretConfig,
): Promise<Enhetsregisteret> {
  const { now = systemClock } = config
  return assemble(async (keep) => {
    const routes = keep(makeRoutes())
    const { url, serve } = keep(await openDoor(config.port))
    const path = join(config.dataDirectory, 'register.json')
    const register = await openDocument(path, Register, () =>
      readStoryRegister(config.registerPath, new Date(now()).toISOString()),
    )
    const api = `${url.slice(0, -1)}${root}`
    const ports = { register, base: api, now }
    routes.setErrorHandler((error, _request, reply) => {
      const isInput = error instanceof z.ZodError || error instanceof SyntaxError
      return reply.code(isInput ? 400 : 500).send({ status: isInput ? 400 : 500 })
    })
    for (const part of [unitRoutes, updateRoutes, changeRoute]) await routes.register(part(ports))
    await serve(routes)
    return { url, api }
  })
}
