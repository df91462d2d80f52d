import { z } from 'zod'
import { PolicyRights, Resource } from '../answers.ts'
import type { Operations } from '../operation.ts'

const G = '/resourceregistry/api/v1/resource'

const Pair = z.strictObject({ type: z.string(), value: z.string() })
const Named = z.strictObject({ ...Pair.shape, urn: z.string() })
const links = z.strictObject({ next: z.string().optional() })
const page = <One extends z.ZodType>(one: One) => z.strictObject({ links, data: z.array(one) })

export const registryOperations: Operations = {
  [`POST ${G}`]: {
    id: 'createResource',
    summary: 'Puts a resource into the registry.',
    answers: { 201: 'nothing' },
    words: [409],
  },
  [`GET ${G}/:id`]: {
    id: 'readResource',
    summary: 'A resource.',
    answers: { 200: Resource, 304: 'nothing' },
    problems: [404],
  },
  [`PUT ${G}/:id`]: {
    id: 'updateResource',
    summary: 'Replaces a resource.',
    answers: { 200: 'nothing' },
    problems: [404],
    words: [400],
  },
  ...Object.fromEntries(
    ['POST', 'PUT'].map((method) => [
      `${method} ${G}/:id/policy`,
      {
        id: `${method.toLowerCase()}Policy`,
        summary: 'Puts the XACML policy of a resource in force.',
        answers: { 201: 'nothing' },
        problems: [404],
        words: [400],
      } as const,
    ]),
  ),
  [`GET ${G}/:id/policy`]: {
    id: 'readPolicy',
    summary: 'The policy that is in force.',
    answers: { 200: 'xml' },
    words: [404],
  },
  [`GET ${G}/:id/policy/rights`]: {
    id: 'policyRights',
    summary: 'The rights that it gives, by their keys.',
    answers: { 200: PolicyRights },
    problems: [404],
  },
  [`DELETE ${G}/:id`]: {
    id: 'deleteResource',
    summary: 'Takes a resource out of the registry. Its id stays its owner’s.',
    answers: { 204: 'nothing' },
    problems: [404],
  },
  [`GET ${G}/:id/policy/subjects`]: {
    id: 'policySubjects',
    summary: 'Whom the policy names.',
    answers: { 200: page(Named) },
    problems: [404],
  },
  [`GET ${G}/:id/policy/rules`]: {
    id: 'policyRules',
    summary: 'What the policy gives to whom, one entry for each way.',
    answers: {
      200: z.array(
        z.strictObject({ subject: z.array(Pair), resource: z.array(Pair), action: Pair }),
      ),
    },
    problems: [404],
  },
  'GET /resourceregistry/api/v2/resource/:id/policy/rights': {
    id: 'policyRightsByKey',
    summary: 'The rights that the policy gives, without those of service owners and apps.',
    answers: {
      200: z.array(
        z.strictObject({
          key: z.string(),
          name: z.string(),
          resource: z.array(Pair),
          action: Pair,
        }),
      ),
    },
    problems: [404],
  },
  [`GET ${G}/resourcelist`]: {
    id: 'listResources',
    summary: 'All resources.',
    answers: { 200: z.array(Resource) },
  },
  [`GET ${G}/Search`]: {
    id: 'searchResources',
    summary: 'Resources, by what stands in them.',
    answers: { 200: z.array(Resource) },
  },
  [`POST ${G}/bysubjects`]: {
    id: 'resourcesBySubjects',
    summary: 'The resources whose policies name these subjects.',
    answers: { 200: page(z.strictObject({ subject: Named, resources: z.array(Named) })) },
    problems: [404],
  },
  [`GET ${G}/export`]: {
    id: 'exportResources',
    summary: 'The resources that people are shown, as public services in RDF (CPSV-AP).',
    answers: { 200: 'turtle' },
  },
  [`GET ${G}/orgs`]: {
    id: 'serviceOwners',
    summary: 'The service owners, by their short codes.',
    answers: {
      200: z.strictObject({
        orgs: z.record(
          z.string(),
          z.strictObject({
            name: z.record(z.string(), z.string()),
            orgnr: z.string(),
            environments: z.array(z.string()),
          }),
        ),
      }),
    },
  },
  [`GET ${G}/updated`]: {
    id: 'updatedSubjects',
    summary: 'Which subjects policies have come to name, or no longer name, as a feed.',
    answers: {
      200: page(
        z.strictObject({
          subjectUrn: z.string(),
          resourceUrn: z.string(),
          updatedAt: z.string(),
          deleted: z.boolean(),
        }),
      ),
    },
  },
  [`GET ${G}/changes`]: {
    id: 'changedResources',
    summary: 'Which resources with a policy have changed, as a feed.',
    answers: { 200: page(z.strictObject({ resourceId: z.string(), changedAt: z.string() })) },
  },
}
