import { type DecisionDesk, decisionDesk } from './decision-desk.ts'
import { owner } from './fixtures.ts'
import { ownerCode, registryScope, resource, resourceBody, resourcePath } from './story-world.ts'

export const accessListBase = '/resourceregistry/api/v1/access-lists'
export const listScope = 'altinn:resourceregistry/accesslist.write'
export const fishers = `${accessListBase}/${ownerCode}/fiskere`
export const urnOf = (orgNo: string): string => `urn:altinn:organization:identifier-no:${orgNo}`

type More = {
  readonly body?: unknown
  readonly by?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** The desk of decisions, and the service owner at its access lists. */
export async function accessListDesk() {
  const desk: DecisionDesk = await decisionDesk()
  const { world } = desk
  const keeper = await world.organisation(owner, listScope)
  const call = (
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    url: string,
    { body, by = keeper, headers }: More = {},
  ) =>
    world.call(by, method, url, {
      ...(body !== undefined && { body }),
      ...(headers && { headers }),
    })
  return {
    desk,
    world,
    call,
    put: (more: More = {}) => call('PUT', fishers, { body: { name: 'Fiskere' }, ...more }),
    members: (method: 'PUT' | 'POST' | 'DELETE', ...orgNos: readonly string[]) =>
      call(method, `${fishers}/members`, { body: { data: orgNos.map(urnOf) } }),
    connect: (actions?: readonly string[]) =>
      call('PUT', `${fishers}/resource-connections/${resource}`, {
        body: { ...(actions && { actionFilters: actions }) },
      }),
    limit: async (accessListMode = 'Enabled') => {
      const owners = await world.organisation(owner, registryScope)
      const body = resourceBody({ accessListMode })
      return call('PUT', `${resourcePath}/${resource}`, { body, by: owners })
    },
  }
}

export type AccessListDesk = Awaited<ReturnType<typeof accessListDesk>>
