import { z } from 'zod'
import {
  Change,
  ExaminedRequest,
  pageOf,
  PortalChange,
  PortalRequest,
  Request,
} from '../answers.ts'
import type { Operation, Operations } from '../operation.ts'

const Q = '/authentication/api/v1/systemuser/request'
const C = '/authentication/api/v1/systemuser/changerequest'
const yes = z.literal(true)

type Ids = Readonly<Record<string, string>>

/** The requests of one kind: the same at its own path, under other numbers. */
const kindOperations = (kind: '' | '/agent', ids: Ids): Operations => {
  const of = (name: string, rest: Omit<Operation, 'id'>): Operation => ({
    id: ids[name] ?? name,
    ...rest,
  })
  const vendors = `${Q}/vendor${kind}`
  const people = `${Q}${kind}`
  return {
    [`POST ${vendors}`]: of('ask', {
      summary:
        'Asks a customer for a system user. With dryRun=true it is told what would come of it.',
      answers: { 200: z.union([Request, ExaminedRequest]), 201: Request },
      problems: [404],
    }),
    [`GET ${vendors}/:requestId`]: of('read', {
      summary: 'A request of the caller.',
      answers: { 200: Request },
      problems: [404],
    }),
    [`GET ${vendors}/byexternalref/:systemId/:orgNo/:externalRef`]: of('byRef', {
      summary: 'The request for a system, a customer and a reference.',
      answers: { 200: Request },
      problems: [404],
    }),
    [`GET ${vendors}/bysystem/:systemId`]: of('bySystem', {
      summary: 'The requests for a system, page by page.',
      answers: { 200: pageOf(Request) },
      problems: [404],
    }),
    [`GET ${people}/:party/:requestId`]: of('ofParty', {
      summary: 'A request to a party, for those who manage its access.',
      answers: { 200: Request },
      problems: [404],
    }),
    [`GET ${people}/:requestId`]: of('portal', {
      summary: 'A request as the portal shows it, and what the person may do with it.',
      answers: { 200: PortalRequest },
      problems: [404],
    }),
    [`GET ${people}/:party/:orgNo/pending`]: of('pending', {
      summary: 'The requests that wait for a party.',
      answers: { 200: z.array(Request) },
    }),
    [`POST ${people}/:party/:requestId/approve`]: of('approve', {
      summary: 'Says yes: the system user comes into being, with the id of the request.',
      answers: { 200: yes },
      problems: [404, 409],
    }),
    [`POST ${people}/:party/:requestId/reject`]: of('reject', {
      summary: 'Says no, and why if there is a body.',
      answers: { 200: yes },
      problems: [404, 409],
    }),
    [`POST ${people}/:party/:requestId/escalate`]: of('escalate', {
      summary: 'Passes a request on to those who may answer it.',
      answers: { 200: z.boolean() },
      problems: [404, 409],
    }),
  }
}

export const requestOperations: Operations = {
  ...kindOperations('', {
    ask: 'Q1',
    read: 'Q3',
    byRef: 'Q5',
    bySystem: 'Q7',
    ofParty: 'U1',
    portal: 'U3',
    approve: 'U5',
    reject: 'U7',
    escalate: 'U9',
    pending: 'U11',
  }),
  ...kindOperations('/agent', {
    ask: 'Q2',
    read: 'Q4',
    byRef: 'Q6',
    bySystem: 'Q8',
    ofParty: 'U2',
    portal: 'U4',
    approve: 'U6',
    reject: 'U8',
    escalate: 'U10',
    pending: 'U12',
  }),
  [`DELETE ${Q}/vendor/:requestId`]: {
    id: 'Q9',
    summary: 'Takes back a request of either kind.',
    answers: { 202: 'nothing' },
    problems: [404, 409],
  },
  [`POST ${C}/vendor`]: {
    id: 'C1',
    summary: 'Asks for other rights of a system user.',
    answers: { 200: Change, 201: Change },
    problems: [404, 409],
    words: [400],
  },
  [`GET ${C}/vendor/:requestId`]: {
    id: 'C2',
    summary: 'A change that the caller asked for.',
    answers: { 200: Change },
    problems: [404],
  },
  [`GET ${C}/vendor/byexternalref/:systemId/:orgNo/:externalRef`]: {
    id: 'C3',
    summary: 'The latest change for a system, a customer and a reference.',
    answers: { 200: Change },
    problems: [404],
  },
  [`GET ${C}/vendor/bysystem/:systemId`]: {
    id: 'C4',
    summary: 'The changes for a system, page by page.',
    answers: { 200: pageOf(Change) },
    problems: [404],
  },
  [`DELETE ${C}/vendor/:requestId`]: {
    id: 'C5',
    summary: 'Takes back a change.',
    answers: { 202: 'nothing' },
    problems: [404, 409],
  },
  [`GET ${C}/:party/:requestId`]: {
    id: 'C6',
    summary: 'A change that a party is asked for.',
    answers: { 200: Change },
    problems: [404],
  },
  [`GET ${C}/:requestId`]: {
    id: 'C7',
    summary: 'A change as the portal shows it.',
    answers: { 200: PortalChange },
    problems: [404],
  },
  [`GET ${C}/:party/:orgNo/pending`]: {
    id: 'pendingChanges',
    summary: 'The changes that wait for a party. Beside the contract.',
    answers: { 200: z.array(Change) },
  },
  [`POST ${C}/:party/:requestId/approve`]: {
    id: 'C8',
    summary: 'Says yes: the system user holds what was asked for, from this moment on.',
    answers: { 200: yes },
    problems: [404, 409],
  },
  [`POST ${C}/:party/:requestId/reject`]: {
    id: 'C9',
    summary: 'Says no, and why if there is a body.',
    answers: { 200: yes },
    problems: [404, 409],
  },
}
