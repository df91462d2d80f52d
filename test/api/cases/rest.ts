import { z } from 'zod'
import { agentBody, offerPackages } from '../../support/agent-story.ts'
import type { ApiWorld } from '../../support/api-world.ts'
import { skattNaering } from '../../support/catalogue.ts'
import { uuidOf } from '../../support/client-world.ts'
import { ola, owner, party, pia } from '../../support/fixtures.ts'
import {
  lookUpScope,
  readScope,
  registerPath,
  registerScope,
  registryScope,
  requestBody,
  requestPath,
  resourceBody,
  resourcePath,
  system,
  systemBody,
  systemUserPath,
  writeScope,
} from '../../support/story-world.ts'
import { as, type Case, Q, R, right, unknown } from './case.ts'

// What was recorded and is not what the other cases are about.

const own = Number(party)
const S = '/authentication/api/v1/systemuser'
const Made = z.object({ id: z.string() })
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const by = (scope: string, method: Method, path: string, body?: unknown) => async (w: ApiWorld) =>
  w.call(await as(w, scope), method, path, body === undefined ? {} : { body })
const byNobody = (method: Method, path: string, body?: unknown) => async (w: ApiWorld) =>
  w.call(undefined, method, path, body === undefined ? {} : { body })
const byPerson =
  (who: string, method: Method, path: string, body?: unknown) => async (w: ApiWorld) =>
    w.call(await w.person(who), method, path, body === undefined ? {} : { body })

/** A request of its own, so that what is done with it is nobody else's. */
async function asked(w: ApiWorld, externalRef: string): Promise<string> {
  const token = await as(w, writeScope)
  const made = await w.call(token, 'POST', `${requestPath}/vendor`, {
    body: requestBody({ externalRef }),
  })
  return Made.parse(made.json()).id
}

const replaced = async (w: ApiWorld, changes: Readonly<Record<string, unknown>>) =>
  w.call(await as(w, registerScope), 'PUT', `${registerPath}/${system}`, {
    body: systemBody(changes),
  })

/** The story's system asks for nothing for a while. */
async function approvedTooLate(w: ApiWorld) {
  await replaced(w, {})
  const id = await asked(w, 'too late')
  await replaced(w, { rights: [] })
  const answer = await byPerson(pia, 'POST', `${requestPath}/${own}/${id}/approve`)(w)
  await replaced(w, {})
  return answer
}

async function createdForNobody(w: ApiWorld) {
  const body = resourceBody({ identifier: 'uten-policy' })
  await w.call(await as(w, registryScope, owner), 'POST', resourcePath, { body })
  const id = `${system}_uten`
  const rights = right('uten-policy')
  await by(registerScope, 'POST', registerPath, systemBody({ id, clientId: ['uten'], rights }))(w)
  const wanted = { integrationTitle: 'Uten', systemId: id }
  return byPerson(pia, 'POST', `${systemUserPath}/${own}/create`, wanted)(w)
}

/** An agent whose package can be given directly as well. */
async function ownOrganisation(w: ApiWorld) {
  await offerPackages(w, [skattNaering])
  const body = agentBody({ externalRef: 'own', accessPackages: [{ urn: skattNaering }] })
  const made = await by(writeScope, 'POST', `${requestPath}/vendor/agent`, body)(w)
  const { id } = Made.parse(made.json())
  await byPerson(pia, 'POST', `${requestPath}/agent/${own}/${id}/approve`)(w)
  const path = `${systemUserPath}/agent/${own}/${id}/self?partyUuid=${uuidOf(party)}`
  return byPerson(pia, 'POST', path)(w)
}

const vendors = `${requestPath}/vendor`
const registered = `${registerPath}/${system}`
const stranger = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a98'

export const restCases: readonly Case[] = [
  ['own systems without the scope', by(readScope, 'GET', registerPath), 'GET', R, 403],
  [
    'a deletion without the scope',
    by(readScope, 'DELETE', registered),
    'DELETE',
    `${R}/{systemId}`,
    403,
  ],
  [
    'a replacement without the scope',
    by(readScope, 'PUT', registered, systemBody()),
    'PUT',
    `${R}/{systemId}`,
    403,
  ],
  [
    'a look-up without the scope',
    by(readScope, 'GET', `${S}/byExternalId`),
    'GET',
    `${S}/byExternalId`,
    403,
  ],
  [
    'systems for nobody',
    byNobody('GET', '/authentication/api/v1/systemregister'),
    'GET',
    '/authentication/api/v1/systemregister',
    401,
  ],
  ['a request by nobody', byNobody('POST', vendors, requestBody()), 'POST', `${Q}/vendor`, 401],
  [
    'a request without the scope',
    by(readScope, 'POST', vendors, requestBody()),
    'POST',
    `${Q}/vendor`,
    403,
  ],
  ['a request put', by(writeScope, 'PUT', vendors, requestBody()), 'PUT', `${Q}/vendor`, 405],
  [
    'no request by reference',
    by(readScope, 'GET', `${vendors}/byexternalref/${system}/${party}/none`),
    'GET',
    `${Q}/vendor/byexternalref/{systemId}/{orgNo}/{externalRef}`,
    404,
    'AUTH-00010',
  ],
  [
    'requests from nowhere on',
    by(readScope, 'GET', `${vendors}/bysystem/${system}?token=!`),
    'GET',
    `${Q}/vendor/bysystem/{systemId}`,
    400,
  ],
  [
    'requests of no system',
    by(readScope, 'GET', `${vendors}/bysystem/none`),
    'GET',
    `${Q}/vendor/bysystem/{systemId}`,
    404,
    'AUTH-00011',
  ],
  [
    'a request taken back',
    async (w) => by(writeScope, 'DELETE', `${vendors}/${await asked(w, 'taken back')}`)(w),
    'DELETE',
    `${Q}/vendor/{requestId}`,
    202,
  ],
  [
    'what is no id taken back',
    by(writeScope, 'DELETE', `${vendors}/1`),
    'DELETE',
    `${Q}/vendor/{requestId}`,
    400,
  ],
  [
    'a request taken back without the scope',
    by(lookUpScope, 'DELETE', `${vendors}/${unknown}`),
    'DELETE',
    `${Q}/vendor/{requestId}`,
    403,
  ],
  [
    'what is no id, of a party',
    byPerson(pia, 'GET', `${requestPath}/${own}/1`),
    'GET',
    `${Q}/{party}/{requestId}`,
    400,
  ],
  [
    'an approval of what is asked for no more',
    approvedTooLate,
    'POST',
    `${Q}/{party}/{requestId}/approve`,
    400,
    'AUTH-00001',
  ],
  [
    'an approval by who may not',
    async (w) =>
      byPerson(ola, 'POST', `${requestPath}/${own}/${await asked(w, 'by Ola')}/approve`)(w),
    'POST',
    `${Q}/{party}/{requestId}/approve`,
    403,
  ],
  [
    'an approval of nothing',
    byPerson(pia, 'POST', `${requestPath}/${own}/${unknown}/approve`),
    'POST',
    `${Q}/{party}/{requestId}/approve`,
    404,
    'AUTH-00010',
  ],
  [
    'a rejection',
    async (w) =>
      byPerson(pia, 'POST', `${requestPath}/${own}/${await asked(w, 'rejected')}/reject`)(w),
    'POST',
    `${Q}/{party}/{requestId}/reject`,
    200,
  ],
  [
    'a rejection of nothing',
    byPerson(pia, 'POST', `${requestPath}/${own}/${unknown}/reject`),
    'POST',
    `${Q}/{party}/{requestId}/reject`,
    404,
    'AUTH-00010',
  ],
  [
    'a request passed on',
    async (w) =>
      byPerson(ola, 'POST', `${requestPath}/${own}/${await asked(w, 'passed on')}/escalate`)(w),
    'POST',
    `${Q}/{party}/{requestId}/escalate`,
    200,
  ],
  [
    'a request to a stranger',
    async (w) => byPerson(stranger, 'GET', `${requestPath}/${await asked(w, 'strange')}`)(w),
    'GET',
    `${Q}/{requestId}`,
    403,
  ],
  [
    'an agent’s request to who may not',
    byPerson(ola, 'GET', `${requestPath}/agent/${own}/${unknown}`),
    'GET',
    `${Q}/agent/{party}/{requestId}`,
    403,
  ],
  [
    'an agent’s request approved by who may not',
    byPerson(ola, 'POST', `${requestPath}/agent/${own}/${unknown}/approve`),
    'POST',
    `${Q}/agent/{party}/{requestId}/approve`,
    403,
  ],
  [
    'an agent’s request to a vendor',
    by(readScope, 'GET', `${requestPath}/agent/${unknown}`),
    'GET',
    `${Q}/agent/{requestId}`,
    403,
  ],
  [
    'system users of a party, for nobody',
    byNobody('GET', `${systemUserPath}/${own}`),
    'GET',
    `${S}/{party}`,
    401,
  ],
  ['what nobody can give', createdForNobody, 'POST', `${S}/{party}/create`, 403, 'AUTH-00070'],
  [
    'the owner’s own organisation',
    ownOrganisation,
    'POST',
    `${S}/agent/{party}/{systemUserId}/self`,
    200,
  ],
]

/** What was recorded and is never answered here, or not in this world. */
export const notMet: Readonly<Record<string, string>> = {
  [`POST ${R} 409`]:
    'a client id given twice is told with the other errors (VLD-00011), as PUT does',
  [`POST ${S}/changerequest/vendor 401`]: 'another vendor’s system user is not found (ADR 12)',
  ...Object.fromEntries(
    ['GET', 'POST', 'DELETE'].map((method) => [
      `${method} /authentication/api/v1/enduser/systemuser/clients 404`,
      'the owner must be gone from the register: client-delegation.test.ts',
    ]),
  ),
  'GET /authentication/api/v1/enduser/systemuser/clients/available 404':
    'the owner must be gone from the register: client-delegation.test.ts',
}
