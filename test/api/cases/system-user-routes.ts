import { z } from 'zod'
import type { ApiWorld } from '../../support/api-world.ts'
import { accounting, agentBody, offerPackages } from '../../support/agent-story.ts'
import { ola, party, pia } from '../../support/fixtures.ts'
import {
  registerPath,
  registerScope,
  requestPath,
  system,
  systemBody,
  systemUserPath,
  writeScope,
} from '../../support/story-world.ts'
import { as, type Case, unknown } from './case.ts'

const own = Number(party)
const Made = z.object({ id: z.string() })
const Agents = z.array(z.object({ id: z.string(), partyUuId: z.string() }))

/** A system user that the party made itself, as the request of the story may have ended by now. */
async function ownId(w: ApiWorld): Promise<string> {
  const [first] = Agents.parse((await byPia('GET', `/${own}`)(w)).json())
  return first?.id ?? ''
}
const S = '/authentication/api/v1/systemuser'
const adminScope = 'altinn:authentication/systemuser.admin'

const byPia =
  (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => async (w: ApiWorld) =>
    w.call(
      await w.person(pia),
      method,
      `${systemUserPath}${path}`,
      body === undefined ? {} : { body },
    )

const byFollower = (path: string) => async (w: ApiWorld) =>
  w.call(await as(w, adminScope), 'GET', `${systemUserPath}/internal/systemusers/${path}`)

const byVendor =
  (path: string, scope = writeScope) =>
  async (w: ApiWorld) =>
    w.call(await as(w, scope), 'GET', `${systemUserPath}/vendor/${path}`)

/** A system that people may choose, with which nothing was done yet. */
async function chosen(w: ApiWorld): Promise<void> {
  const body = systemBody({ id: `${system}_valgt`, clientId: ['valgt'] })
  await w.call(await as(w, registerScope), 'POST', registerPath, { body })
}

const create = byPia('POST', `/${own}/create`, {
  integrationTitle: 'Vårt regnskap',
  systemId: `${system}_valgt`,
})

/** An agent of the party's, made when it is first asked for. */
async function agent(w: ApiWorld): Promise<string> {
  const known = Agents.parse((await byPia('GET', `/agent/${own}`)(w)).json())
  if (known[0]) return known[0].id
  await offerPackages(w, [accounting])
  const body = agentBody({ externalRef: 'routes' })
  const path = `${requestPath}/vendor/agent`
  const made = await w.call(await as(w, writeScope), 'POST', path, { body })
  const { id } = Made.parse(made.json())
  await w.call(await w.person(pia), 'POST', `${requestPath}/agent/${own}/${id}/approve`)
  return id
}

const P = `${S}/{party}/{systemUserId}`
const byQuery = `${S}/vendor/byquery`
const bySystem = `${S}/vendor/bysystem/{systemId}`
const internal = `${S}/internal/systemusers`

export const systemUserRouteCases: readonly Case[] = [
  [
    'a system user of the party’s own making',
    async (w) => {
      await chosen(w)
      return create(w)
    },
    'POST',
    `${S}/{party}/create`,
    200,
  ],
  ['the same once more', create, 'POST', `${S}/{party}/create`, 400, 'AUTH-00004'],
  [
    'one for no system',
    byPia('POST', `/${own}/create`, { integrationTitle: 'x', systemId: `${system}_none` }),
    'POST',
    `${S}/{party}/create`,
    404,
    'AUTH-00011',
  ],
  [
    'one without a system',
    byPia('POST', `/${own}/create`, { integrationTitle: 'x' }),
    'POST',
    `${S}/{party}/create`,
    400,
    'SystemId',
  ],
  [
    'one in plain text',
    async (w) =>
      w.call(await w.person(pia), 'POST', `${systemUserPath}/${own}/create`, {
        payload: 'x',
        headers: { 'content-type': 'text/plain' },
      }),
    'POST',
    `${S}/{party}/create`,
    415,
  ],
  [
    'what it holds',
    async (w) => byPia('GET', `/${own}/${await ownId(w)}/delegations`)(w),
    'GET',
    `${P}/delegations`,
    200,
  ],
  [
    'what nothing holds',
    byPia('GET', `/${own}/${unknown}/delegations`),
    'GET',
    `${P}/delegations`,
    404,
    'AUTH-00015',
  ],
  [
    'a query by the vendor',
    byVendor(`byquery?system-id=${system}_valgt&orgno=${party}`),
    'GET',
    byQuery,
    200,
  ],
  [
    'a query for nothing',
    byVendor(`byquery?system-id=${system}&orgno=${party}`),
    'GET',
    byQuery,
    404,
  ],
  ['half a query', byVendor('byquery'), 'GET', byQuery, 400],
  ['a query without the scope', byVendor('byquery', registerScope), 'GET', byQuery, 403],
  [
    'the system users of a system',
    byVendor(`bysystem/${system}`, registerScope),
    'GET',
    bySystem,
    200,
  ],
  [
    'those of no system',
    byVendor('bysystem/none', registerScope),
    'GET',
    bySystem,
    404,
    'AUTH-00011',
  ],
  ['a broken token', byVendor(`bysystem/${system}?token=!`, registerScope), 'GET', bySystem, 400],
  [
    'those of a system without the scope',
    byVendor(`bysystem/${system}`, adminScope),
    'GET',
    bySystem,
    403,
  ],
  ['the stream', byFollower('stream'), 'GET', `${internal}/stream`, 200],
  ['the stream from nowhere', byFollower('stream?token=abc'), 'GET', `${internal}/stream`, 400],
  [
    'the stream without the scope',
    async (w) =>
      w.call(await as(w, writeScope), 'GET', `${systemUserPath}/internal/systemusers/stream`),
    'GET',
    `${internal}/stream`,
    403,
  ],
  [
    'a system user that is followed',
    async (w) => byFollower(await ownId(w))(w),
    'GET',
    `${internal}/{id:guid}`,
    200,
  ],
  ['one that is not there', byFollower(unknown), 'GET', `${internal}/{id:guid}`, 410],
  [
    'agents',
    async (w) => {
      await agent(w)
      return byPia('GET', `/agent/${own}`)(w)
    },
    'GET',
    `${S}/agent/{party}`,
    200,
  ],
  [
    'agents, for nobody',
    async (w) => w.call(undefined, 'GET', `${systemUserPath}/agent/${own}`),
    'GET',
    `${S}/agent/{party}`,
    401,
  ],
  [
    'an agent ended as a party’s own',
    async (w) => byPia('DELETE', `/${own}/${await agent(w)}`)(w),
    'DELETE',
    P,
    400,
    'AUTH-00036',
  ],
  [
    'a party’s own ended as an agent',
    async (w) => {
      const [one] = Agents.parse((await byPia('GET', `/agent/${own}`)(w)).json())
      const id = await ownId(w)
      return byPia('DELETE', `/agent/${own}/${id}?facilitatorId=${one?.partyUuId}`)(w)
    },
    'DELETE',
    `${S}/agent/{party}/{systemUserId}`,
    400,
    'AUTH-00034',
  ],
  [
    'an agent of another facilitator',
    async (w) => byPia('DELETE', `/agent/${own}/${await agent(w)}?facilitatorId=${unknown}`)(w),
    'DELETE',
    `${S}/agent/{party}/{systemUserId}`,
    400,
    'AUTH-00039',
  ],
  [
    'an agent ended',
    async (w) => {
      const [one] = Agents.parse((await byPia('GET', `/agent/${own}`)(w)).json())
      return byPia('DELETE', `/agent/${own}/${one?.id}?facilitatorId=${one?.partyUuId}`)(w)
    },
    'DELETE',
    `${S}/agent/{party}/{systemUserId}`,
    200,
  ],
  [
    'agents of a party that the person does not manage',
    async (w) => w.call(await w.person(ola), 'GET', `${systemUserPath}/${own}`),
    'GET',
    `${S}/{party}`,
    403,
  ],
]
