import { as, ask, right, Q, unknown, type Case } from './case.ts'
import { otherVendor, party, vendor } from '../../support/fixtures.ts'
import {
  readScope,
  requestBody,
  requestPath,
  system,
  writeScope,
} from '../../support/story-world.ts'

export const requestCases: readonly Case[] = [
  ['a request, new', ask(requestBody({ externalRef: 'r1' })), 'POST', `${Q}/vendor`, 201],
  ['a request, again', ask(requestBody({ externalRef: 'r1' })), 'POST', `${Q}/vendor`, 200],
  [
    'a request for an unknown system',
    ask(requestBody({ systemId: `${vendor}_no` })),
    'POST',
    `${Q}/vendor`,
    404,
    'AUTH-00011',
  ],
  [
    'a request to an unknown party',
    ask(requestBody({ partyOrgNo: '999999999' })),
    'POST',
    `${Q}/vendor`,
    400,
    'AUTH-00000',
  ],
  [
    'a request for nothing given',
    ask(requestBody({ externalRef: 'r2', rights: undefined })),
    'POST',
    `${Q}/vendor`,
    400,
    'AUTH-00001',
  ],
  [
    'a request for nothing',
    ask(requestBody({ externalRef: 'r2', rights: [], accessPackages: [] })),
    'POST',
    `${Q}/vendor`,
    400,
    'AUTH-00059',
  ],
  [
    'a right not offered',
    ask(requestBody({ externalRef: 'r2', rights: right('another-resource') })),
    'POST',
    `${Q}/vendor`,
    400,
    'AUTH-00001',
  ],
  [
    'another redirect URL',
    ask(requestBody({ externalRef: 'r2', redirectUrl: 'https://evil.example/' })),
    'POST',
    `${Q}/vendor`,
    400,
    'AUTH-00021',
  ],
  [
    'a request without a system',
    ask(requestBody({ systemId: undefined })),
    'POST',
    `${Q}/vendor`,
    400,
  ],
  [
    'the vendor’s request',
    async (w, id) => w.call(await as(w, readScope), 'GET', `${requestPath}/vendor/${id}`),
    'GET',
    `${Q}/vendor/{requestId}`,
    200,
  ],
  [
    'an unknown request',
    async (w) => w.call(await as(w, readScope), 'GET', `${requestPath}/vendor/${unknown}`),
    'GET',
    `${Q}/vendor/{requestId}`,
    404,
    'AUTH-00010',
  ],
  [
    'another’s request',
    async (w, id) =>
      w.call(await as(w, readScope, otherVendor), 'GET', `${requestPath}/vendor/${id}`),
    'GET',
    `${Q}/vendor/{requestId}`,
    404,
    'AUTH-00010',
  ],
  [
    'a request id that is none',
    async (w) => w.call(await as(w, readScope), 'GET', `${requestPath}/vendor/1`),
    'GET',
    `${Q}/vendor/{requestId}`,
    400,
  ],
  [
    'another’s request withdrawn',
    async (w, id) =>
      w.call(await as(w, writeScope, otherVendor), 'DELETE', `${requestPath}/vendor/${id}`),
    'DELETE',
    `${Q}/vendor/{requestId}`,
    404,
    'AUTH-00010',
  ],
  [
    'requests of a system',
    async (w) => w.call(await as(w, readScope), 'GET', `${requestPath}/vendor/bysystem/${system}`),
    'GET',
    `${Q}/vendor/bysystem/{systemId}`,
    200,
  ],
  [
    'a request by reference',
    async (w) =>
      w.call(
        await as(w, readScope),
        'GET',
        `${requestPath}/vendor/byexternalref/${system}/${party}/kunde-17`,
      ),
    'GET',
    `${Q}/vendor/byexternalref/{systemId}/{orgNo}/{externalRef}`,
    200,
  ],
]
