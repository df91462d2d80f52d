import { z } from 'zod'
import type { Operations } from '../operation.ts'

const A = '/access/v1'

const Context = z.looseObject({})
const Evaluation = z.strictObject({ decision: z.boolean(), context: Context })
const found = <One extends z.ZodType>(one: One) =>
  z.strictObject({
    page: z.strictObject({ next_token: z.string(), count: z.int(), total: z.int() }),
    context: z.strictObject({ position: z.string() }),
    results: z.array(one),
  })
const Subject = z.strictObject({ type: z.string(), id: z.string() })
const Resource = z.strictObject({
  ...Subject.shape,
  properties: z.strictObject({ party: z.string() }),
})

export const authzenOperations: Operations = {
  'GET /.well-known/authzen-configuration': {
    id: 'authzenConfiguration',
    summary: 'Where the decision point answers in the dialect of AuthZEN.',
    answers: { 200: z.record(z.string(), z.string()) },
  },
  [`POST ${A}/evaluation`]: {
    id: 'evaluate',
    summary: 'May this system user or person do this, with this resource, for this party?',
    answers: { 200: Evaluation },
    words: [400],
  },
  [`POST ${A}/evaluations`]: {
    id: 'evaluateMany',
    summary: 'Many questions with common defaults, all answered from one position of the log.',
    answers: { 200: [z.strictObject({ evaluations: z.array(Evaluation) }), Evaluation] },
    words: [400],
  },
  [`POST ${A}/search/subject`]: {
    id: 'searchSubjects',
    summary: 'Who may do this.',
    answers: { 200: found(Subject) },
    words: [400],
  },
  [`POST ${A}/search/resource`]: {
    id: 'searchResourcesAccessible',
    summary: 'With which resources, and for which parties, somebody may do this.',
    answers: { 200: found(Resource) },
    words: [400],
  },
  [`POST ${A}/search/action`]: {
    id: 'searchActions',
    summary: 'What somebody may do with a resource.',
    answers: { 200: found(z.strictObject({ name: z.string() })) },
    words: [400],
  },
}
