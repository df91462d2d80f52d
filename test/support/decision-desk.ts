import { expect } from 'vitest'
import { z } from 'zod'
import { owner } from './fixtures.ts'
import { authorizePath, pdpScope } from './story-world.ts'
import { systemUserWorld } from './system-user-world.ts'

const Response = z.object({
  response: z.array(
    z.object({
      decision: z.string(),
      status: z.object({
        statusMessage: z.string(),
        statusCode: z.object({ value: z.string() }),
      }),
      obligations: z.array(z.unknown()).nullable(),
      category: z
        .array(z.object({ attribute: z.array(z.object({ value: z.string() })) }))
        .nullable(),
    }),
  ),
})

/** The story's world with one system user, and somebody to ask the decision point about it. */
export async function decisionDesk() {
  const story = await systemUserWorld()
  const { world, approved } = story
  const asOwner = await world.organisation(owner, pdpScope)
  const id = await approved()
  const put = async (body: unknown, token = asOwner, path = authorizePath) => {
    const answer = await world.call(token, 'POST', path, { body })
    expect(answer.statusCode).toBe(200)
    const { response } = Response.parse(answer.json())
    return response.map(({ decision, status, ...rest }) => ({
      said: `${decision}/${status.statusCode.value.split(':').at(-1) ?? ''}`,
      why: status.statusMessage,
      ...rest,
    }))
  }
  const said = async (body: unknown, token = asOwner, path = authorizePath) =>
    (await put(body, token, path)).map((one) => one.said)
  return { ...story, id, asOwner, put, said }
}

export type DecisionDesk = Awaited<ReturnType<typeof decisionDesk>>
