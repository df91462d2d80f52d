import type { JWTPayload } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Route } from '../../api/http/route.ts'
import type { OrgNo } from '../../domain/values.ts'
import { consumer, nowSeconds } from '../support/api-fixture.ts'
import { apiWorld } from '../support/api-world.ts'
import { ola, otherOwner, otherVendor, party, pia, vendor } from '../support/fixtures.ts'
import { type Cell, nameOf, organisationFor, type Row, rows } from '../support/isolation/rows.ts'
import { openRoutes } from '../support/isolation/open-routes.ts'
import { type Ids, type Isolated, isolatedWorld, per } from '../support/isolation/world.ts'
import { policyForm, policyXml } from '../support/story-world.ts'

const { routes } = await apiWorld()
const guarded = routes.filter((route) => !(nameOf(route) in openRoutes))
const rowOf = (route: Route): Row =>
  rows[nameOf(route)] ?? expect.fail(`no row for ${nameOf(route)}`)

test('every route is open for a reason, or has a row', () => {
  const known = new Set([...Object.keys(openRoutes), ...Object.keys(rows)])
  expect(routes.map(nameOf).filter((name) => !known.has(name))).toEqual([])
  expect([...known].filter((name) => !routes.map(nameOf).includes(name))).toEqual([])
  for (const route of routes)
    expect(route.access.kind === 'anyone').toBe(nameOf(route) in openRoutes)
})

let story: Isolated
beforeAll(async () => {
  story = await isolatedWorld()
})

type Token = string | undefined

const sent = ({ body, form }: Cell) =>
  form ? policyForm(policyXml) : { ...(body !== undefined && { body }) }

async function ask(token: Token, { method }: Route, cell: Cell, ifMatch?: string) {
  const call = sent(cell)
  const headers = {
    ...('headers' in call && call.headers),
    ...(ifMatch && { 'if-match': ifMatch }),
  }
  const { statusCode, body } = await story.world.call(token, method, cell.url, { ...call, headers })
  return { statusCode, body }
}

/** What is said, without what was asked and the trace. */
function said({ statusCode, body }: { statusCode: number; body: string }, ids: Ids): string {
  let text = body.replaceAll(/00-[0-9a-f]{32}-[0-9a-f]{16}-00/gu, 'trace')
  for (const [name, id] of Object.entries(ids)) text = text.replaceAll(id, name)
  return `${statusCode} ${text}`
}

const organisation = (orgNo: OrgNo, scope: string, more: JWTPayload = {}) =>
  story.world.maskinporten.sign({ consumer: consumer(orgNo), client_id: 'a', scope, ...more })

const person = (ref: string, scope: string, more: JWTPayload = {}) =>
  story.world.altinn.sign({
    'urn:altinn:party:uuid': ref,
    'urn:altinn:userid': 20_000_001,
    'urn:altinn:authlevel': 4,
    scope,
    ...more,
  })

/** A token of the one whom a route is for, with other claims. */
function rightToken(route: Route, more: JWTPayload = {}): Promise<string> {
  const orgNo = organisationFor(rowOf(route))
  const scope = route.access.scopes[0] ?? ''
  if (rowOf(route).who === 'system-user')
    return organisation(vendor, scope, { ...ofSystemUser(), ...more })
  return orgNo ? organisation(orgNo, scope, more) : person(pia, scope, more)
}

const ofSystemUser = (): JWTPayload => ({
  authorization_details: [
    {
      type: 'urn:altinn:systemuser',
      systemuser_org: consumer(party),
      systemuser_id: [story.own.user],
      system_id: story.own.system,
    },
  ],
})

const badTokens: readonly (readonly [string, (route: Route) => Promise<Token>])[] = [
  ['no token', async () => undefined],
  [
    'an expired token',
    (route) => rightToken(route, { iat: nowSeconds - 600, exp: nowSeconds - 60 }),
  ],
  ['one not yet valid', (route) => rightToken(route, { nbf: nowSeconds + 600 })],
  ['one of another issuer', (route) => rightToken(route, { iss: 'https://issuer.example/' })],
  ['one for another audience', (route) => rightToken(route, { aud: 'https://api.example/' })],
  ['an id token', (route) => rightToken(route, { nonce: 'n' })],
]

const wrongTokens: typeof badTokens = [
  ['another scope', (route) => rightToken(route, { scope: 'altinn:another/scope' })],
  [
    'a system user’s token, or one of none',
    (route) =>
      rowOf(route).who === 'system-user'
        ? organisation(vendor, route.access.scopes[0] ?? '')
        : rightToken(route, ofSystemUser()),
  ],
  ['an auditor’s token', (route) => rightToken(route, { scope: 'systembruker:audit.read' })],
]

describe.each(guarded.map((route) => ({ name: nameOf(route), route })))('$name', ({ route }) => {
  const unrecorded = async (act: () => Promise<void>): Promise<void> => {
    const before = story.world.log.length
    await act()
    expect(story.world.log).toHaveLength(before)
  }

  test.each(badTokens)('is closed to %s', async (_, tokenFor) =>
    unrecorded(async () => {
      const { statusCode } = await ask(await tokenFor(route), route, rowOf(route).at(story.own))
      expect(statusCode).toBe(401)
    }),
  )

  test.each(wrongTokens)('is closed to %s', async (_, tokenFor) =>
    unrecorded(async () => {
      const { statusCode } = await ask(await tokenFor(route), route, rowOf(route).at(story.own))
      expect(statusCode).toBe(403)
    }),
  )

  /** The same is said of what is there and of what is not; or it is everybody's, and names nothing of anybody else. */
  const tellsNothing = async (token: Token, there: Ids, nowhere = story.nothing): Promise<void> =>
    unrecorded(async () => {
      const row = rowOf(route)
      for (const ifMatch of route.takesIfMatch ? [undefined, '*', '"1"'] : [undefined]) {
        const real = await ask(token, route, row.at(there), ifMatch)
        if (row.isEverybodys) return
        expect(real.statusCode).toBeGreaterThanOrEqual(400)
        const missing = await ask(token, route, row.at(nowhere), ifMatch)
        if (row.tellsApart) expect(real.statusCode).toBeLessThan(500)
        else expect(said(real, there)).toBe(said(missing, nowhere))
      }
    })
  const scope = (): string => route.access.scopes[0] ?? ''

  test('tells another organisation nothing', async () => {
    const other = rowOf(route).who === 'owner' ? otherOwner : otherVendor
    await tellsNothing(await organisation(other, scope()), story.own)
  })

  test('tells its own vendor nothing of another vendor’s', async () => {
    if (rowOf(route).who !== 'vendor') return
    const nowhere = { ...story.nothing, vendor: otherVendor, system: `${otherVendor}_none` }
    await tellsNothing(await organisation(vendor, scope()), story.foreign, nowhere)
  })

  test('tells its own vendor nothing of another’s request by way of its own system', async () => {
    const { who, makesOwn } = rowOf(route)
    if (who !== 'vendor' || makesOwn) return
    const { request, change, user, externalRef } = story.foreign
    const mixed = { ...story.nothing, request, change, user, externalRef }
    await tellsNothing(await organisation(vendor, scope()), mixed)
  })

  test('tells a person of another organisation nothing', async () => {
    await tellsNothing(await person(per, scope()), story.own)
  })

  test('tells a person without the right to it nothing', async () => {
    if (rowOf(route).isForAnyRole) return
    await tellsNothing(await person(ola, scope()), story.own)
  })

  test('opens to the one whom it is for', async () => {
    if (route.method !== 'GET') story = await isolatedWorld()
    const row = rowOf(route)
    const { statusCode, body } = await ask(await rightToken(route), route, row.at(story.own))
    // What can be refused to the right one as well: it is there already, or is for clients alone.
    const reasons = ['AUTH-00064', 'VLD-00002', 'There is a resource with this id.']
    if (!reasons.some((reason) => body.includes(reason)))
      expect([statusCode < 300, body]).toEqual([true, body])
    if (route.method !== 'GET') story = await isolatedWorld()
  })
})
