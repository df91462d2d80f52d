import { z } from 'zod'
import { Decisions, Health } from '../answers.ts'
import type { Operations } from '../operation.ts'

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
  'POST /authorization/api/v1/authorize': {
    id: 'authorize',
    summary: 'May this system user do this, with this resource, for this party, now? And why?',
    answers: { 200: Decisions },
    problems: [406],
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
