import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Clock } from './clock.ts'
import type { MaskinportenClient } from './maskinporten-client.ts'
import { PrivateRsaJwk } from './rsa-keys.ts'

const StoryKeys = z.object({
  organisations: z.array(
    z.object({ orgNo: z.string(), clientId: z.string(), privateJwk: PrivateRsaJwk }),
  ),
})

/**
 * The client that Maskinporten made for an organisation at its first start, read from where it was
 * handed over.
 *
 * @throws when the file is not there, or has no key for the organisation.
 */
export async function readStoryClient(
  path: string,
  orgNo: string,
  { issuer, now }: { readonly issuer: string; readonly now: Clock },
): Promise<MaskinportenClient> {
  const { organisations } = StoryKeys.parse(JSON.parse(await readFile(path, 'utf8')))
  const found = organisations.find((organisation) => organisation.orgNo === orgNo)
  if (found === undefined) throw new Error(`${path} has no key for ${orgNo}`)
  return { issuer, now, clientId: found.clientId, privateJwk: found.privateJwk }
}
