import { as, register, right, R, type Case } from './case.ts'
import { otherVendor, vendor } from '../../support/fixtures.ts'
import {
  registerPath,
  registerScope,
  resource,
  system,
  systemBody,
} from '../../support/story-world.ts'

export const systemCases: readonly Case[] = [
  [
    'a system with another vendor form',
    register(systemBody({ vendor: { ID: '1:2' } })),
    'POST',
    R,
    400,
    'AUTH.VLD-00000',
  ],
  [
    'a system id of another prefix',
    register(systemBody({ id: '312605032_x' })),
    'POST',
    R,
    400,
    'AUTH.VLD-00001',
  ],
  [
    'a system id that is taken',
    register(systemBody({ clientId: ['other'] })),
    'POST',
    R,
    400,
    'AUTH.VLD-00002',
  ],
  [
    'an unknown resource',
    register(systemBody({ id: `${vendor}_a`, rights: right('no-such') })),
    'POST',
    R,
    400,
    'AUTH.VLD-00003',
  ],
  [
    'a client id that is taken',
    register(systemBody({ id: `${vendor}_b` })),
    'POST',
    R,
    400,
    'AUTH.VLD-00004',
  ],
  [
    'a redirect URL without TLS',
    register(systemBody({ id: `${vendor}_c`, allowedRedirectUrls: ['http://x.no'] })),
    'POST',
    R,
    400,
    'AUTH.VLD-00005',
  ],
  [
    'a right twice',
    register(systemBody({ id: `${vendor}_d`, rights: [...right(resource), ...right(resource)] })),
    'POST',
    R,
    400,
    'AUTH.VLD-00006',
  ],
  [
    'a package twice',
    register(
      systemBody({
        id: `${vendor}_e`,
        accessPackages: [
          { urn: 'urn:altinn:accesspackage:a' },
          { urn: 'urn:altinn:accesspackage:a' },
        ],
      }),
    ),
    'POST',
    R,
    400,
    'AUTH.VLD-00007',
  ],
  [
    'a package that is none',
    register(systemBody({ id: `${vendor}_f`, accessPackages: [{ urn: 'x' }] })),
    'POST',
    R,
    400,
    'AUTH.VLD-00008',
  ],
  [
    'a right that is no resource',
    register(systemBody({ id: `${vendor}_g`, rights: right('x', 'urn:altinn:app') })),
    'POST',
    R,
    400,
    'AUTH.VLD-00009',
  ],
  [
    'a client id twice',
    register(systemBody({ id: `${vendor}_h`, clientId: ['x', 'X'] })),
    'POST',
    R,
    400,
    'AUTH.VLD-00011',
  ],
  [
    'a space in the id',
    register(systemBody({ id: `${vendor}_a b` })),
    'POST',
    R,
    400,
    'AUTH.VLD-00013',
  ],
  ['a system without a name', register(systemBody({ name: undefined })), 'POST', R, 400],
  [
    'a system of another',
    register(systemBody({ vendor: { ID: `0192:${otherVendor}` } })),
    'POST',
    R,
    403,
  ],
  [
    'a system, new',
    register(systemBody({ id: `${vendor}_new`, clientId: ['new'] })),
    'POST',
    R,
    200,
  ],
  [
    'a body that is no JSON',
    async (w) =>
      w.call(await as(w, registerScope), 'POST', registerPath, {
        payload: '{',
        headers: { 'content-type': 'application/json' },
      }),
    'POST',
    R,
    400,
  ],
  [
    'no body',
    async (w) => w.call(await as(w, registerScope), 'POST', registerPath),
    'POST',
    R,
    400,
  ],
  [
    'a body of another type',
    async (w) =>
      w.call(await as(w, registerScope), 'POST', registerPath, {
        payload: 'x',
        headers: { 'content-type': 'text/plain' },
      }),
    'POST',
    R,
    415,
  ],
  [
    'a wrong scope',
    async (w) =>
      w.call(await as(w, `${registerScope}X`), 'POST', registerPath, { body: systemBody() }),
    'POST',
    R,
    403,
  ],
  [
    'the vendor’s systems',
    async (w) => w.call(await as(w, registerScope), 'GET', registerPath),
    'GET',
    R,
    200,
  ],
  [
    'one system',
    async (w) => w.call(await as(w, registerScope), 'GET', `${registerPath}/${system}`),
    'GET',
    `${R}/{systemId}`,
    200,
  ],
  [
    'an unknown system',
    async (w) => w.call(await as(w, registerScope), 'GET', `${registerPath}/${vendor}_no`),
    'GET',
    `${R}/{systemId}`,
    404,
  ],
  [
    'another’s system',
    async (w) =>
      w.call(await as(w, registerScope, otherVendor), 'GET', `${registerPath}/${system}`),
    'GET',
    `${R}/{systemId}`,
    403,
  ],
  [
    'a system replaced',
    async (w) =>
      w.call(await as(w, registerScope), 'PUT', `${registerPath}/${system}`, {
        body: systemBody({ isVisible: false }),
      }),
    'PUT',
    `${R}/{systemId}`,
    200,
  ],
  [
    'another id in the body',
    async (w) =>
      w.call(await as(w, registerScope), 'PUT', `${registerPath}/${vendor}_x`, {
        body: systemBody(),
      }),
    'PUT',
    `${R}/{systemId}`,
    400,
    'AUTH.VLD-00012',
  ],
  [
    'an unknown system replaced',
    async (w) =>
      w.call(await as(w, registerScope), 'PUT', `${registerPath}/${vendor}_x`, {
        body: systemBody({ id: `${vendor}_x` }),
      }),
    'PUT',
    `${R}/{systemId}`,
    404,
  ],
  [
    'a system deleted',
    async (w) => w.call(await as(w, registerScope), 'DELETE', `${registerPath}/${vendor}_new`),
    'DELETE',
    `${R}/{systemId}`,
    200,
  ],
  [
    'a system deleted twice',
    async (w) => w.call(await as(w, registerScope), 'DELETE', `${registerPath}/${vendor}_new`),
    'DELETE',
    `${R}/{systemId}`,
    400,
  ],
  [
    'a deleted system replaced',
    async (w) =>
      w.call(await as(w, registerScope), 'PUT', `${registerPath}/${vendor}_new`, {
        body: systemBody({ id: `${vendor}_new` }),
      }),
    'PUT',
    `${R}/{systemId}`,
    400,
  ],
]
