import { z } from 'zod'
import type { ApiWorld } from '../../support/api-world.ts'
import { regnskapMedSignering } from '../../support/catalogue.ts'
import {
  askFor,
  changePath,
  correlationId,
  holder,
  otherResource,
  right,
  swapBody,
  widen,
} from '../../support/change-story.ts'
import { otherVendor, party, pia } from '../../support/fixtures.ts'
import { readScope, system, writeScope } from '../../support/story-world.ts'
import { as, type Case, unknown } from './case.ts'

const C = '/authentication/api/v1/systemuser/changerequest'
const own = Number(party)

/** The system user whose changes these are, made when it is first asked for. */
const holders = new WeakMap<ApiWorld, Promise<string>>()

async function changing(w: ApiWorld): Promise<string> {
  const known = holders.get(w) ?? widen(w).then(() => holder(w, 'changing'))
  holders.set(w, known)
  return known
}

const ask =
  (n: number, body: unknown = swapBody()) =>
  async (w: ApiWorld) =>
    askFor(w, { systemUser: await changing(w), change: correlationId(n) }, body)

/** A change under a number of its own, asked for when it is first named. */
async function asked(w: ApiWorld, n: number): Promise<string> {
  return z.object({ id: z.string() }).parse((await ask(n)(w)).json()).id
}

const read = (path: (id: string) => string) => async (w: ApiWorld) => {
  const id = await asked(w, 1)
  return w.call(await as(w, readScope), 'GET', `${changePath}/vendor/${path(id)}`)
}

const byPia =
  (method: 'GET' | 'POST', n: number, path: (id: string) => string) => async (w: ApiWorld) =>
    w.call(await w.person(pia), method, `${changePath}${path(await asked(w, n))}`)

const refusals: readonly Case[] = [
  [
    'a change without an id',
    async (w) => askFor(w, { systemUser: await changing(w) }),
    'POST',
    `${C}/vendor`,
    400,
  ],
  [
    'a change with lists that are null',
    ask(1, { requiredRights: null }),
    'POST',
    `${C}/vendor`,
    400,
  ],
  [
    'a change of no system user',
    async (w) => askFor(w, { systemUser: unknown, change: correlationId(1) }),
    'POST',
    `${C}/vendor`,
    404,
    'AUTH-00015',
  ],
  [
    'a change that requires what is not offered',
    ask(2, { requiredRights: [right('another')] }),
    'POST',
    `${C}/vendor`,
    400,
    'AUTH-00001',
  ],
  [
    'a change that requires a package not offered',
    ask(2, { requiredAccessPackages: [{ urn: regnskapMedSignering }] }),
    'POST',
    `${C}/vendor`,
    400,
    'AUTH-00063',
  ],
]

const readings: readonly Case[] = [
  ['the vendor’s change', read((id) => id), 'GET', `${C}/vendor/{requestId}`, 200],
  ['an unknown change', read(() => unknown), 'GET', `${C}/vendor/{requestId}`, 404, 'AUTH-00010'],
  [
    'a change by reference',
    read(() => `byexternalref/${system}/${party}/changing`),
    'GET',
    `${C}/vendor/byexternalref/{systemId}/{orgNo}/{externalRef}`,
    200,
  ],
  [
    'changes of a system',
    read(() => `bysystem/${system}`),
    'GET',
    `${C}/vendor/bysystem/{systemId}`,
    200,
  ],
  [
    'changes of another’s system',
    async (w) =>
      w.call(await as(w, readScope, otherVendor), 'GET', `${changePath}/vendor/bysystem/${system}`),
    'GET',
    `${C}/vendor/bysystem/{systemId}`,
    404,
    'AUTH-00011',
  ],
  [
    'the party’s change',
    byPia('GET', 1, (id) => `/${own}/${id}`),
    'GET',
    `${C}/{party}/{requestId}`,
    200,
  ],
  ['a change in the portal', byPia('GET', 1, (id) => `/${id}`), 'GET', `${C}/{requestId}`, 200],
  [
    'an unknown change in the portal',
    byPia('GET', 1, () => `/${unknown}`),
    'GET',
    `${C}/{requestId}`,
    404,
    'AUTH-00010',
  ],
]

const answers: readonly Case[] = [
  [
    'a rejection of a change',
    byPia('POST', 3, (id) => `/${own}/${id}/reject`),
    'POST',
    `${C}/{party}/{requestId}/reject`,
    200,
  ],
  [
    'a rejection of a change again',
    byPia('POST', 3, (id) => `/${own}/${id}/reject`),
    'POST',
    `${C}/{party}/{requestId}/reject`,
    409,
    'AUTH-00013',
  ],
  [
    'an approval of a change',
    byPia('POST', 1, (id) => `/${own}/${id}/approve`),
    'POST',
    `${C}/{party}/{requestId}/approve`,
    200,
  ],
  [
    'an approval of a change again',
    byPia('POST', 1, (id) => `/${own}/${id}/approve`),
    'POST',
    `${C}/{party}/{requestId}/approve`,
    409,
    'AUTH-00013',
  ],
  [
    'an approval of no change',
    byPia('POST', 1, () => `/${own}/${unknown}/approve`),
    'POST',
    `${C}/{party}/{requestId}/approve`,
    404,
    'AUTH-00010',
  ],
  [
    'a change that there is no need for',
    ask(4, { requiredRights: [right(otherResource)] }),
    'POST',
    `${C}/vendor`,
    200,
  ],
  [
    'a change taken back',
    async (w) =>
      w.call(await as(w, writeScope), 'DELETE', `${changePath}/vendor/${await asked(w, 3)}`),
    'DELETE',
    `${C}/vendor/{requestId}`,
    202,
  ],
  [
    'no change taken back',
    async (w) => w.call(await as(w, writeScope), 'DELETE', `${changePath}/vendor/${unknown}`),
    'DELETE',
    `${C}/vendor/{requestId}`,
    404,
    'AUTH-00010',
  ],
]

export const changeCases: readonly Case[] = [
  ['a change, new', ask(1), 'POST', `${C}/vendor`, 201],
  ['a change, again', ask(1), 'POST', `${C}/vendor`, 200],
  ...refusals,
  ...readings,
  ...answers,
]
