import { z } from 'zod'
import type { Operations } from '../operation.ts'

const L = '/resourceregistry/api/v1/access-lists'
const one = `${L}/:owner/:identifier`

const Instant = z.iso.datetime({ offset: true })
const described = {
  urn: z.string(),
  identifier: z.string(),
  name: z.string(),
  description: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
}
const AccessList = z.strictObject(described)
const Connection = z.strictObject({
  resourceIdentifier: z.string(),
  actionFilters: z.array(z.string()).optional(),
  createdAt: Instant,
  updatedAt: Instant,
})
const Member = z.strictObject({
  id: z.string(),
  since: Instant,
  identifiers: z.strictObject({
    'urn:altinn:party:uuid': z.uuid(),
    'urn:altinn:organization:identifier-no': z.string(),
    'urn:altinn:party:id': z.int(),
  }),
})
const Membership = z.strictObject({
  party: z.string(),
  resource: z.string(),
  since: Instant,
  actionFilters: z.array(z.string()).optional(),
})
const links = z.strictObject({ next: z.string().optional() })
const page = <One extends z.ZodType>(shape: One) => z.strictObject({ links, data: z.array(shape) })

const Pair = z.strictObject({ type: z.string(), value: z.string() })
const changed = [403, 404, 412] as const
const read = { 304: 'nothing' } as const

export const accessListOperations: Operations = {
  [`GET ${L}/get-by-member`]: {
    id: 'accessListsOfMember',
    summary: 'The access lists on which a party stands.',
    answers: { 200: z.array(AccessList) },
    problems: [400],
  },
  [`GET ${L}/memberships`]: {
    id: 'accessListMemberships',
    summary: 'Which resources parties may use by the access lists on which they stand.',
    answers: { 200: z.strictObject({ data: z.array(Membership) }) },
    problems: [400],
  },
  [`GET ${L}/:owner`]: {
    id: 'accessLists',
    summary: 'The access lists of a service owner, by its short code.',
    answers: {
      200: page(AccessList.extend({ resourceConnections: z.array(Connection).optional() })),
    },
    problems: [400, 403, 501],
  },
  [`GET ${one}`]: {
    id: 'readAccessList',
    summary: 'An access list, with its state as a weak ETag.',
    answers: { 200: AccessList, ...read },
    problems: [400, ...changed],
  },
  [`PUT ${one}`]: {
    id: 'putAccessList',
    summary: 'Makes an access list, or says anew what it is for.',
    answers: { 200: AccessList },
    problems: [400, ...changed],
  },
  [`DELETE ${one}`]: {
    id: 'deleteAccessList',
    summary: 'Does away with an access list. Who stood on it may use what it opened no more.',
    answers: { 200: AccessList, 204: 'nothing' },
    problems: [400, ...changed],
  },
  [`GET ${one}/members`]: {
    id: 'accessListMembers',
    summary: 'Who stands on an access list, a hundred at a time.',
    answers: { 200: page(Member), ...read },
    problems: [400, ...changed],
  },
  ...Object.fromEntries(
    (
      [
        ['PUT', 'replace', 'Says anew who stands on an access list; at most a hundred.'],
        ['POST', 'add', 'Puts parties on an access list; at most a hundred at once.'],
        ['DELETE', 'remove', 'Takes parties off an access list; at most a hundred at once.'],
      ] as const
    ).map(([method, verb, summary]) => [
      `${method} ${one}/members`,
      {
        id: `${verb}AccessListMembers`,
        summary,
        answers: { 200: page(Member) },
        problems: [400, ...changed],
      } as const,
    ]),
  ),
  [`GET ${one}/resource-connections`]: {
    id: 'accessListResources',
    summary: 'Which resources an access list opens.',
    answers: { 200: page(Connection), ...read },
    problems: [400, ...changed],
  },
  [`PUT ${one}/resource-connections/:resourceIdentifier`]: {
    id: 'connectResource',
    summary: 'Lets those on an access list use a resource: for some actions, or for all.',
    answers: { 200: Connection },
    problems: [400, ...changed],
  },
  [`DELETE ${one}/resource-connections/:resourceIdentifier`]: {
    id: 'disconnectResource',
    summary: 'Takes a resource off an access list.',
    answers: { 200: Connection, 204: 'nothing' },
    problems: [400, ...changed],
  },
  'POST /authorization/api/v1/accesslist/accessmanagement/authorization': {
    id: 'accessListAuthorization',
    summary: 'Is an organisation among those for whom a resource is?',
    answers: {
      200: z.strictObject({
        subject: Pair,
        resource: Pair,
        action: Pair,
        result: z.enum(['Authorized', 'NotAuthorized']),
      }),
    },
    problems: [400],
  },
}
