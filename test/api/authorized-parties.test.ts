import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { authenticator } from '../../api/authentication.ts'
import { TokenClaims } from '../../application/access-token.ts'
import { aggregates } from '../../application/aggregates.ts'
import { OrgNo } from '../../domain/values.ts'
import { accounting } from '../support/agent-story.ts'
import { consumer } from '../support/api-fixture.ts'
import { clientWorld, registerSays, uuidOf } from '../support/client-world.ts'
import { context, ola, otherParty, owner, party, vendor } from '../support/fixtures.ts'
import {
  requestBody,
  requestPath,
  resource,
  systemUserPath,
  writeScope,
} from '../support/story-world.ts'

const base = '/accessmanagement/api/v1'
const ownerScope = 'altinn:accessmanagement/authorizedparties.resourceowner'
const branch = OrgNo.parse('315000002')
const last = accounting.slice(accounting.lastIndexOf(':') + 1)

const Parties = z.array(
  z.object({
    organizationNumber: z.string(),
    authorizedAccessPackages: z.array(z.string()),
    authorizedResources: z.array(z.string()),
    subunits: z.array(z.object({ organizationNumber: z.string() })),
  }),
)

type Story = Awaited<ReturnType<typeof clientWorld>>
let story: Story
let world: Story['world']
beforeAll(async () => {
  story = await clientWorld()
  ;({ world } = story)
})

const withDetails = (details: unknown) =>
  world.maskinporten.sign({
    consumer: consumer(vendor),
    client_id: 'a',
    scope: 'altinn:accessmanagement/authorizedparties',
    authorization_details: details,
  })

const tokenOf = (...ids: readonly string[]) =>
  withDetails([
    { type: 'urn:altinn:systemuser', systemuser_org: consumer(party), systemuser_id: ids },
  ])

async function own(id: string) {
  const path = `${base}/enduser/authorizedparties?includeAccessPackages=true&includeResources=true`
  const answer = await world.call(await tokenOf(id), 'GET', path)
  expect(answer.statusCode).toBe(200)
  return Parties.parse(z.object({ data: z.unknown() }).parse(answer.json()).data)
}

const asOwner = async (body: object, query = '') => {
  const token = await world.organisation(owner, ownerScope)
  return world.call(token, 'POST', `${base}/serviceowner/authorizedparties${query}`, { body })
}
const about = (value: string, more: object = {}) => ({
  type: 'urn:altinn:systemuser:uuid',
  value,
  ...more,
})

describe('the parties of a system user', () => {
  test('are the clients of an agent, for as long as they are its clients', async () => {
    expect(await own(story.agent)).toEqual([])
    await story.assign()
    expect(await own(story.agent)).toEqual([
      {
        organizationNumber: otherParty,
        authorizedAccessPackages: [last],
        authorizedResources: [],
        subunits: [],
      },
    ])
    expect((await story.decisionFor())[0]).toBe('Permit')
    await registerSays(world, otherParty, [])
    expect(await own(story.agent)).toEqual([])
    expect((await story.decisionFor())[0]).toBe('NotApplicable')
    await registerSays(world, otherParty, [
      { role: 'daglig-leder', holder: { type: 'person', person: ola } },
      story.accountantOf(party),
    ])
    expect(await own(story.agent)).toHaveLength(1)
    await story.remove()
    expect(await own(story.agent)).toEqual([])
  })

  test('are its own party and its sub-units, until it is withdrawn', async () => {
    const asVendor = await world.organisation(vendor, writeScope)
    const made = await world.call(asVendor, 'POST', `${requestPath}/vendor`, {
      body: requestBody(),
    })
    const { id } = z.object({ id: z.string() }).parse(made.json())
    expect(await own(id)).toEqual([])
    await world.call(story.pias, 'POST', `${requestPath}/${Number(party)}/${id}/approve`)
    const { at } = context('branch')
    const known = { orgNo: branch, uuid: uuidOf(branch), name: 'Verksted', form: 'BEDR' }
    await aggregates(world.store).parties.execute(
      branch,
      { type: 'RecordParty', ...known, parent: party, roles: [], at },
      context('branch'),
    )
    const [reached, ...others] = await own(id)
    expect(others).toEqual([])
    expect(reached).toEqual({
      organizationNumber: party,
      authorizedAccessPackages: [],
      authorizedResources: [resource],
      subunits: [{ organizationNumber: branch }],
    })
    const owners = Parties.parse((await asOwner(about(id), '?includeResources=true')).json())
    expect(owners).toEqual([reached])
    await world.call(story.pias, 'DELETE', `${systemUserPath}/${Number(party)}/${id}`)
    expect(await own(id)).toEqual([])
    expect((await asOwner(about(id))).json()).toEqual([])
  })

  test('hold a sub-unit once, if both it and its main unit are clients', async () => {
    const below = OrgNo.parse('315000003')
    const { at } = context('client below')
    const known = { orgNo: below, uuid: uuidOf(below), name: 'Avdeling', form: 'BEDR' }
    const roles = [story.accountantOf(party)]
    const says = (parent: OrgNo, by: string) =>
      aggregates(world.store).parties.execute(
        below,
        { type: 'RecordParty', ...known, parent, roles, at },
        context(by),
      )
    await says(otherParty, 'client below')
    await story.assign(below)
    expect(await own(story.agent)).toMatchObject([
      { organizationNumber: otherParty, authorizedAccessPackages: [], subunits: [{}] },
    ])
    await story.assign()
    expect(await own(story.agent)).toMatchObject([
      {
        organizationNumber: otherParty,
        authorizedAccessPackages: [last],
        subunits: [{ organizationNumber: below }],
      },
    ])
    expect((await own(story.agent))[0]?.subunits).toHaveLength(1)
    await story.remove(below)
    expect((await own(story.agent))[0]?.subunits).toHaveLength(1)
    await story.remove()
    expect(await own(story.agent)).toEqual([])
  })

  test('are narrowed to a resource that the decision point lets through', async () => {
    await story.assign()
    const open = async (id: string) => {
      const path = `${base}/enduser/authorizedparties?anyOfResourceIds=${id}`
      const answer = await world.call(await tokenOf(story.agent), 'GET', path)
      return z
        .object({ data: Parties })
        .parse(answer.json())
        .data.map((one) => one.organizationNumber)
    }
    expect(await open(resource)).toEqual([otherParty])
    expect(await open('no-such-resource')).toEqual([])
    const asked = await asOwner(about(story.agent), `?anyOfResourceIds=${resource}`)
    expect(asked.json()).toHaveLength(1)
    await story.remove()
  })

  test('are told without what was not asked for', async () => {
    await story.assign()
    const [reached] = Parties.parse((await asOwner(about(story.agent))).json())
    expect(reached).toMatchObject({ authorizedAccessPackages: [], authorizedResources: [] })
    await story.remove()
  })

  test('are those that are asked about, by any of their names', async () => {
    await story.assign()
    const asked = (value: string) =>
      asOwner(about(story.agent, { partyFilter: [{ type: 'any', value }] }))
    for (const name of [otherParty, uuidOf(otherParty), String(Number(otherParty))])
      expect((await asked(name)).json()).toHaveLength(1)
    expect((await asked(party)).json()).toEqual([])
    await story.remove()
  })

  test('are nobody’s for no system user, and of no other subject', async () => {
    expect((await asOwner(about('Pia'))).json()).toEqual([])
    expect((await asOwner({ type: 'urn:altinn:org', value: 'skd' })).statusCode).toBe(400)
  })

  test('are told to nobody by a login, whatever it says of a system user', async () => {
    const claims = TokenClaims.parse({
      iss: 'https://idporten.example/',
      exp: 1,
      iat: 1,
      scope: 'altinn:accessmanagement/authorizedparties',
      authorization_details: [{ type: 'urn:altinn:systemuser', systemuser_id: [story.agent] }],
    })
    const raw = {}
    const callerOf = (issuer: 'maskinporten' | 'id-porten') =>
      authenticator(async () => ({ verified: true, issuer, claims, raw }))({
        authorization: 'Bearer a',
        rawHeaders: [],
      })
    expect(await callerOf('maskinporten')).toMatchObject({ caller: { systemUser: story.agent } })
    expect(await callerOf('id-porten')).toMatchObject({ caller: { systemUser: undefined } })
  })

  test('are told to no token that does not name one system user', async () => {
    for (const details of [
      [],
      [{ type: 'urn:altinn:systemuser', systemuser_id: [] }],
      [{ type: 'urn:altinn:systemuser', systemuser_id: [story.agent, story.agent] }],
      [{ type: 'urn:other', systemuser_id: [story.agent] }],
    ]) {
      const token = await withDetails(details)
      const answer = await world.call(token, 'GET', `${base}/enduser/authorizedparties`)
      expect(answer.statusCode).toBe(403)
    }
  })
})
