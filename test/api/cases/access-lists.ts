import { as, type Case } from './case.ts'
import { fishers, listScope, accessListBase as L, urnOf } from '../../support/access-list-desk.ts'
import type { ApiWorld } from '../../support/api-world.ts'
import { otherOwner, owner, party, vendor } from '../../support/fixtures.ts'
import {
  ownerCode,
  registryScope,
  resource,
  resourceBody,
  resourcePath,
} from '../../support/story-world.ts'

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'
type Sent = { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }

const adminScope = 'altinn:resourceregistry/resource.admin'
const ask = async (w: ApiWorld, method: Method, url: string, sent: Sent = {}) =>
  w.call(await as(w, listScope, owner), method, url, sent)

/** A list with a member and a resource. */
async function prepared(w: ApiWorld): Promise<string> {
  await ask(w, 'PUT', fishers, { body: { name: 'Fiskere' } })
  await ask(w, 'POST', members, { body: { data: [urnOf(party)] } })
  const made = await ask(w, 'PUT', connection, { body: { actionFilters: ['read'] } })
  return String(made.headers['etag'])
}

const members = `${fishers}/members`
const connections = `${fishers}/resource-connections`
const connection = `${connections}/${resource}`
const R = {
  owner: `${L}/{owner}`,
  list: `${L}/{owner}/{identifier}`,
  members: `${L}/{owner}/{identifier}/members`,
  connections: `${L}/{owner}/{identifier}/resource-connections`,
  connection: `${L}/{owner}/{identifier}/resource-connections/{resourceIdentifier}`,
  memberships: `${L}/memberships`,
}
const other = { headers: { 'if-match': 'W/"x"' } }
const none = `${L}/${ownerCode}/none`
const tooMany = { data: Array.from({ length: 101 }, () => urnOf(party)) }
const one = { data: [urnOf(party)] }

const withList =
  (method: Method, url: string, sent: Sent = {}) =>
  async (w: ApiWorld) => {
    await prepared(w)
    return ask(w, method, url, sent)
  }
const unchanged = (url: string) => async (w: ApiWorld) => {
  const etag = await prepared(w)
  return ask(w, 'GET', url, { headers: { 'if-none-match': etag } })
}
const platform = (query: string) => async (w: ApiWorld) => {
  await prepared(w)
  return w.call(await as(w, adminScope, otherOwner), 'GET', `${L}/${query}`)
}
const row = (
  method: Method,
  route: string,
  status: number,
  act: (w: ApiWorld) => ReturnType<ApiWorld['call']>,
): Case => [`${method} ${route.slice(L.length)} ${status}`, act, method, route, status]

const inAnotherState = (method: Method, route: string, url: string, body?: unknown): Case =>
  row(method, route, 412, withList(method, url, { ...other, ...(body !== undefined && { body }) }))

const listCases: readonly Case[] = [
  row(
    'GET',
    R.owner,
    200,
    withList('GET', `${L}/${ownerCode}?include=resources&resource=${resource}`),
  ),
  row('GET', R.owner, 400, withList('GET', `${L}/${ownerCode}?include=resources`)),
  row('GET', R.owner, 401, (w) => w.call(undefined, 'GET', `${L}/${ownerCode}`)),
  row('GET', R.owner, 403, async (w) =>
    w.call(await as(w, listScope, vendor), 'GET', `${L}/${ownerCode}`),
  ),
  row('GET', R.list, 200, withList('GET', fishers)),
  row('GET', R.list, 304, unchanged(fishers)),
  row('GET', R.list, 400, withList('GET', fishers, { headers: { 'if-match': 'x' } })),
  row('GET', R.list, 404, withList('GET', none)),
  inAnotherState('GET', R.list, fishers),
  row('PUT', R.list, 200, withList('PUT', fishers, { body: { name: 'Fiskarar' } })),
  row('PUT', R.list, 400, withList('PUT', fishers, { body: {} })),
  inAnotherState('PUT', R.list, fishers, { name: 'Fiskarar' }),
  row('DELETE', R.list, 200, withList('DELETE', fishers)),
  row('DELETE', R.list, 204, withList('DELETE', none)),
  inAnotherState('DELETE', R.list, fishers),
]

const memberCases: readonly Case[] = [
  row('GET', R.members, 200, withList('GET', members)),
  row('GET', R.members, 304, unchanged(members)),
  row('GET', R.members, 404, withList('GET', `${none}/members`)),
  inAnotherState('GET', R.members, members),
  ...(['PUT', 'POST', 'DELETE'] as const).flatMap((method) => [
    row(method, R.members, 200, withList(method, members, { body: one })),
    row(method, R.members, 400, withList(method, members, { body: tooMany })),
    row(method, R.members, 404, withList(method, `${none}/members`, { body: one })),
    inAnotherState(method, R.members, members, one),
  ]),
]

const connectionCases: readonly Case[] = [
  row('GET', R.connections, 200, withList('GET', connections)),
  row('GET', R.connections, 304, unchanged(connections)),
  inAnotherState('GET', R.connections, connections),
  row('PUT', R.connection, 200, withList('PUT', connection, { body: { actionFilters: ['read'] } })),
  row('PUT', R.connection, 400, withList('PUT', `${connections}/no-such-resource`, { body: {} })),
  row('PUT', R.connection, 403, async (w) => {
    await prepared(w)
    const theirs = { organization: otherOwner, orgcode: 'nav' }
    const body = resourceBody({ identifier: 'theirs', hasCompetentAuthority: theirs })
    await w.call(await as(w, registryScope, otherOwner), 'POST', resourcePath, { body })
    return ask(w, 'PUT', `${connections}/theirs`, { body: {} })
  }),
  row(
    'PUT',
    R.connection,
    404,
    withList('PUT', `${none}/resource-connections/${resource}`, { body: {} }),
  ),
  inAnotherState('PUT', R.connection, connection, {}),
  inAnotherState('DELETE', R.connection, connection),
  row('DELETE', R.connection, 404, withList('DELETE', `${none}/resource-connections/${resource}`)),
  row('DELETE', R.connection, 200, withList('DELETE', connection)),
  row('DELETE', R.connection, 204, async (w) => {
    await prepared(w)
    await ask(w, 'DELETE', connection)
    return ask(w, 'DELETE', connection)
  }),
]

const A = '/authorization/api/v1/accesslist/accessmanagement/authorization'
const pair = (type: string, value: string) => ({ type, value })
const asked = {
  subject: pair('urn:altinn:organization:identifier-no', party),
  resource: pair('urn:altinn:resource', resource),
  action: pair('urn:oasis:names:tc:xacml:1.0:action:action-id', 'read'),
}
const authorize = (body: unknown) => async (w: ApiWorld) =>
  w.call(await as(w, 'altinn:authorization/authorize.admin', owner), 'POST', A, { body })

const platformCases: readonly Case[] = [
  row('GET', `${L}/get-by-member`, 200, platform(`get-by-member?party=${urnOf(party)}`)),
  row('GET', R.memberships, 200, platform(`memberships?party=${urnOf(party)}`)),
  row('GET', R.memberships, 400, platform('memberships?party=x')),
  row('GET', R.memberships, 401, (w) => w.call(undefined, 'GET', `${L}/memberships`)),
  row('GET', R.memberships, 403, async (w) =>
    w.call(await as(w, listScope, owner), 'GET', `${L}/memberships`),
  ),
  ['an organisation on a list', authorize(asked), 'POST', A, 200],
  ['nobody on a list', authorize({ ...asked, subject: pair('x', 'y') }), 'POST', A, 400],
  ['a list asked by nobody', (w) => w.call(undefined, 'POST', A, { body: asked }), 'POST', A, 401],
]

export const accessListCases: readonly Case[] = [
  ...listCases,
  ...memberCases,
  ...connectionCases,
  ...platformCases,
]
