import { z } from 'zod'
import { aggregates } from '../../application/aggregates.ts'
import type { HeldRole } from '../../domain/party/state.ts'
import type { OrgNo } from '../../domain/values.ts'
import { accounting, agentBody, offerPackages } from './agent-story.ts'
import type { ApiWorld } from './api-world.ts'
import { deriveId } from './derive-id.ts'
import { context, ola, otherParty, party, pia, vendor } from './fixtures.ts'
import {
  authorizePath,
  pdpScope,
  question,
  requestPath,
  resource,
  storyWorld,
  systemUserPath,
  writeScope,
} from './story-world.ts'
import { owner } from './fixtures.ts'

const Made = z.object({ id: z.string() })
const Decided = z.object({
  response: z.array(
    z.object({ decision: z.string(), status: z.object({ statusMessage: z.string().nullable() }) }),
  ),
})

export const uuidOf = (orgNo: string): string => deriveId('party', orgNo)

const accountant = (facilitator: OrgNo): HeldRole => ({
  role: 'regnskapsforer',
  holder: { type: 'organisation', orgNo: facilitator },
})

/** The register says anew what an organisation is, and who holds which role there. */
export async function registerSays(
  { store }: Pick<ApiWorld, 'store'>,
  orgNo: OrgNo,
  roles: readonly HeldRole[],
  form = 'AS',
): Promise<void> {
  count += 1
  const by = context(`register says ${count}`)
  const known = { orgNo, uuid: uuidOf(orgNo), name: `Selskap ${orgNo}`, form, roles, at: by.at }
  await aggregates(store).parties.execute(orgNo, { type: 'RecordParty', ...known }, by)
}

let count = 0

/**
 * A facilitator, the party of the story, led by Pia, with an agent that asks for one accountant's package; and a client
 * of it, whose accountant it is.
 */
export async function clientWorld() {
  const world = await storyWorld()
  const { store } = world
  await registerSays({ store }, otherParty, [
    { role: 'daglig-leder', holder: { type: 'person', person: ola } },
    accountant(party),
  ])
  await offerPackages(world, [accounting])
  const token = await world.organisation(vendor, writeScope)
  const pias = await world.person(pia)
  const body = agentBody()
  const made = await world.call(token, 'POST', `${requestPath}/vendor/agent`, { body })
  const { id: agent } = Made.parse(made.json())
  await world.call(pias, 'POST', `${requestPath}/agent/${Number(party)}/${agent}/approve`)
  const base = `${systemUserPath}/agent/${Number(party)}`
  return {
    world,
    pias,
    agent,
    base,
    accountantOf: accountant,
    assign: (client = otherParty, by = pias) =>
      world.call(by, 'POST', `${base}/${agent}?client=${uuidOf(client)}&provider=${uuidOf(party)}`),
    remove: (client = otherParty, by = pias) =>
      world.call(
        by,
        'DELETE',
        `${base}/${agent}/client?client=${uuidOf(client)}&provider=${uuidOf(party)}`,
      ),
    /** What the decision point says of the agent and a party: yes or no, and why. */
    decisionFor: async (orgNo: string = otherParty): Promise<readonly string[]> => {
      const asker = await world.organisation(owner, pdpScope)
      const asked = question(agent, {
        Resource: [
          {
            Attribute: [
              { AttributeId: 'urn:altinn:resource', Value: resource },
              { AttributeId: 'urn:altinn:organization:identifier-no', Value: orgNo },
            ],
          },
        ],
      })
      const decided = await world.call(asker, 'POST', authorizePath, { body: asked })
      const [one] = Decided.parse(decided.json()).response
      return [one?.decision ?? '', one?.status.statusMessage ?? '']
    },
  }
}
