import { z } from 'zod'
import { Decisions, Health, PolicyRights, Resource } from '../answers.ts'
import type { Operations } from '../operation.ts'

const G = '/resourceregistry/api/v1/resource'
const openid = '/authentication/api/v1/openid'
const anything = z.looseObject({})

export const serviceOperations: Operations = {
  'GET /health/live': {
    id: 'live',
    summary: 'Does the process run?',
    answers: { 200: Health },
  },
  'GET /health/ready': {
    id: 'ready',
    summary: 'Can calls be answered?',
    answers: { 200: Health, 503: Health },
  },
  'GET /health/register': {
    id: 'registerStatus',
    summary: 'How the party register is followed.',
    answers: { 200: anything },
  },
  [`GET ${openid}/.well-known/openid-configuration`]: {
    id: 'openidConfiguration',
    summary: 'Who issues our tokens.',
    answers: { 200: anything },
  },
  [`GET ${openid}/.well-known/openid-configuration/jwks`]: {
    id: 'openidKeys',
    summary: 'The keys of our tokens.',
    answers: { 200: anything },
  },
  [`GET ${openid}/jwks`]: {
    id: 'openidKeysToo',
    summary: 'The same.',
    answers: { 200: anything },
  },
  'GET /authentication/api/v1/exchange/:tokenProvider': {
    id: 'exchangeToken',
    summary: 'Exchanges a token of Maskinporten or ID-porten for one of ours.',
    answers: { 200: 'words' },
    problems: [401, 403, 410],
  },
  [`POST ${G}`]: {
    id: 'createResource',
    summary: 'Puts a resource into the registry.',
    answers: { 201: 'nothing' },
    words: [409],
  },
  [`GET ${G}/:id`]: {
    id: 'readResource',
    summary: 'A resource.',
    answers: { 200: Resource },
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
  'POST /authorization/api/v1/authorize': {
    id: 'authorize',
    summary: 'May this system user do this, with this resource, for this party, now? And why?',
    answers: { 200: Decisions },
  },
  'POST /authorization/api/v1/decision': {
    id: 'decision',
    summary: 'The same for services inside the platform, in JSON or in XML.',
    answers: { 200: [Decisions, 'xml'] },
  },
  'GET /openapi.json': {
    id: 'openapi',
    summary: 'This document.',
    answers: { 200: anything },
  },
  'GET /openapi': {
    id: 'openapiPage',
    summary: 'This document, for people.',
    answers: { 200: 'html' },
  },
}
