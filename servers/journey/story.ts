import { z } from 'zod'
import { type Answer, ask } from '../support/fetch-json.ts'
import { asPia, logInAsPia, roerOgVann } from './pia.ts'
import { askPdp, pdpToken } from './service-owner.ts'
import type { World } from './world.ts'

/** What has come about so far, and is needed further on. */
export type Memory = {
  readonly world: World
  /** Tells this run's system user from those of other runs. */
  readonly externalRef: string
  systemUser: string
  piasToken: string
  /** Of Pia's withdrawal: whoever sends it along is answered from there or later. */
  consistencyToken: string | undefined
}

export type Shown = Readonly<Record<string, unknown>>

export type StoryStep = {
  readonly name: string
  readonly says: string
  /** Does the step; what it returns is shown. @throws {NotAsTold} when it did not go as the story says. */
  readonly play: (memory: Memory) => Promise<Shown>
}

/** A step that went otherwise than the story says. */
export class NotAsTold extends Error {
  override readonly name = 'NotAsTold'
  readonly code = 'ERR_NOT_AS_TOLD'
}

function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status === status) return answer
  throw new NotAsTold(`expected ${status}, got ${answer.status}: ${answer.text.slice(0, 2000)}`)
}

function expectThat(holds: boolean, told: string, shown: unknown): void {
  if (!holds) throw new NotAsTold(`expected ${told}, got ${JSON.stringify(shown).slice(0, 2000)}`)
}

const Steps = z.array(z.object({ did: z.string(), status: z.number() }))
const Requested = z.looseObject({
  steps: Steps,
  request: z.looseObject({ id: z.string(), status: z.string(), confirmUrl: z.string().optional() }),
})
const Claims = z.object({
  claims: z.looseObject({
    authorization_details: z.tuple([
      z.looseObject({ systemuser_id: z.tuple([z.string()]), system_id: z.string() }),
    ]),
  }),
})
const History = z.looseObject({ events: z.array(z.looseObject({ type: z.string() })) })

const post = (base: string, path: string, json?: unknown): Promise<Answer> =>
  ask(new URL(path, base), {
    method: 'POST',
    ...(json !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    }),
  })

const didSteps = (answer: Answer): readonly string[] =>
  z
    .object({ steps: Steps })
    .parse(answer.json())
    .steps.map(({ did, status }) => `${did} (${status})`)

const customer = `/customers/${roerOgVann}`

export const story: readonly StoryStep[] = [
  {
    name: 'service owner sets up',
    says: 'Skatteetaten guards «Krav og betalinger» with a scope, and puts it with its policy into the resource registry',
    play: async ({ world }) => ({
      did: didSteps(expectStatus(await post(world.skatteetaten, '/setup'), 200)),
    }),
  },
  {
    name: 'vendor sets up',
    says: 'SmartCloud AS makes a client at Maskinporten and registers its system SmartRegnskap with the rights it needs',
    play: async ({ world }) => ({
      did: didSteps(expectStatus(await post(world.smartcloud, '/setup'), 200)),
    }),
  },
  {
    name: 'vendor asks',
    says: 'SmartCloud AS asks Rør og Vann AS for a system user, and gets a link to pass on',
    play: async (memory) => {
      const { world, externalRef } = memory
      const answer = expectStatus(
        await post(world.smartcloud, `${customer}/requests`, { externalRef }),
        201,
      )
      const { request } = Requested.parse(answer.json())
      expectThat(request.status === 'New', 'a new request', request)
      memory.systemUser = request.id
      return { id: request.id, status: request.status, confirmUrl: request.confirmUrl }
    },
  },
  {
    name: 'Pia approves',
    says: 'Pia, daily manager of Rør og Vann AS, logs in with ID-porten, reads what is asked for, and approves it',
    play: async (memory) => {
      memory.piasToken = await logInAsPia(memory.world)
      const path = `/authentication/api/v1/systemuser/request/${roerOgVann}/${memory.systemUser}`
      const asked = expectStatus(await asPia(memory.world, memory.piasToken, 'GET', path), 200)
      const approved = await asPia(memory.world, memory.piasToken, 'POST', `${path}/approve`)
      const { rights } = z.looseObject({ rights: z.unknown() }).parse(asked.json())
      return { asked: rights, approved: expectStatus(approved, 200).json() }
    },
  },
  {
    name: 'vendor polls',
    says: 'SmartCloud AS sees that the request is accepted',
    play: async ({ world, systemUser }) => {
      const url = new URL(`${customer}/requests/${systemUser}`, world.smartcloud)
      const { request } = Requested.parse(expectStatus(await ask(url), 200).json())
      expectThat(request.status === 'Accepted', 'the request to be accepted', request)
      return { status: request.status }
    },
  },
  {
    name: 'token',
    says: 'Maskinporten looks the system user up and issues a token with it',
    play: async ({ world, externalRef, systemUser }) => {
      const answer = await post(world.smartcloud, `${customer}/token`, { externalRef })
      const { claims } = Claims.parse(expectStatus(answer, 200).json())
      const [details] = claims.authorization_details
      expectThat(details.systemuser_id[0] === systemUser, `system user ${systemUser}`, details)
      return { claims }
    },
  },
  {
    name: 'service answers',
    says: 'Skatteetaten takes the token, asks the PDP, and answers with the claims on Rør og Vann AS',
    play: async ({ world, externalRef }) => {
      const url = new URL(`${customer}/krav?externalRef=${externalRef}`, world.smartcloud)
      const { krav } = z
        .looseObject({ krav: z.array(z.unknown()) })
        .parse(expectStatus(await ask(url), 200).json())
      return { krav }
    },
  },
  {
    name: 'PDP permits',
    says: 'Asked directly, the PDP says yes, and on what it rests: thumbs up',
    play: async ({ world, systemUser }) => {
      const decision = await askPdp(world, await pdpToken(world), { systemUser })
      expectThat(decision.decision === 'Permit', 'Permit', decision)
      return decision
    },
  },
  {
    name: 'Pia withdraws',
    says: 'Pia withdraws the power of attorney',
    play: async (memory) => {
      const path = `/authentication/api/v1/systemuser/${roerOgVann}/${memory.systemUser}`
      const answer = await asPia(memory.world, memory.piasToken, 'DELETE', path)
      memory.consistencyToken =
        expectStatus(answer, 202).headers.get('consistency-token') ?? undefined
      return { status: answer.status, consistencyToken: memory.consistencyToken }
    },
  },
  {
    name: 'PDP refuses',
    says: 'The very next question to the PDP is answered with no',
    play: async ({ world, systemUser, consistencyToken }) => {
      const decision = await askPdp(world, await pdpToken(world), { systemUser, consistencyToken })
      expectThat(decision.decision === 'NotApplicable', 'NotApplicable', decision)
      return decision
    },
  },
  {
    name: 'no new token',
    says: 'Maskinporten refuses a new token, in its own words',
    play: async ({ world, externalRef }) => {
      const answer = await post(world.smartcloud, `${customer}/token`, { externalRef })
      const refusal = z
        .looseObject({ error: z.string(), error_description: z.string(), error_uri: z.string() })
        .parse(expectStatus(answer, 400).json())
      const { error, error_description, error_uri } = refusal
      expectThat(error === 'invalid_altinn_customer_configuration', 'MP-303', refusal)
      return { error, error_description, error_uri }
    },
  },
  {
    name: 'old token is of no use',
    says: 'Skatteetaten turns the old token away, though it has not expired',
    play: async ({ world }) => {
      const url = new URL(`${customer}/krav?reuseToken=true`, world.smartcloud)
      const { title } = z
        .looseObject({ title: z.string() })
        .parse(expectStatus(await ask(url), 403).json())
      return { status: 403, title }
    },
  },
  {
    name: 'history',
    says: 'Every step of the system user is on record: what, when, and by whom',
    play: async ({ world, piasToken, systemUser }) => {
      const path = `/audit/api/v1/systemusers/${systemUser}/history`
      const { events } = History.parse(
        expectStatus(await asPia(world, piasToken, 'GET', path), 200).json(),
      )
      const types = events.map(({ type }) => type)
      const told = [
        'SystemUserRequested',
        'DelegationGranted',
        'SystemUserApproved',
        'SystemUserRevoked',
      ]
      expectThat(types.join() === told.join(), told.join(', '), types)
      return { events }
    },
  },
]
