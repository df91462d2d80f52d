import { z } from 'zod'
import { questionOf } from '../../test/support/scene/question.ts'
import { call, customer, type Scene } from '../../test/support/scene/scene.ts'

export type Refusals = { readonly p99Ms: number; readonly permitsWithToken: number }

const Answer = z.object({ response: z.tuple([z.object({ decision: z.string() })]) })

/**
 * Withdraws one system user after the other. From the moment it is acknowledged, the PDP is asked without a token until
 * it says no; every second one is asked with the token of the withdrawal instead, once.
 */
export async function revokeToRefusal(
  api: string,
  tokens: Scene['tokens'],
  ids: readonly string[],
): Promise<Refusals> {
  const waits: number[] = []
  let permitsWithToken = 0
  for (const [i, id] of ids.entries()) {
    const path = `/authentication/api/v1/systemuser/${customer}/${id}`
    const acknowledged = await call(api, path, { method: 'DELETE', token: tokens.person })
    const since = performance.now()
    const token = acknowledged.headers.get('consistency-token')
    if (i % 2 === 1 && token !== null) {
      if ((await decision(api, tokens.pdp, id, token)) === 'Permit') permitsWithToken += 1
      continue
    }
    while ((await decision(api, tokens.pdp, id)) === 'Permit');
    waits.push(performance.now() - since)
  }
  const sorted = waits.toSorted((a, b) => a - b)
  return { p99Ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0, permitsWithToken }
}

async function decision(
  api: string,
  bearer: string,
  systemUser: string,
  consistencyToken?: string,
): Promise<string> {
  const response = await fetch(new URL('/authorization/api/v1/authorize', api), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
      'content-type': 'application/json',
      ...(consistencyToken !== undefined && { 'consistency-token': consistencyToken }),
    },
    body: questionOf(systemUser),
  })
  return Answer.parse(await response.json()).response[0].decision
}
