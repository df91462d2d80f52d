import { party } from '../fixtures.ts'
import { ownerCode, resource } from '../story-world.ts'
import type { Row } from './rows.ts'
import type { Ids } from './world.ts'

const L = '/resourceregistry/api/v1/access-lists'
const one = `${L}/:owner/:identifier`
const at = ({ accessList }: Ids): string => `${L}/${ownerCode}/${accessList}`
const member = `urn:altinn:organization:identifier-no:${party}`

/** Whoever has the platform's own scope is told of all. */
const ofThePlatform = { who: 'owner', isEverybodys: true } as const
const owners = (cell: Row['at']): Row => ({ who: 'owner', at: cell })
const members = { data: [member] }

export const accessListRows: Readonly<Record<string, Row>> = {
  [`GET ${L}/get-by-member`]: {
    ...ofThePlatform,
    at: () => ({ url: `${L}/get-by-member?party=${member}` }),
  },
  [`GET ${L}/memberships`]: {
    ...ofThePlatform,
    at: () => ({ url: `${L}/memberships?party=${member}` }),
  },
  'POST /authorization/api/v1/accesslist/accessmanagement/authorization': {
    ...ofThePlatform,
    at: () => ({
      url: '/authorization/api/v1/accesslist/accessmanagement/authorization',
      body: {
        subject: { type: 'urn:altinn:organization:identifier-no', value: party },
        resource: { type: 'urn:altinn:resource', value: resource },
        action: { type: 'urn:oasis:names:tc:xacml:1.0:action:action-id', value: 'read' },
      },
    }),
  },
  [`GET ${L}/:owner`]: owners(() => ({ url: `${L}/${ownerCode}` })),
  [`GET ${one}`]: owners((ids) => ({ url: at(ids) })),
  [`PUT ${one}`]: owners((ids) => ({ url: at(ids), body: { name: 'Fiskere' } })),
  [`DELETE ${one}`]: owners((ids) => ({ url: at(ids) })),
  [`GET ${one}/members`]: owners((ids) => ({ url: `${at(ids)}/members` })),
  ...Object.fromEntries(
    ['PUT', 'POST', 'DELETE'].map((method) => [
      `${method} ${one}/members`,
      owners((ids) => ({ url: `${at(ids)}/members`, body: members })),
    ]),
  ),
  [`GET ${one}/resource-connections`]: owners((ids) => ({
    url: `${at(ids)}/resource-connections`,
  })),
  [`PUT ${one}/resource-connections/:resourceIdentifier`]: owners((ids) => ({
    url: `${at(ids)}/resource-connections/${ids.resource}`,
    body: {},
  })),
  [`DELETE ${one}/resource-connections/:resourceIdentifier`]: owners((ids) => ({
    url: `${at(ids)}/resource-connections/${ids.resource}`,
  })),
}
