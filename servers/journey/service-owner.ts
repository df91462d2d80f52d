import { z } from 'zod'
import { systemClock } from '../support/clock.ts'
import { ask } from '../support/fetch-json.ts'
import { getToken } from '../support/maskinporten-client.ts'
import { readStoryClient } from '../support/story-client.ts'
import { xacmlRequest } from '../skatteetaten/decision.ts'
import { resource, skatteetaten } from '../skatteetaten/server.ts'
import { roerOgVann } from './pia.ts'
import type { World } from './world.ts'

/** A token of Skatteetaten's own with which it may ask the PDP. */
export async function pdpToken({ maskinporten, api, storyKeysPath }: World): Promise<string> {
  const issuer = maskinporten
  const client = await readStoryClient(storyKeysPath, skatteetaten, { issuer, now: systemClock })
  const { access_token } = await getToken(client, { scopes: ['altinn:authorization/authorize'] })
  const exchange = new URL('/authentication/api/v1/exchange/maskinporten', api)
  const headers = { authorization: `Bearer ${access_token}` }
  return (await ask(exchange, { headers })).text.trim().replaceAll('"', '')
}

const Decision = z.object({
  response: z.tuple([
    z.object({
      decision: z.string(),
      status: z.object({ statusMessage: z.string().nullable() }),
      obligations: z.array(z.unknown()).nullable(),
    }),
  ]),
})

export type PdpAnswer = {
  readonly decision: string
  readonly reason: string | null
  readonly obligations: unknown
}

/** May the system user read the claims on Rør og Vann AS? */
export async function askPdp(
  { api }: World,
  token: string,
  asked: { readonly systemUser: string; readonly consistencyToken?: string | undefined },
): Promise<PdpAnswer> {
  const question = { systemUserId: asked.systemUser, action: 'read', resource, orgNo: roerOgVann }
  const answer = await ask(new URL('/authorization/api/v1/authorize', api), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(asked.consistencyToken !== undefined && { 'consistency-token': asked.consistencyToken }),
    },
    body: JSON.stringify(xacmlRequest(question)),
  })
  const [{ decision, status, obligations }] = Decision.parse(answer.json()).response
  return { decision, reason: status.statusMessage, obligations }
}
