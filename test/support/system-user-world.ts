import { z } from 'zod'
import type { ApiWorld } from './api-world.ts'
import { owner, party, pia, vendor } from './fixtures.ts'
import {
  authorizePath,
  pdpScope,
  question,
  requestBody,
  requestPath,
  storyWorld,
  system,
  systemUserPath,
  writeScope,
} from './story-world.ts'

const own = Number(party)
const Made = z.object({ id: z.string() })
const Decided = z.object({ response: z.array(z.object({ decision: z.string() })) })
type Changes = Readonly<Record<string, unknown>>

/** The story up to its first request, with the steps by which a system user comes into being. */
export async function systemUserWorld() {
  const world: ApiWorld = await storyWorld()
  const pias = await world.person(pia)
  const create = (changes: Changes = {}, token = pias, at = own) =>
    world.call(token, 'POST', `${systemUserPath}/${at}/create`, {
      body: { integrationTitle: 'Vårt regnskap', systemId: system, ...changes },
    })
  const ask = async (changes: Changes = {}): Promise<string> => {
    const token = await world.organisation(vendor, writeScope)
    const body = requestBody(changes)
    const made = await world.call(token, 'POST', `${requestPath}/vendor`, { body })
    return Made.parse(made.json()).id
  }
  const answer = (id: string, verb: string) =>
    world.call(pias, 'POST', `${requestPath}/${own}/${id}/${verb}`)
  return {
    world,
    pias,
    create,
    ask,
    answer,
    created: async (): Promise<string> => Made.parse((await create()).json()).id,
    approved: async (changes: Changes = {}): Promise<string> => {
      const id = await ask(changes)
      await answer(id, 'approve')
      return id
    },
    decisionOn: async (id: string): Promise<string | undefined> => {
      const token = await world.organisation(owner, pdpScope)
      const decided = await world.call(token, 'POST', authorizePath, { body: question(id) })
      return Decided.parse(decided.json()).response[0]?.decision
    },
  }
}
