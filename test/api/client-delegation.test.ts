import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { clientWorld, registerSays, uuidOf } from '../support/client-world.ts'
import { aggregates } from '../../application/aggregates.ts'
import { OrgNo } from '../../domain/values.ts'
import { context, ola, otherParty, party, pia, vendor } from '../support/fixtures.ts'
import {
  registerPath,
  registerScope,
  system,
  systemBody,
  systemUserPath,
} from '../support/story-world.ts'

type Story = Awaited<ReturnType<typeof clientWorld>>

const base = '/authentication/api/v1/enduser/systemuser'
const readScope = 'altinn:clientdelegations.read'
const writeScope = 'altinn:clientdelegations.write'
const unknown = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99'
const Page = z.object({
  links: z.object({ next: z.string().optional() }),
  data: z.array(z.object({ clientOrganizationNumber: z.string() })),
})
let story: Story
let world: Story['world']

beforeEach(async () => {
  story = await clientWorld()
  ;({ world } = story)
})

const call = async (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { by = pia, scope = writeScope }: { by?: string; scope?: string } = {},
) => world.call(await world.person(by, { scope }), method, `${base}/${path}`)
const both = (): string => `clients?agent=${story.agent}&client=${uuidOf(otherParty)}`
const numbers = async (path: string): Promise<readonly string[]> =>
  Page.parse((await call('GET', path, { scope: readScope })).json()).data.map(
    (one) => one.clientOrganizationNumber,
  )

describe('a vendor that acts with a user’s token', () => {
  test('lists the agents of a party', async () => {
    const listed = await call('GET', `agents?party=${party}`, { scope: readScope })
    expect(listed.json()).toMatchObject([{ id: story.agent, userType: 'agent' }])
    expect((await call('GET', 'agents?party=999999999')).json()).toMatchObject({
      title: 'Party not found',
      status: 404,
    })
    expect((await call('GET', 'agents')).statusCode).toBe(400)
    expect((await call('GET', `agents?party=${party}`, { by: ola })).statusCode).toBe(403)
  })

  test('hands a client over and takes it back', async () => {
    const available = `clients/available?agent=${story.agent}`
    const own = `clients?agent=${story.agent}`
    expect([await numbers(available), await numbers(own)]).toEqual([[otherParty], []])
    const assigned = await call('POST', both())
    expect([assigned.statusCode, assigned.json()]).toEqual([
      200,
      { agent: story.agent, client: uuidOf(otherParty) },
    ])
    expect([await numbers(available), await numbers(own)]).toEqual([[], [otherParty]])
    expect((await story.decisionFor())[0]).toBe('Permit')
    const removed = await call('DELETE', both())
    expect([removed.statusCode, removed.json()]).toEqual([
      200,
      { agent: story.agent, client: uuidOf(otherParty) },
    ])
    expect((await story.decisionFor())[0]).toBe('NotApplicable')
    expect((await call('DELETE', both())).statusCode).toBe(200)
  })

  test('pages through clients when it says how long a page is to be', async () => {
    const clients = Array.from({ length: 5 }, (_, i) => OrgNo.parse(`31000000${i}`))
    for (const client of clients) await registerSays(world, client, [story.accountantOf(party)])
    const all = [...clients, otherParty].toSorted()
    expect(await numbers(`clients/available?agent=${story.agent}`)).toEqual(all)
    const seen: string[] = []
    let next: string | undefined = `clients/available?agent=${story.agent}&pageSize=2`
    while (next !== undefined) {
      const page = Page.parse((await call('GET', next)).json())
      seen.push(...page.data.map((one) => one.clientOrganizationNumber))
      next = page.links.next?.slice(page.links.next.indexOf('clients/'))
    }
    expect(seen).toEqual(all)
  })

  test.each([
    ['POST', 'clients', ['14', '16']],
    ['DELETE', `clients?agent=${unknown}`, ['14', '16']],
    ['GET', 'clients', ['14']],
    ['GET', `clients/available?agent=${unknown}`, ['14']],
  ] as const)('is told what is missing: %s %s', async (method, path, codes) => {
    const refused = await call(method, path)
    expect(refused.json()).toMatchObject({
      status: 400,
      validationErrors: codes.map((code) => ({ code: `AUTH.VLD-000${code}` })),
    })
  })

  test('is told of a system user that is none for clients', async () => {
    const { id } = z.object({ id: z.string() }).parse((await standardUser()).json())
    const refused = await call('GET', `clients?agent=${id}`)
    expect(refused.json()).toMatchObject({ validationErrors: [{ code: 'AUTH.VLD-00015' }] })
  })

  test('does nothing for who may not, and is told nothing by who is a stranger', async () => {
    await registerSays(world, party, [
      { role: 'daglig-leder', holder: { type: 'person', person: pia } },
      { role: 'styremedlem', holder: { type: 'person', person: ola } },
    ])
    expect((await call('POST', both(), { by: ola })).statusCode).toBe(403)
    const stranger = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a98'
    const told = await call('POST', both(), { by: stranger })
    expect(told.json()).toMatchObject({ validationErrors: [{ code: 'AUTH.VLD-00014' }] })
    expect((await call('POST', both(), { scope: readScope })).statusCode).toBe(403)
    expect((await call('GET', both(), { scope: 'altinn:portal/enduser' })).statusCode).toBe(403)
    expect((await story.decisionFor())[0]).toBe('NotApplicable')
  })

  test.each(['GET', 'POST', 'DELETE'] as const)(
    'is told that the owner is gone from the register: %s',
    async (method) => {
      const by = context('dissolve')
      await aggregates(world.store).parties.execute(
        party,
        { type: 'DissolveParty', orgNo: party, at: by.at },
        by,
      )
      const gone = await call(method, both())
      expect(gone.json()).toMatchObject({ title: 'System Owner not Found', status: 404 })
      const available = await call('GET', `clients/available?agent=${story.agent}`)
      expect(available.statusCode).toBe(404)
    },
  )

  test('is told of clients that there are not', async () => {
    const other = `clients?agent=${story.agent}&client=${unknown}`
    expect((await call('POST', other)).json()).toMatchObject({ code: 'AUTH-00079' })
    expect((await call('DELETE', other)).json()).toMatchObject({ code: 'AUTH-00031' })
    expect((await call('POST', 'clients?agent=x')).statusCode).toBe(400)
  })
})

async function standardUser() {
  const token = await world.person(pia)
  const body = systemBody({ id: `${system}_own`, clientId: ['own'] })
  await world.call(await world.organisation(vendor, registerScope), 'POST', registerPath, { body })
  return world.call(token, 'POST', `${systemUserPath}/${Number(party)}/create`, {
    body: { integrationTitle: 'Vårt', systemId: `${system}_own` },
  })
}
