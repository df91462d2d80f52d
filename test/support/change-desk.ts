import { beforeEach } from 'vitest'
import type { ApiWorld } from './api-world.ts'
import { askFor, changePath, correlationId, holder, swapBody, widerWorld } from './change-story.ts'
import { party, pia, vendor } from './fixtures.ts'
import { readScope, writeScope } from './story-world.ts'

export const own = Number(party)
export const change = correlationId(1)
export const nobodys = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99'
export const notFound = { code: 'AUTH-00010', status: 404 }
export const vendorsChanges = `${changePath}/vendor`

type Desk = { readonly world: ApiWorld; readonly systemUser: string }

/** For each test a world of its own, in which a system user could be changed, and the ways to do it. */
export function changeDesk() {
  let desk: Desk | undefined
  const at = (): Desk => {
    if (desk === undefined) throw new Error('the desk is open only while tests run')
    return desk
  }
  beforeEach(async () => {
    const world = await widerWorld()
    desk = { world, systemUser: await holder(world) }
  })
  /** Tokens that hold at the moment to which the clock was moved. */
  const lifetime = () => {
    const seconds = Math.floor(at().world.clock / 1000)
    return { iat: seconds - 10, exp: seconds + 600 }
  }
  const byPerson = async (ref: string, method: 'GET' | 'POST', path: string, body?: unknown) => {
    const token = await at().world.person(ref, lifetime())
    const more = body === undefined ? {} : { body }
    return at().world.call(token, method, `${changePath}${path}`, more)
  }
  const byVendor = async (method: 'GET' | 'DELETE', path: string, orgNo: string = vendor) => {
    const scope = method === 'GET' ? readScope : writeScope
    const token = await at().world.organisation(orgNo, scope)
    return at().world.call(token, method, `${vendorsChanges}/${path}`)
  }
  return {
    at,
    byPerson,
    byPia: (method: 'GET' | 'POST', path: string, body?: unknown) =>
      byPerson(pia, method, path, body),
    ask: (body: unknown = swapBody(), id = change) =>
      askFor(at().world, { systemUser: at().systemUser, change: id }, body),
    read: (path: string, orgNo?: string) => byVendor('GET', path, orgNo),
    take: (id: string, orgNo?: string) => byVendor('DELETE', id, orgNo),
    answer: (verb: string, id = change) => byPerson(pia, 'POST', `/${own}/${id}/${verb}`),
  }
}
