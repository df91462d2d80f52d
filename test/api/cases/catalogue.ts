import { ola, otherVendor, vendor } from '../../support/fixtures.ts'
import { registerPath, registerScope, resource, systemBody } from '../../support/story-world.ts'
import { as, type Case, R, register, right } from './case.ts'

const own = `${vendor}_katalog`
const path = '/authentication/api/v1/systemregister'
const skatt = 'urn:altinn:accesspackage:skatt-naering'

const change =
  (what: 'rights' | 'accesspackages', body: unknown, system = own, org: string = vendor): Case[1] =>
  async (w) =>
    w.call(await as(w, registerScope, org), 'PUT', `${registerPath}/${system}/${what}`, { body })

const changes =
  (system: string, org: string = vendor): Case[1] =>
  async (w) =>
    w.call(await as(w, registerScope, org), 'GET', `${registerPath}/${system}/changelog`)

const seen =
  (place: string): Case[1] =>
  async (w) =>
    w.call(await w.person(ola), 'GET', `${path}${place}`)

const rights = `${R}/{systemId}/rights`
const packages = `${R}/{systemId}/accesspackages`
const log = `${R}/{systemId}/changelog`
const one = `${path}/{systemId}`

/** The register as people see it, and what a vendor changes of a system by itself. */
export const catalogueCases: readonly Case[] = [
  [
    'a system for the catalogue',
    register(systemBody({ id: own, clientId: ['katalog'], rights: right(resource) })),
    'POST',
    R,
    200,
  ],
  ['all visible systems', seen(''), 'GET', path, 200, own],
  [
    'all visible systems, asked for by a vendor',
    async (w) => w.call(await as(w, registerScope), 'GET', path),
    'GET',
    path,
    403,
  ],
  ['a visible system', seen(`/${own}`), 'GET', one, 200, own],
  ['a system that nobody registered', seen(`/${vendor}_nothing`), 'GET', one, 404],
  ['the rights of a system', seen(`/${own}/rights`), 'GET', `${one}/rights`, 200, resource],
  ['the rights of no system', seen(`/${vendor}_nothing/rights`), 'GET', `${one}/rights`, 200],
  ['rights replaced', change('rights', right(resource)), 'PUT', rights, 200],
  [
    'rights replaced by an unknown one',
    change('rights', right('no-such')),
    'PUT',
    rights,
    400,
    'AUTH.VLD-00003',
  ],
  [
    'rights replaced by one twice',
    change('rights', [...right(resource), ...right(resource)]),
    'PUT',
    rights,
    400,
    'AUTH.VLD-00006',
  ],
  ['access packages replaced', change('accesspackages', [{ urn: skatt }]), 'PUT', packages, 200],
  [
    'access packages replaced by no package',
    change('accesspackages', [{ urn: 'skatt' }]),
    'PUT',
    packages,
    400,
    'AUTH.VLD-00008',
  ],
  [
    'access packages replaced by one twice',
    change('accesspackages', [{ urn: skatt }, { urn: skatt }]),
    'PUT',
    packages,
    400,
    'AUTH.VLD-00007',
  ],
  [
    'access packages replaced for another vendor',
    change('accesspackages', [], own, otherVendor),
    'PUT',
    packages,
    403,
  ],
  [
    'the access packages of a system',
    seen(`/${own}/accesspackages`),
    'GET',
    `${one}/accesspackages`,
    200,
    skatt,
  ],
  ['what was changed of a system', changes(own), 'GET', log, 200, 'accesspackageupdate'],
  ['what was changed of no system', changes(`${vendor}_nothing`), 'GET', log, 404],
  ["what was changed of another vendor's", changes(own, otherVendor), 'GET', log, 403],
]
