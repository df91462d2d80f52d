import { z } from 'zod'
import {
  Delegations,
  Diagnosis,
  FollowedSystemUser,
  History,
  pageOf,
  PartySystemUser,
  SystemUser,
  SystemUserDetail,
  SystemUserStream,
} from '../answers.ts'
import { DecisionEntry } from '../../../application/decision-log.ts'
import type { Operations } from '../operation.ts'

const S = '/authentication/api/v1/systemuser'

const SystemUserDecisions = z.strictObject({
  systemUser: z.string(),
  lastUsed: z.string().optional(),
  decisions: z.array(DecisionEntry.omit({ tokenId: true })),
  isWhole: z.boolean(),
})

export const systemUserOperations: Operations = {
  [`GET ${S}/:party`]: {
    id: 'P1',
    summary: 'The system users of a party.',
    answers: { 200: z.array(PartySystemUser) },
  },
  [`GET ${S}/agent/:party`]: {
    id: 'P2',
    summary: 'The agents of a party.',
    answers: { 200: z.array(PartySystemUser) },
  },
  [`GET ${S}/:party/:systemUserId`]: {
    id: 'P3',
    summary: 'A system user, with what it holds now.',
    answers: { 200: SystemUserDetail },
    problems: [404],
  },
  [`GET ${S}/:party/:systemUserId/delegations`]: {
    id: 'P4',
    summary: 'What a system user holds of its party.',
    answers: { 200: Delegations },
    problems: [404],
  },
  [`POST ${S}/:party/create`]: {
    id: 'P5',
    summary:
      'Makes a system user for a system that people may choose, or for one of the party itself.',
    answers: { 200: PartySystemUser },
    problems: [404],
  },
  [`PUT ${S}`]: {
    id: 'P6',
    summary: 'Gives a system user another title.',
    answers: { 200: 'nothing' },
    problems: [404],
  },
  [`DELETE ${S}/:party/:systemUserId`]: {
    id: 'P7',
    summary: 'Withdraws the power of attorney. All that was delegated ends with it.',
    answers: { 202: z.literal(1), 404: z.literal(0) },
  },
  [`DELETE ${S}/agent/:party/:systemUserId`]: {
    id: 'P8',
    summary: 'The same for an agent, with all its clients.',
    answers: { 200: 'nothing' },
    problems: [404],
  },
  [`GET ${S}/byExternalId`]: {
    id: 'S1',
    summary: 'The system user for which Maskinporten issues a token.',
    answers: { 200: SystemUser },
    problems: [404],
  },
  [`GET ${S}/vendor/byquery`]: {
    id: 'S2',
    summary: 'The system user of a system, a customer and a reference.',
    answers: { 200: SystemUser },
    problems: [404],
  },
  [`GET ${S}/vendor/bysystem/:systemId`]: {
    id: 'S3',
    summary: 'The system users of a system, page by page.',
    answers: { 200: pageOf(SystemUser) },
    problems: [404],
  },
  [`DELETE ${S}/vendor/:systemUserId`]: {
    id: 'giveUpSystemUser',
    summary: 'The vendor gives up a system user. Beside the contract.',
    answers: { 202: 'nothing' },
    problems: [404],
  },
  [`GET ${S}/vendor/diagnostics`]: {
    id: 'diagnoseLookUp',
    summary: 'Why no token is issued for a customer. Beside the contract.',
    answers: { 200: Diagnosis },
  },
  [`GET ${S}/internal/systemusers/stream`]: {
    id: 'S4',
    summary: 'Every system user in the order of its last change, ended ones included.',
    answers: { 200: SystemUserStream },
  },
  [`GET ${S}/internal/systemusers/:id`]: {
    id: 'S5',
    summary: 'One of them, while it is active.',
    answers: { 200: FollowedSystemUser },
    problems: [410],
  },
  'GET /audit/api/v1/systemusers/:id/decisions': {
    id: 'systemUserDecisions',
    summary:
      'What a system user was let do and refused, the last first, and when it was last used.',
    answers: { 200: SystemUserDecisions },
    problems: [404],
  },
  'GET /audit/api/v1/systemusers/:id/history': {
    id: 'systemUserHistory',
    summary: 'All that ever happened to a system user, from the log. Beside the contract.',
    answers: { 200: History },
    problems: [404],
  },
}
