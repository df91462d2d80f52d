import { z } from 'zod'
import {
  AccessPackage,
  ListedSystem,
  RegisteredSystem,
  Right,
  Succeeded,
  SystemChange,
} from '../answers.ts'
import type { Operations } from '../operation.ts'

const R = '/authentication/api/v1/systemregister'

export const registerOperations: Operations = {
  [`POST ${R}/vendor`]: {
    id: 'R5',
    summary: 'Registers a system. Answers its internal id.',
    answers: { 200: z.uuid() },
  },
  [`GET ${R}/vendor`]: {
    id: 'R2',
    summary: 'The systems of the caller, hidden ones included.',
    answers: { 200: z.array(ListedSystem) },
  },
  [`GET ${R}/vendor/:systemId`]: {
    id: 'R4',
    summary: 'A system of the caller, deleted ones included.',
    answers: { 200: RegisteredSystem },
    problems: [404],
  },
  [`PUT ${R}/vendor/:systemId`]: {
    id: 'R6',
    summary: 'Replaces all of a system; lists that are left out become empty.',
    answers: { 200: Succeeded },
    words: [400, 404],
  },
  [`PUT ${R}/vendor/:systemId/rights`]: {
    id: 'R7',
    summary: 'Replaces the rights of a system.',
    answers: { 200: Succeeded },
    words: [400, 404],
  },
  [`PUT ${R}/vendor/:systemId/accesspackages`]: {
    id: 'R8',
    summary: 'Replaces the access packages of a system.',
    answers: { 200: Succeeded },
    words: [400, 404],
  },
  [`DELETE ${R}/vendor/:systemId`]: {
    id: 'R9',
    summary: 'Deletes a system and frees its client ids. The id is never used again.',
    answers: { 200: Succeeded },
  },
  [`GET ${R}/vendor/:systemId/changelog`]: {
    id: 'R10',
    summary: 'Every change of a system, newest first.',
    answers: { 200: z.array(SystemChange) },
    words: [404],
  },
  [`GET ${R}`]: {
    id: 'R1',
    summary: 'The systems that people may choose.',
    answers: { 200: z.array(ListedSystem) },
  },
  [`GET ${R}/:systemId`]: {
    id: 'R3',
    summary: 'One of them.',
    answers: { 200: ListedSystem },
    problems: [404],
  },
  [`GET ${R}/:systemId/rights`]: {
    id: 'R11',
    summary: 'Its rights.',
    answers: { 200: z.array(Right) },
  },
  [`GET ${R}/:systemId/accesspackages`]: {
    id: 'R12',
    summary: 'Its access packages.',
    answers: { 200: z.array(AccessPackage) },
  },
}
