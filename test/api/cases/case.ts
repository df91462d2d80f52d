import type { LightMyRequestResponse } from 'fastify'
import type { ApiWorld } from '../../support/api-world.ts'
import { vendor } from '../../support/fixtures.ts'
import { registerPath, registerScope, requestPath, writeScope } from '../../support/story-world.ts'

/** A call, the recording that its answer must fit, and the code that it must hold. `id` is of a request that stands. */
export type Case = readonly [
  name: string,
  call: (world: ApiWorld, id: string) => Promise<LightMyRequestResponse>,
  method: string,
  route: string,
  status: number,
  code?: string,
]

export const as = (w: ApiWorld, scope: string, org: string = vendor): Promise<string> =>
  w.organisation(org, scope)

export const register =
  (body: unknown) =>
  async (w: ApiWorld): Promise<LightMyRequestResponse> =>
    w.call(await as(w, registerScope), 'POST', registerPath, { body })

export const ask =
  (body: unknown) =>
  async (w: ApiWorld): Promise<LightMyRequestResponse> =>
    w.call(await as(w, writeScope), 'POST', `${requestPath}/vendor`, { body })

export const right = (value: string, attribute = 'urn:altinn:resource') => [
  { resource: [{ id: attribute, value }] },
]

export const R = '/authentication/api/v1/systemregister/vendor'
export const Q = '/authentication/api/v1/systemuser/request'
export const unknown = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99'
