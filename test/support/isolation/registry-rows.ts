import { resourceBody } from '../story-world.ts'
import type { Row } from './rows.ts'
import type { Ids } from './world.ts'

const M = '/accessmanagement/api/v1/meta/info'
const P = `${M}/accesspackages`

const G = '/resourceregistry/api/v1/resource'

const catalogue = 'the catalogue is public'
const registry = 'resources and their policies are public'

/** Routes of the resource registry and the catalogue that need no token, and why. */
export const openRegistryRoutes: Readonly<Record<string, string>> = Object.fromEntries([
  ...[
    `GET ${G}/:id`,
    `GET ${G}/:id/policy`,
    `GET ${G}/:id/policy/subjects`,
    `GET ${G}/:id/policy/rules`,
    `GET ${G}/:id/policy/rights`,
    'GET /resourceregistry/api/v2/resource/:id/policy/rights',
    `GET ${G}/resourcelist`,
    `GET ${G}/Search`,
    `POST ${G}/bysubjects`,
    `GET ${G}/orgs`,
    `GET ${G}/export`,
    `GET ${G}/updated`,
    `GET ${G}/changes`,
  ].map((name) => [name, registry]),
  ...[
    `${P}/search`,
    `${P}/export`,
    `${P}/group`,
    `${P}/group/:id`,
    `${P}/group/:id/areas`,
    `${P}/area/:id`,
    `${P}/area/:id/packages`,
    `${P}/package/:id`,
    `${P}/package/urn/:urn`,
    `${P}/package/:id/resources`,
    `${M}/roles`,
    `${M}/roles/:id`,
    `${M}/roles/packages`,
    `${M}/roles/resources`,
    `${M}/roles/:id/packages`,
    `${M}/roles/:id/resources`,
    '/accessmanagement/api/v1/meta/types/organization/subtypes',
  ].map((path) => [`GET ${path}`, catalogue]),
])

const resource9 = ({ resource: identifier }: Ids) => resourceBody({ identifier })

/** Its other routes. */
export const registryRows: Readonly<Record<string, Row>> = {
  [`POST ${G}`]: { who: 'owner', at: (ids) => ({ url: G, body: resource9(ids) }) },
  [`PUT ${G}/:id`]: {
    who: 'owner',
    at: (ids) => ({ url: `${G}/${ids.resource}`, body: resource9(ids) }),
    tellsApart: true,
  },
  [`DELETE ${G}/:id`]: {
    who: 'owner',
    at: (ids) => ({ url: `${G}/${ids.resource}` }),
    tellsApart: true,
  },
  [`POST ${G}/:id/policy`]: {
    who: 'owner',
    at: (ids) => ({ url: `${G}/${ids.resource}/policy`, form: true }),
    tellsApart: true,
  },
  [`PUT ${G}/:id/policy`]: {
    who: 'owner',
    at: (ids) => ({ url: `${G}/${ids.resource}/policy`, form: true }),
    tellsApart: true,
  },
}
