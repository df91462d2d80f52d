import { z } from 'zod'
import { accounting, agentBody, auditing, offerPackages } from '../../support/agent-story.ts'
import type { ApiWorld } from '../../support/api-world.ts'
import { party, pia, vendor } from '../../support/fixtures.ts'
import {
  readScope,
  registerPath,
  registerScope,
  requestBody,
  requestPath,
  system,
  systemBody,
  writeScope,
} from '../../support/story-world.ts'
import { as, type Case, Q, unknown } from './case.ts'

const own = Number(party)
const Made = z.object({ id: z.string() })

const post = (path: string, body: unknown) => async (w: ApiWorld) =>
  w.call(await as(w, writeScope), 'POST', `${requestPath}${path}`, { body })

const askForAgent = (changes: Readonly<Record<string, unknown>> = {}) =>
  post('/vendor/agent', agentBody(changes))

/** The id of an agent's request under a reference, made when it is first asked for. */
async function agentId(w: ApiWorld, externalRef: string): Promise<string> {
  await offerPackages(w, [accounting])
  return Made.parse((await askForAgent({ externalRef })(w)).json()).id
}

const byPia = (verb: string, externalRef: string) => async (w: ApiWorld) => {
  const id = await agentId(w, externalRef)
  return w.call(await w.person(pia), 'POST', `${requestPath}/agent/${own}/${id}/${verb}`)
}

const readByPia = (path: (id: string) => string) => async (w: ApiWorld) =>
  w.call(await w.person(pia), 'GET', `${requestPath}${path(await agentId(w, 'agent-1'))}`)

const readByVendor = (path: (id: string) => string) => async (w: ApiWorld) => {
  const id = await agentId(w, 'agent-1')
  return w.call(await as(w, readScope), 'GET', `${requestPath}/vendor/agent/${path(id)}`)
}

const agents = `${Q}/vendor/agent`
const answered = `${Q}/agent/{party}/{requestId}`

export const agentRequestCases: readonly Case[] = [
  [
    'an agent’s request, new',
    async (w) => {
      await offerPackages(w, [accounting])
      return askForAgent()(w)
    },
    'POST',
    agents,
    201,
  ],
  ['an agent’s request, again', askForAgent(), 'POST', agents, 200],
  [
    'an agent’s request for an unknown system',
    askForAgent({ systemId: `${vendor}_no` }),
    'POST',
    agents,
    404,
    'AUTH-00011',
  ],
  [
    'an agent’s request for nothing',
    askForAgent({ externalRef: 'a2', accessPackages: [] }),
    'POST',
    agents,
    400,
    'AUTH-00058',
  ],
  [
    'an agent’s request for a package not offered',
    askForAgent({ externalRef: 'a2', accessPackages: [{ urn: auditing }] }),
    'POST',
    agents,
    400,
    'AUTH-00063',
  ],
  [
    'a request where an agent’s waits',
    post('/vendor', requestBody({ externalRef: 'agent-1' })),
    'POST',
    `${Q}/vendor`,
    400,
    'AUTH-00007',
  ],
  [
    'a redirect where the system has none',
    async (w) => {
      const id = `${system}_bare`
      const bare = systemBody({ id, clientId: ['bare'], allowedRedirectUrls: [] })
      await w.call(await as(w, registerScope), 'POST', registerPath, { body: bare })
      return post('/vendor', requestBody({ systemId: id }))(w)
    },
    'POST',
    `${Q}/vendor`,
    400,
    'AUTH-00026',
  ],
  ['the vendor’s agent request', readByVendor((id) => id), 'GET', `${agents}/{requestId}`, 200],
  [
    'an unknown agent request',
    readByVendor(() => unknown),
    'GET',
    `${agents}/{requestId}`,
    404,
    'AUTH-00010',
  ],
  ['no agent request', readByVendor(() => '1'), 'GET', `${agents}/{requestId}`, 400],
  [
    'agents’ requests of a system',
    readByVendor(() => `bysystem/${system}`),
    'GET',
    `${agents}/bysystem/{systemId}`,
    200,
  ],
  [
    'an unknown agent request by reference',
    readByVendor(() => `byexternalref/${system}/${party}/none`),
    'GET',
    `${agents}/byexternalref/{systemId}/{orgNo}/{externalRef}`,
    404,
    'AUTH-00010',
  ],
  ['the party’s agent request', readByPia((id) => `/agent/${own}/${id}`), 'GET', answered, 200],
  [
    'an unknown agent request of the party',
    readByPia(() => `/agent/${own}/${unknown}`),
    'GET',
    answered,
    404,
    'AUTH-00010',
  ],
  [
    'an agent’s request in the portal',
    readByPia((id) => `/agent/${id}`),
    'GET',
    `${Q}/agent/{requestId}`,
    200,
  ],
  [
    'an agent’s request passed on',
    byPia('escalate', 'agent-1'),
    'POST',
    `${answered}/escalate`,
    200,
  ],
  [
    'agents’ requests that wait',
    readByPia(() => `/agent/${own}/${party}/pending`),
    'GET',
    `${Q}/agent/{party}/{orgno}/pending`,
    200,
  ],
  [
    'requests that wait',
    readByPia(() => `/${own}/${party}/pending`),
    'GET',
    `${Q}/{party}/{orgno}/pending`,
    200,
  ],
  ['an approval of an agent', byPia('approve', 'a3'), 'POST', `${answered}/approve`, 200],
  [
    'an approval of an agent that was rejected',
    async (w) => {
      await byPia('reject', 'a4')(w)
      return byPia('approve', 'a4')(w)
    },
    'POST',
    `${answered}/approve`,
    409,
    'AUTH-00013',
  ],
  ['a rejection of an agent again', byPia('reject', 'a4'), 'POST', `${answered}/reject`, 409],
  [
    'a request where an agent’s was rejected',
    post('/vendor', requestBody({ externalRef: 'a4' })),
    'POST',
    `${Q}/vendor`,
    400,
    'AUTH-00009',
  ],
  [
    'an approval of no agent',
    async (w) =>
      w.call(await w.person(pia), 'POST', `${requestPath}/agent/${own}/${unknown}/approve`),
    'POST',
    `${answered}/approve`,
    404,
    'AUTH-00030',
  ],
]
