import { z } from 'zod'
import { accounting, agentBody, offerPackages } from '../../support/agent-story.ts'
import type { ApiWorld } from '../../support/api-world.ts'
import { registerSays, uuidOf } from '../../support/client-world.ts'
import { ola, otherParty, party, pia } from '../../support/fixtures.ts'
import { requestPath, systemUserPath, writeScope } from '../../support/story-world.ts'
import { as, type Case, unknown } from './case.ts'

const own = Number(party)
const Agents = z.array(z.object({ id: z.string() }))
const Made = z.object({ id: z.string() })
const S = '/authentication/api/v1/systemuser/agent/{party}'
const D = '/authentication/api/v1/enduser/systemuser'
const delegationScope = 'altinn:clientdelegations.write'

type Method = 'GET' | 'POST' | 'DELETE'

/** The party as a facilitator, with an agent and a client, made when they are first asked for. */
async function agent(w: ApiWorld): Promise<string> {
  const pias = await w.person(pia)
  const listed = await w.call(pias, 'GET', `${systemUserPath}/agent/${own}`)
  const [known] = Agents.parse(listed.json())
  if (known) return known.id
  const accountant = { type: 'organisation', orgNo: party } as const
  await registerSays(w, otherParty, [{ role: 'regnskapsforer', holder: accountant }])
  await offerPackages(w, [accounting])
  const body = agentBody({ externalRef: 'clients' })
  const path = `${requestPath}/vendor/agent`
  const made = await w.call(await as(w, writeScope), 'POST', path, { body })
  const { id } = Made.parse(made.json())
  await w.call(pias, 'POST', `${requestPath}/agent/${own}/${id}/approve`)
  return id
}

const both = `client=${uuidOf(otherParty)}&provider=${uuidOf(party)}`

/** What Pia does in the portal, with her agent where the path says `{agent}`. */
const byPia = (method: Method, path: string) => async (w: ApiWorld) => {
  const url = `${systemUserPath}/agent/${own}${path.replace('{agent}', await agent(w))}`
  return w.call(await w.person(pia), method, url)
}

const byNobody = (method: Method, path: string) => async (w: ApiWorld) =>
  w.call(undefined, method, `${systemUserPath}/agent/${own}${path}`)

const byOla = (method: Method, path: string) => async (w: ApiWorld) => {
  const url = `${systemUserPath}/agent/${own}${path.replace('{agent}', await agent(w))}`
  return w.call(await w.person(ola), method, url)
}

/** What a vendor does with a person's token. */
const withToken =
  (method: Method, path: string, by: string = pia, scope = delegationScope) =>
  async (w: ApiWorld) =>
    w.call(await w.person(by, { scope }), method, `${D}/${path.replace('{agent}', await agent(w))}`)

const without = (method: Method, path: string) => async (w: ApiWorld) =>
  w.call(undefined, method, `${D}/${path}`)

const A3 = `${S}/{systemUserId}`
const A4 = `${S}/{systemuser}/client`
const self = `${S}/{systemUserId}/self`
const ownUuid = `/{agent}/self?partyUuid=${uuidOf(party)}`
const noUuid = `/${unknown}/self?partyUuid=${uuidOf(party)}`
const clients = `/clients?facilitator=${uuidOf(party)}`
const client = `clients?agent={agent}&client=${uuidOf(otherParty)}`

export const clientCases: readonly Case[] = [
  ['the clients of a facilitator', byPia('GET', clients), 'GET', `${S}/clients`, 200],
  [
    'of no facilitator',
    byPia('GET', '/clients?facilitator=x'),
    'GET',
    `${S}/clients`,
    400,
    'facilitator',
  ],
  ['for nobody', byNobody('GET', clients), 'GET', `${S}/clients`, 401],
  [
    'of another facilitator',
    byPia('GET', `/clients?facilitator=${unknown}`),
    'GET',
    `${S}/clients`,
    403,
    'AUTH-00044',
  ],
  ['a client handed over', byPia('POST', `/{agent}?${both}`), 'POST', A3, 200],
  ['to no agent', byPia('POST', `/${unknown}?${both}`), 'POST', A3, 400, 'return'],
  ['no client at all', byPia('POST', '/{agent}'), 'POST', A3, 400, 'AUTH-00079'],
  ['to nobody’s agent', byNobody('POST', `/${unknown}?${both}`), 'POST', A3, 401],
  ['by who may not', byOla('POST', `/{agent}?${both}`), 'POST', A3, 403],
  [
    'the clients of an agent',
    byPia('GET', `/${uuidOf(party)}/{agent}/delegations`),
    'GET',
    `${S}/{facilitator}/{systemUserId}/delegations`,
    200,
  ],
  [
    'a client taken back by nobody',
    byNobody('DELETE', `/${unknown}/client?${both}`),
    'DELETE',
    A4,
    401,
  ],
  ['a client taken back', byPia('DELETE', `/{agent}/client?${both}`), 'DELETE', A4, 200],
  [
    'what is no client',
    byPia('DELETE', `/{agent}/client?client=${unknown}`),
    'DELETE',
    A4,
    400,
    'AUTH-00031',
  ],
  ...(['GET', 'DELETE'] as const).flatMap((method): readonly Case[] => [
    [`own organisation, ${method}`, byPia(method, ownUuid), method, self, 200],
    [`of no agent, ${method}`, byPia(method, noUuid), method, self, 400, 'return'],
    [`of nobody, ${method}`, byNobody(method, noUuid), method, self, 401],
    [`by who may not, ${method}`, byOla(method, ownUuid), method, self, 403],
  ]),
  ['own organisation of no agent', byPia('POST', noUuid), 'POST', self, 400, 'return'],
  ['own organisation of nobody', byNobody('POST', noUuid), 'POST', self, 401],
  ['own organisation by who may not', byOla('POST', ownUuid), 'POST', self, 403],
  ['agents of a party', withToken('GET', `agents?party=${party}`), 'GET', `${D}/agents`, 200],
  ['agents of nothing', withToken('GET', 'agents'), 'GET', `${D}/agents`, 400],
  ['agents for nobody', without('GET', `agents?party=${party}`), 'GET', `${D}/agents`, 401],
  ['agents of no party', withToken('GET', 'agents?party=999999999'), 'GET', `${D}/agents`, 404],
  [
    'clients that are available',
    withToken('GET', 'clients/available?agent={agent}'),
    'GET',
    `${D}/clients/available`,
    200,
  ],
  [
    'available to nothing',
    withToken('GET', 'clients/available'),
    'GET',
    `${D}/clients/available`,
    400,
    'AUTH.VLD-00014',
  ],
  [
    'available for nobody',
    without('GET', 'clients/available'),
    'GET',
    `${D}/clients/available`,
    401,
  ],
  [
    'available without the scope',
    withToken('GET', 'clients/available', pia, 'altinn:portal/enduser'),
    'GET',
    `${D}/clients/available`,
    403,
  ],
  ['a client given', withToken('POST', client), 'POST', `${D}/clients`, 200],
  ['nothing given', withToken('POST', 'clients'), 'POST', `${D}/clients`, 400, 'AUTH.VLD-00016'],
  [
    'given without the scope',
    withToken('POST', client, pia, 'altinn:portal/enduser'),
    'POST',
    `${D}/clients`,
    403,
  ],
  ['clients given', withToken('GET', 'clients?agent={agent}'), 'GET', `${D}/clients`, 200],
  ['clients of what is no id', withToken('GET', 'clients?agent=x'), 'GET', `${D}/clients`, 400],
  ['clients for nobody', without('GET', 'clients'), 'GET', `${D}/clients`, 401],
  [
    'clients without the scope',
    withToken('GET', 'clients', pia, 'altinn:portal/enduser'),
    'GET',
    `${D}/clients`,
    403,
  ],
  ['a client taken', withToken('DELETE', client), 'DELETE', `${D}/clients`, 200],
  [
    'nothing taken',
    withToken('DELETE', 'clients'),
    'DELETE',
    `${D}/clients`,
    400,
    'AUTH.VLD-00014',
  ],
  [
    'taken without the scope',
    withToken('DELETE', client, pia, 'altinn:portal/enduser'),
    'DELETE',
    `${D}/clients`,
    403,
  ],
]
