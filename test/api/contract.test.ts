import type { LightMyRequestResponse } from 'fastify'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { problems } from '../../api/problems.ts'
import type { ApiWorld } from '../support/api-world.ts'
import { ola, party, pia, vendor } from '../support/fixtures.ts'
import { differences, shapes } from '../support/shape.ts'
import { requestBody, requestPath, storyWorld, writeScope } from '../support/story-world.ts'
import { accessListCases } from './cases/access-lists.ts'
import { agentRequestCases } from './cases/agent-requests.ts'
import { catalogueCases } from './cases/catalogue.ts'
import { changeCases } from './cases/changes.ts'
import { clientCases } from './cases/clients.ts'
import { partyCases } from './cases/parties.ts'
import { registryCases } from './cases/registry.ts'
import { requestCases } from './cases/requests.ts'
import { resourceCases } from './cases/resources.ts'
import { notMet, restCases } from './cases/rest.ts'
import { systemUserCases } from './cases/system-users.ts'
import { systemUserRouteCases } from './cases/system-user-routes.ts'
import { systemCases } from './cases/systems.ts'

// What we answer beside the contract: bodies where it has none, and reasons where it has null.
const ours = [
  'detail',
  'traceId',
  'response[].status.statusMessage',
  'redirectUrl',
  'data[].redirectUrl',
  // The tokens of the recordings named no client.
  '[].clientId',
  '[].redirectUrl',
]
// Members that are there in some cases, though each case that was recorded had them; and one that we do not keep.
const notAlways =
  /^(?:validationErrors.*|\[\]\.changedData.*|rights\[\]\.action|\[\]\.action|versionId|links\.next|data\[\]\.rights\[\]\.action|\[\]\.rights\[\]\.action) is missing$/u

// What the owner of a resource may write of it, and ours did not.
const notWritten =
  /^\[\]\.(?:authorizationReference|availableForType|consent\w+|contactPoints|(?:rightDescription|description|title|hasCompetentAuthority\.name)\.[\w-]+|isPartOf|produces|resourceReferences|spatial|status|version) is missing$/u

const asText = z.string()
const Coded = z.object({ code: z.string() })
const Validation = z.object({ validationErrors: z.array(z.object({ code: z.string() })) })

/** Compares an answer with the recording of its route and status; 401, 403 and the like have a body with us. */
function conforms(method: string, route: string, answer: LightMyRequestResponse): void {
  const shape = shapes.find(
    (one) => one.method === method && one.route === route && one.status === answer.statusCode,
  )
  if (shape === undefined) throw new Error(`${method} ${route} ${answer.statusCode} was not seen`)
  const type = asText.optional().parse(answer.headers['content-type']) ?? '-'
  if (shape.fields['(body)']?.startsWith('empty') && answer.statusCode >= 401) return
  expect(shape.contentType).toContain(type)
  if (!type.includes('json')) return
  const wrong = differences(answer.json(), shape, ours)
  const isOfOwners = route.startsWith('/resourceregistry/')
  const isTaken = (one: string) => notAlways.test(one) || (isOfOwners && notWritten.test(one))
  expect(wrong.filter((one) => !isTaken(one))).toEqual([])
}

const safeJson = (answer: LightMyRequestResponse): unknown =>
  String(answer.headers['content-type']).includes('json') ? answer.json() : undefined

describe('the wire contract', () => {
  let world: ApiWorld
  let id: string
  const seen = new Set<string>()
  const party9 = Number(party)

  beforeAll(async () => {
    world = await storyWorld()
    const token = await world.organisation(vendor, writeScope)
    const made = await world.call(token, 'POST', `${requestPath}/vendor`, { body: requestBody() })
    id = z.object({ id: z.string() }).parse(made.json()).id
  })

  const note = (answer: LightMyRequestResponse): void => {
    const coded = Coded.safeParse(safeJson(answer)).data
    if (coded) seen.add(coded.code)
    const errors = Validation.safeParse(safeJson(answer)).data?.validationErrors ?? []
    for (const { code } of errors) seen.add(code)
  }
  const cases = [
    ...systemCases,
    ...catalogueCases,
    ...requestCases,
    ...agentRequestCases,
    ...systemUserCases,
    ...changeCases,
    ...systemUserRouteCases,
    ...clientCases,
    ...restCases,
    ...resourceCases,
    ...accessListCases,
    ...registryCases,
    ...partyCases,
  ]

  test.each(
    cases.map(([name, call, method, route, status, code]) => ({
      name,
      call,
      method,
      route,
      status,
      code,
    })),
  )('$name', async ({ call, method, route, status, code }) => {
    const answer = await call(world, id)
    expect([answer.statusCode, answer.body.slice(0, 300)]).toEqual([status, expect.any(String)])
    conforms(method, route, answer)
    note(answer)
    if (code !== undefined) expect(answer.body).toContain(code)
  })

  test('somebody with another role may pass a request on, a stranger may not see it', async () => {
    const token = await world.organisation(vendor, writeScope)
    const made = await world.call(token, 'POST', `${requestPath}/vendor`, {
      body: requestBody({ externalRef: 'escalated' }),
    })
    const { id: other } = z.object({ id: z.string() }).parse(made.json())
    const olas = await world.person(ola)
    const seenByOla = await world.call(olas, 'GET', `${requestPath}/${other}`)
    expect(seenByOla.json()).toMatchObject({ userMayEscalateButNotApprove: true })
    const path = `${requestPath}/${party9}/${other}`
    expect((await world.call(olas, 'POST', `${path}/approve`)).statusCode).toBe(403)
    expect((await world.call(olas, 'POST', `${path}/escalate`)).body).toBe('true')
    const stranger = await world.person('5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a98')
    const refused = await world.call(stranger, 'GET', `${requestPath}/${other}`)
    expect(refused.json()).toMatchObject({ code: 'AUTH-00066', status: 403 })
    world.clock += 181 * 86_400_000
    const fresh = await world.person(pia, {
      exp: Math.floor(world.clock / 1000) + 600,
      iat: Math.floor(world.clock / 1000),
    })
    const late = await world.call(fresh, 'POST', `${path}/approve`)
    expect(late.json()).toMatchObject({ code: 'AUTH-00013' })
    expect((await world.call(fresh, 'GET', path)).json()).toMatchObject({
      status: 'New',
      timedOut: true,
    })
  })

  test('every answer that was recorded is met, or is not for a reason', () => {
    const met = new Set(cases.map(([, , method, route, status]) => `${method} ${route} ${status}`))
    const recorded = shapes
      .filter(({ route }) => route.startsWith('/authentication/api/v1/system'))
      .concat(shapes.filter(({ route }) => route.startsWith('/authentication/api/v1/enduser')))
      .map(({ method, route, status }) => `${method} ${route} ${status}`)
    expect(recorded).toHaveLength(190)
    const missing = recorded.filter((one) => !met.has(one))
    expect(missing.toSorted()).toEqual(Object.keys(notMet).toSorted())
  })

  test('every answer about access lists that was recorded is met', () => {
    const met = new Set(cases.map(([, , method, route, status]) => `${method} ${route} ${status}`))
    const recorded = shapes
      .filter(({ route }) => /access-?lists?/u.test(route))
      .map(({ method, route, status }) => `${method} ${route} ${status}`)
    expect(recorded).toHaveLength(51)
    expect(recorded.filter((one) => !met.has(one))).toEqual([])
  })

  test('nearly every problem of the table was given once', () => {
    const codes = Object.values(problems).flatMap((one) => ('code' in one ? [one.code] : []))
    const packages = [
      'AUTH-00052',
      'AUTH-00053',
      'AUTH-00064',
      'AUTH-00065',
      'AUTH.VLD-00018',
      'AUTH-00080',
    ]
    const rest = new Set([
      'AUTH-00016',
      'AUTH-00068',
      'AUTH-00069',
      'AUTH-00071',
      'AUTH-00061',
      'AUTH.VLD-00017',
      ...packages,
    ])
    expect([...new Set(codes)].filter((code) => !seen.has(code) && !rest.has(code))).toEqual([])
    expect(world.faults).toEqual([])
  })
})
