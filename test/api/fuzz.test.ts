import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Route } from '../../api/http/route.ts'
import { openapiDocument } from '../../api/openapi/document.ts'
import { consumer } from '../support/api-fixture.ts'
import { apiWorld } from '../support/api-world.ts'
import { ola, party, pia } from '../support/fixtures.ts'
import { fromSchema, Schema } from '../support/from-schema.ts'
import { nameOf, organisationFor, rows } from '../support/isolation/rows.ts'
import { type Isolated, isolatedWorld } from '../support/isolation/world.ts'
import { policyForm, policyXml } from '../support/story-world.ts'

// Every call is made from the API's own document, and every answer is held against it by the world that gives it.

const rounds = 20
const callsOfARound = 2500

const Operation = z.object({
  parameters: z.array(
    z.union([
      z.looseObject({ name: z.string(), in: z.string(), schema: Schema }),
      z.strictObject({ $ref: z.string() }),
    ]),
  ),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: Schema })) }).optional(),
})
const { routes } = await apiWorld()
const document = openapiDocument(routes)
const paths = z.record(z.string(), z.record(z.string(), Operation)).parse(document.paths)

type FuzzedCall = {
  readonly route: Route
  readonly url: string
  readonly body: unknown
  readonly by: 'right' | 'nobody' | 'other'
}

/** What there is to be named, and what of it is meant by the names that paths and queries use. */
type Vocabulary = {
  readonly words: readonly string[]
  readonly meant: Readonly<Record<string, readonly string[]>>
}

function vocabularyOf({ own, foreign, nothing }: Isolated): Vocabulary {
  const known = [own, foreign, nothing].flatMap((ids) => Object.values(ids))
  const requests = [own.request, own.agentRequest, own.change]
  const systems = [own.system, own.userSystem, own.visibleSystem]
  const users = [own.user, own.agent]
  return {
    words: [...new Set([...known, 'urn:altinn:resource', 'true', 'read'])],
    meant: {
      party: [own.party, party],
      orgNo: [party],
      orgno: [party],
      requestId: requests,
      systemId: systems,
      'system-id': systems,
      systemUserId: users,
      'system-user-id': users,
      agent: [own.agent],
      jobId: [own.job],
      id: [own.user, own.resource],
      facilitator: [own.partyUuid],
      facilitatorId: [own.partyUuid],
      provider: [own.partyUuid],
      partyUuid: [own.partyUuid],
      client: [own.client],
      externalRef: [own.externalRef, 'waiting', party],
      'external-ref': [own.externalRef, party],
      clientId: ['eget'],
      systemProviderOrgNo: [own.vendor],
      systemUserOwnerOrgNo: [party],
    },
  }
}

/** A call to a route as the document describes it, and now and then a little beside it. */
function callTo(route: Route, { words, meant }: Vocabulary): fc.Arbitrary<FuzzedCall> {
  const path = route.path.replaceAll(/:(\w+)/gu, '{$1}')
  const operation = paths[path]?.[route.method.toLowerCase()] ?? expect.fail(`no ${path}`)
  const parameters = operation.parameters.flatMap((some) => ('name' in some ? [some] : []))
  const valueOf = (name: string, schema: Schema) =>
    fc.oneof(
      { weight: 1, arbitrary: fromSchema(schema, words).map((value) => textOf(value)) },
      { weight: 4, arbitrary: fc.constantFrom(...(meant[name] ?? words)) },
    )
  const inPlace = (place: string) =>
    Object.fromEntries(
      parameters
        .filter((some) => some.in === place)
        .map(({ name, schema }) => [name, valueOf(name, schema)]),
    )
  const schema = operation.requestBody?.content['application/json']?.schema
  return fc
    .record({
      params: fc.record(inPlace('path')),
      query: fc.record(inPlace('query'), { requiredKeys: [] }),
      body: schema ? fromSchema(schema, words) : fc.constant(undefined),
      by: fc.constantFrom('right', 'right', 'right', 'right', 'right', 'nobody', 'other'),
    })
    .map(({ params, query, body, by }) => {
      const filled = route.path.replaceAll(/:(\w+)/gu, (_, name: string) =>
        encodeURIComponent(params[name] ?? 'x'),
      )
      const asked = Object.entries(query)
        .map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`)
        .join('&')
      return { route, url: asked === '' ? filled : `${filled}?${asked}`, body, by }
    })
}

const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed() || 'x'

/** Whom a call is by: the one whom the route is for, nobody, or somebody else with the right scope. */
async function tokenFor(
  { world }: Isolated,
  { route, by }: FuzzedCall,
): Promise<string | undefined> {
  const row = rows[nameOf(route)]
  if (by === 'nobody' || row === undefined) return undefined
  const scope = route.access.scopes[0] ?? ''
  const orgNo = organisationFor(row)
  if (orgNo === undefined) return world.person(by === 'other' ? ola : pia, { scope })
  const number = by === 'other' ? '310702641' : orgNo
  return world.maskinporten.sign({ consumer: consumer(number), client_id: 'a', scope })
}

const isReservation = (stream: string): boolean => stream.startsWith('reservation-')

async function one(story: Isolated, call: FuzzedCall): Promise<number> {
  const { world } = story
  const recorded = (): number => world.log.filter(({ stream }) => !isReservation(stream)).length
  const before = recorded()
  const token = await tokenFor(story, call)
  const sent = call.route.takes === 'form' ? policyForm(policyXml) : bodyOf(call.body)
  const { statusCode } = await world.call(token, call.route.method, call.url, sent)
  expect(statusCode).toBeLessThan(500)
  if (statusCode >= 400) expect(recorded()).toBe(before)
  return statusCode
}

const bodyOf = (body: unknown) => (body === undefined ? {} : { body })

test.each(Array.from({ length: rounds }, (_, round) => ({ round })))(
  'whatever the document allows is answered as it says, round $round',
  async ({ round }) => {
    const story = await isolatedWorld()
    const vocabulary = vocabularyOf(story)
    const opened = new Set<string>()
    const call = fc.oneof(...routes.map((route) => callTo(route, vocabulary)))
    await fc.assert(
      fc.asyncProperty(call, async (fuzzed) => {
        if ((await one(story, fuzzed)) < 300) opened.add(nameOf(fuzzed.route))
      }),
      { numRuns: callsOfARound, seed: round, endOnFailure: true },
    )
    expect(story.world.faults).toEqual([])
    // Calls that are all refused would show little.
    expect(opened.size).toBeGreaterThan(routes.length / 3)
  },
)
