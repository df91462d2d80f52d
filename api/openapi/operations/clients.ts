import { z } from 'zod'
import {
  AgentAndClient,
  Client,
  ClientDelegation,
  ClientJob,
  ClientPage,
  PartySystemUser,
  StartedJob,
} from '../answers.ts'
import type { Operations } from '../operation.ts'

const A = '/authentication/api/v1/systemuser/agent/:party'
const D = '/authentication/api/v1/enduser/systemuser'

export const clientOperations: Operations = {
  [`GET ${A}/clients`]: {
    id: 'A1',
    summary: 'The clients of a facilitator, and what each gives it.',
    answers: { 200: z.array(Client) },
  },
  [`GET ${A}/:facilitator/:systemUserId/delegations`]: {
    id: 'A2',
    summary: 'The clients that were handed to an agent.',
    answers: { 200: z.array(ClientDelegation) },
  },
  [`POST ${A}/:systemUserId`]: {
    id: 'A3',
    summary: 'Hands a client to an agent.',
    answers: { 200: z.array(ClientDelegation) },
  },
  [`DELETE ${A}/:systemUserId/client`]: {
    id: 'A4',
    summary: 'Takes a client back, over all its roles.',
    answers: { 200: 'nothing' },
  },
  [`GET ${A}/:systemUserId/self`]: {
    id: 'A7',
    summary: 'Does the agent act for its owner as well?',
    answers: { 200: z.boolean() },
  },
  [`POST ${A}/:systemUserId/self`]: {
    id: 'A5',
    summary: 'Lets the agent act for its owner as well.',
    answers: { 200: z.literal(true) },
  },
  [`DELETE ${A}/:systemUserId/self`]: {
    id: 'A6',
    summary: 'The agent acts for its owner no more.',
    answers: { 200: z.literal(true) },
  },
  [`POST ${A}/:systemUserId/clients/bulk`]: {
    id: 'startClientJob',
    summary: 'The same with many clients, as a job. Beside the contract.',
    answers: { 202: StartedJob },
  },
  [`GET ${A}/:systemUserId/clients/bulk/:jobId`]: {
    id: 'clientJob',
    summary: 'How far such a job has come, and what came of each client.',
    answers: { 200: ClientJob },
    problems: [404],
  },
  [`GET ${D}/agents`]: {
    id: 'D1',
    summary: 'The agents of a party, with a token of a person.',
    answers: { 200: z.array(PartySystemUser) },
    problems: [404],
  },
  [`GET ${D}/clients/available`]: {
    id: 'D2',
    summary: 'The clients that can be handed to an agent.',
    answers: { 200: ClientPage },
    problems: [404],
  },
  [`GET ${D}/clients`]: {
    id: 'D3',
    summary: 'The clients that were.',
    answers: { 200: ClientPage },
    problems: [404],
  },
  [`POST ${D}/clients`]: {
    id: 'D4',
    summary: 'Hands a client to an agent.',
    answers: { 200: AgentAndClient },
    problems: [404],
  },
  [`DELETE ${D}/clients`]: {
    id: 'D5',
    summary: 'Takes it back.',
    answers: { 200: AgentAndClient },
    problems: [404],
  },
}
