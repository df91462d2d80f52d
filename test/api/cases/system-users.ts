import { as, ask, Q, unknown, type Case } from './case.ts'
import { owner, party, pia, vendor } from '../../support/fixtures.ts'
import {
  authorizePath,
  client,
  lookUpScope,
  pdpScope,
  question,
  requestBody,
  requestPath,
  systemUserPath,
} from '../../support/story-world.ts'

const party9 = Number(party)

export const systemUserCases: readonly Case[] = [
  [
    'the party’s request',
    async (w, id) => w.call(await w.person(pia), 'GET', `${requestPath}/${party9}/${id}`),
    'GET',
    `${Q}/{party}/{requestId}`,
    200,
  ],
  [
    'an unknown request of the party',
    async (w) => w.call(await w.person(pia), 'GET', `${requestPath}/${party9}/${unknown}`),
    'GET',
    `${Q}/{party}/{requestId}`,
    404,
    'AUTH-00010',
  ],
  [
    'a request in the portal',
    async (w, id) => w.call(await w.person(pia), 'GET', `${requestPath}/${id}`),
    'GET',
    `${Q}/{requestId}`,
    200,
  ],
  [
    'an unknown one in the portal',
    async (w) => w.call(await w.person(pia), 'GET', `${requestPath}/${unknown}`),
    'GET',
    `${Q}/{requestId}`,
    404,
    'AUTH-00010',
  ],
  [
    'the decision on an open request',
    async (w, id) =>
      w.call(await as(w, pdpScope, owner), 'POST', authorizePath, { body: question(id) }),
    'POST',
    '/authorization/api/v1/authorize',
    200,
  ],
  [
    'an approval',
    async (w, id) => w.call(await w.person(pia), 'POST', `${requestPath}/${party9}/${id}/approve`),
    'POST',
    `${Q}/{party}/{requestId}/approve`,
    200,
  ],
  [
    'an approval again',
    async (w, id) => w.call(await w.person(pia), 'POST', `${requestPath}/${party9}/${id}/approve`),
    'POST',
    `${Q}/{party}/{requestId}/approve`,
    409,
    'AUTH-00013',
  ],
  [
    'a rejection too late',
    async (w, id) => w.call(await w.person(pia), 'POST', `${requestPath}/${party9}/${id}/reject`),
    'POST',
    `${Q}/{party}/{requestId}/reject`,
    409,
    'AUTH-00013',
  ],
  [
    'the party’s system users',
    async (w) => w.call(await w.person(pia), 'GET', `${systemUserPath}/${party9}`),
    'GET',
    '/authentication/api/v1/systemuser/{party}',
    200,
  ],
  [
    'a system user',
    async (w, id) => w.call(await w.person(pia), 'GET', `${systemUserPath}/${party9}/${id}`),
    'GET',
    '/authentication/api/v1/systemuser/{party}/{systemUserId}',
    200,
  ],
  [
    'an unknown system user',
    async (w) => w.call(await w.person(pia), 'GET', `${systemUserPath}/${party9}/${unknown}`),
    'GET',
    '/authentication/api/v1/systemuser/{party}/{systemUserId}',
    404,
  ],
  [
    'the look-up',
    async (w) =>
      w.call(
        await as(w, lookUpScope),
        'GET',
        `${systemUserPath}/byExternalId?clientId=${client}&systemProviderOrgNo=${vendor}&systemUserOwnerOrgNo=${party}&externalRef=kunde-17`,
      ),
    'GET',
    '/authentication/api/v1/systemuser/byExternalId',
    200,
  ],
  [
    'the look-up of nothing',
    async (w) =>
      w.call(
        await as(w, lookUpScope),
        'GET',
        `${systemUserPath}/byExternalId?clientId=no&systemProviderOrgNo=${vendor}&systemUserOwnerOrgNo=${party}`,
      ),
    'GET',
    '/authentication/api/v1/systemuser/byExternalId',
    404,
  ],
  [
    'half a look-up',
    async (w) =>
      w.call(await as(w, lookUpScope), 'GET', `${systemUserPath}/byExternalId?clientId=no`),
    'GET',
    '/authentication/api/v1/systemuser/byExternalId',
    400,
  ],
  [
    'a decision with its attributes',
    async (w, id) =>
      w.call(await as(w, pdpScope, owner), 'POST', authorizePath, {
        body: question(id, {
          Action: [
            {
              Attribute: [
                {
                  AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id',
                  Value: 'read',
                  IncludeInResult: true,
                },
              ],
            },
          ],
        }),
      }),
    'POST',
    '/authorization/api/v1/authorize',
    200,
  ],
  [
    'a question with a number for text',
    async (w, id) =>
      w.call(await as(w, pdpScope, owner), 'POST', authorizePath, {
        body: question(id, {
          Resource: [
            {
              Attribute: [
                { AttributeId: 'a:b', Value: 'x' },
                { AttributeId: 'a:b', Value: 1 },
              ],
            },
          ],
        }),
      }),
    'POST',
    '/authorization/api/v1/authorize',
    400,
  ],
  [
    'a question in XML',
    async (w) =>
      w.call(await as(w, pdpScope, owner), 'POST', authorizePath, {
        payload: '<a/>',
        headers: { 'content-type': 'application/xml' },
      }),
    'POST',
    '/authorization/api/v1/authorize',
    415,
  ],
  ['a request for what is there', ask(requestBody()), 'POST', `${Q}/vendor`, 400, 'AUTH-00004'],
  [
    'a withdrawal',
    async (w, id) => w.call(await w.person(pia), 'DELETE', `${systemUserPath}/${party9}/${id}`),
    'DELETE',
    '/authentication/api/v1/systemuser/{party}/{systemUserId}',
    202,
  ],
  [
    'a withdrawal of nothing',
    async (w, id) => w.call(await w.person(pia), 'DELETE', `${systemUserPath}/${party9}/${id}`),
    'DELETE',
    '/authentication/api/v1/systemuser/{party}/{systemUserId}',
    404,
  ],
]
