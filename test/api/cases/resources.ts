import { as, type Case } from './case.ts'
import { owner, vendor } from '../../support/fixtures.ts'
import {
  policyForm,
  policyXml,
  registryScope,
  resource,
  resourceBody,
  resourcePath,
} from '../../support/story-world.ts'

export const resourceCases: readonly Case[] = [
  [
    'a resource, new',
    async (w) =>
      w.call(await as(w, registryScope, owner), 'POST', resourcePath, {
        body: resourceBody({ identifier: 'another' }),
      }),
    'POST',
    '/resourceregistry/api/v1/resource',
    201,
  ],
  [
    'a resource that is there',
    async (w) =>
      w.call(await as(w, registryScope, owner), 'POST', resourcePath, {
        body: resourceBody({ title: { nb: 'X', nn: 'X', en: 'X' } }),
      }),
    'POST',
    '/resourceregistry/api/v1/resource',
    409,
  ],
  [
    'a resource without a title',
    async (w) =>
      w.call(await as(w, registryScope, owner), 'POST', resourcePath, {
        body: resourceBody({ title: {} }),
      }),
    'POST',
    '/resourceregistry/api/v1/resource',
    400,
  ],
  [
    'a resource of another',
    async (w) =>
      w.call(await as(w, registryScope, vendor), 'POST', resourcePath, { body: resourceBody() }),
    'POST',
    '/resourceregistry/api/v1/resource',
    403,
  ],
  [
    'a resource replaced',
    async (w) =>
      w.call(await as(w, registryScope, owner), 'PUT', `${resourcePath}/${resource}`, {
        body: resourceBody({ homepage: 'https://x.no' }),
      }),
    'PUT',
    '/resourceregistry/api/v1/resource/{id}',
    200,
  ],
  [
    'a resource',
    async (w) => w.call(undefined, 'GET', `${resourcePath}/${resource}`),
    'GET',
    '/resourceregistry/api/v1/resource/{id}',
    200,
  ],
  [
    'an unknown resource',
    async (w) => w.call(undefined, 'GET', `${resourcePath}/no-such`),
    'GET',
    '/resourceregistry/api/v1/resource/{id}',
    404,
  ],
  [
    'a policy',
    async (w) => w.call(undefined, 'GET', `${resourcePath}/${resource}/policy`),
    'GET',
    '/resourceregistry/api/v1/resource/{id}/policy',
    200,
  ],
  [
    'no policy',
    async (w) => w.call(undefined, 'GET', `${resourcePath}/another/policy`),
    'GET',
    '/resourceregistry/api/v1/resource/{id}/policy',
    404,
  ],
  [
    'a policy uploaded',
    async (w) =>
      w.call(
        await as(w, registryScope, owner),
        'PUT',
        `${resourcePath}/${resource}/policy`,
        policyForm(`${policyXml}\n`),
      ),
    'PUT',
    '/resourceregistry/api/v1/resource/{id}/policy',
    201,
  ],
  [
    'a policy for another resource',
    async (w) =>
      w.call(
        await as(w, registryScope, owner),
        'POST',
        `${resourcePath}/another/policy`,
        policyForm(policyXml),
      ),
    'POST',
    '/resourceregistry/api/v1/resource/{id}/policy',
    400,
  ],
  [
    'a policy of nothing',
    async (w) =>
      w.call(
        await as(w, registryScope, owner),
        'POST',
        `${resourcePath}/no-such/policy`,
        policyForm(policyXml),
      ),
    'POST',
    '/resourceregistry/api/v1/resource/{id}/policy',
    400,
  ],
  [
    'a policy by a stranger',
    async (w) =>
      w.call(
        await as(w, registryScope, vendor),
        'POST',
        `${resourcePath}/${resource}/policy`,
        policyForm(policyXml.replace('claims', 'x')),
      ),
    'POST',
    '/resourceregistry/api/v1/resource/{id}/policy',
    403,
  ],
  [
    'the rights of a policy',
    async (w) => w.call(undefined, 'GET', `${resourcePath}/${resource}/policy/rights`),
    'GET',
    '/resourceregistry/api/v1/resource/{id}/policy/rights',
    200,
  ],
  [
    'the rights of nothing',
    async (w) => w.call(undefined, 'GET', `${resourcePath}/no-such/policy/rights`),
    'GET',
    '/resourceregistry/api/v1/resource/{id}/policy/rights',
    404,
  ],
]
