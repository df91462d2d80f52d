import { expect } from 'vitest'
import { z } from 'zod'
import { decisionDesk } from './decision-desk.ts'
import { party } from './fixtures.ts'
import { resource } from './story-world.ts'

/** A question in the dialect of AuthZEN, about the story's resource unless it is given anew. */
export const authzenQuestion = (systemUser: string, changes: object = {}) => ({
  subject: { type: 'systemuser', id: systemUser },
  action: { name: 'read' },
  resource: { type: 'resource', id: resource, properties: { party } },
  ...changes,
})

export const Evaluation = z.object({
  decision: z.boolean(),
  context: z.looseObject({ reason: z.string().optional(), code: z.string().optional() }),
})
const Evaluations = z.object({ evaluations: z.array(Evaluation) })
const Found = z.object({
  page: z.object({ next_token: z.string(), count: z.number(), total: z.number() }),
  results: z.array(z.record(z.string(), z.unknown())),
})

/** The story's world, and somebody to ask the decision point about it in the dialect of AuthZEN. */
export async function authzenDesk() {
  const desk = await decisionDesk()
  const { world, asOwner } = desk
  const post = (path: string, body: unknown, token = asOwner, headers = {}) =>
    world.call(token, 'POST', `/access/v1/${path}`, { body, headers })
  const ok = async (path: string, body: unknown, token = asOwner): Promise<unknown> => {
    const answer = await post(path, body, token)
    expect(answer.statusCode).toBe(200)
    return answer.json()
  }
  return {
    ...desk,
    post,
    evaluate: async (body: unknown, token = asOwner) =>
      Evaluation.parse(await ok('evaluation', body, token)),
    evaluateAll: async (body: unknown, token = asOwner) =>
      Evaluations.parse(await ok('evaluations', body, token)).evaluations,
    search: async (what: 'subject' | 'resource' | 'action', body: unknown, token = asOwner) =>
      Found.parse(await ok(`search/${what}`, body, token)),
  }
}

export type AuthzenDesk = Awaited<ReturnType<typeof authzenDesk>>
