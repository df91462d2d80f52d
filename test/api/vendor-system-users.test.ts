import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { accounting, agentBody, offerPackages } from '../support/agent-story.ts'

import { ola, otherVendor, owner, party, vendor } from '../support/fixtures.ts'
import {
  readScope,
  requestPath,
  system,
  systemUserPath,
  writeScope,
} from '../support/story-world.ts'
import { systemUserWorld } from '../support/system-user-world.ts'

const own = Number(party)
const adminScope = 'altinn:authentication/systemuser.admin'
const Page = z.object({
  links: z.object({ next: z.string().optional() }),
  data: z.array(z.looseObject({ id: z.string() })),
})
const Stream = Page.extend({
  stats: z.object({ pageStart: z.int(), pageEnd: z.int(), sequenceMax: z.int() }),
  data: z.array(z.looseObject({ id: z.string(), sequenceNo: z.int(), isDeleted: z.boolean() })),
})

type Story = Awaited<ReturnType<typeof systemUserWorld>>

let world: Story['world']
let pias: string
let ask: Story['ask']
let approved: Story['approved']
let decisionOn: Story['decisionOn']

beforeEach(async () => {
  ;({ world, pias, ask, approved, decisionOn } = await systemUserWorld())
})

describe('a vendor', () => {
  const vendors = `${systemUserPath}/vendor`
  const get = async (path: string, org: string = vendor, scope = readScope) =>
    world.call(await world.organisation(org, scope), 'GET', `${vendors}/${path}`)

  test('finds a system user by what it was asked for with', async () => {
    const id = await approved()
    const query = `byquery?system-id=${system}&orgno=${party}&external-ref=kunde-17`
    for (const scope of [readScope, writeScope])
      expect((await get(query, vendor, scope)).json()).toMatchObject({
        id,
        externalRef: 'kunde-17',
      })
    expect((await get(query, otherVendor)).statusCode).toBe(404)
    expect((await get(`byquery?system-id=${system}&orgno=none`)).statusCode).toBe(404)
    const without = await approved({ externalRef: undefined })
    const byParty = await get(`byquery?system-id=${system}&orgno=${party}`)
    expect(byParty.json()).toMatchObject({ id: without, externalRef: party })
  })

  test('pages through the system users of a system, missing none that come and go', async () => {
    const made: string[] = []
    for (let i = 0; i < 120; i += 1) made.push(await approved({ externalRef: `kunde-${i}` }))
    const seen: string[] = []
    let next: string | undefined = `bysystem/${system}`
    for (let page = 0; next !== undefined; page += 1) {
      const { data, links } = Page.parse((await get(next)).json())
      expect(data.length).toBeLessThanOrEqual(50)
      seen.push(...data.map(({ id }) => id))
      next = links.next?.slice(links.next.indexOf('bysystem'))
      await world.call(pias, 'DELETE', `${systemUserPath}/${own}/${made[page]}`)
      made.push(await approved({ externalRef: `later-${page}` }))
    }
    expect(new Set(seen).size).toBe(seen.length)
    const stayed = made.slice(4, 120)
    expect(stayed.filter((id) => !seen.includes(id))).toEqual([])
    expect((await get(`bysystem/${system}`, otherVendor)).json()).toMatchObject({
      code: 'AUTH-00011',
    })
  })

  test('gives up a system user of its own, which ends all that it held', async () => {
    const id = await approved()
    const token = await world.organisation(vendor, writeScope)
    const ended = await world.call(token, 'DELETE', `${vendors}/${id}`)
    expect([ended.statusCode, ended.body]).toEqual([202, ''])
    expect(await decisionOn(id)).toBe('NotApplicable')
    expect((await world.call(token, 'DELETE', `${vendors}/${id}`)).statusCode).toBe(202)
    const history = await world.call(
      await world.organisation(vendor, readScope),
      'GET',
      `/audit/api/v1/systemusers/${id}/history`,
    )
    expect(history.json()).toMatchObject({
      events: expect.arrayContaining([
        expect.objectContaining({
          type: 'SystemUserRevoked',
          by: { type: 'organisation', orgNo: vendor },
        }),
      ]),
    })
  })

  test('gives up no other vendor’s, and none that only waits', async () => {
    const id = await approved()
    const waiting = await ask({ externalRef: 'waits' })
    const other = await world.organisation(otherVendor, writeScope)
    const token = await world.organisation(vendor, writeScope)
    const nothing = { code: 'AUTH-00015', status: 404 }
    expect((await world.call(other, 'DELETE', `${vendors}/${id}`)).json()).toMatchObject(nothing)
    expect((await world.call(token, 'DELETE', `${vendors}/${waiting}`)).json()).toMatchObject(
      nothing,
    )
    expect(await decisionOn(id)).toBe('Permit')
  })
})

describe('agents', () => {
  const facilitator = async (): Promise<string> =>
    z
      .tuple([z.looseObject({ partyUuId: z.string() })])
      .parse((await world.call(pias, 'GET', `${systemUserPath}/agent/${own}`)).json())[0].partyUuId
  const agent = async (): Promise<string> => {
    await offerPackages(world, [accounting])
    const token = await world.organisation(vendor, writeScope)
    const body = agentBody()
    const made = await world.call(token, 'POST', `${requestPath}/vendor/agent`, { body })
    const { id } = z.object({ id: z.string() }).parse(made.json())
    await world.call(pias, 'POST', `${requestPath}/agent/${own}/${id}/approve`)
    return id
  }

  test('are listed apart from the party’s own', async () => {
    const id = await agent()
    const mine = await approved()
    const agents = await world.call(pias, 'GET', `${systemUserPath}/agent/${own}`)
    expect(agents.json()).toMatchObject([
      { id, userType: 'agent', accessPackages: [{ urn: accounting }] },
    ])
    const users = await world.call(pias, 'GET', `${systemUserPath}/${own}`)
    expect(users.json()).toMatchObject([{ id: mine, userType: 'standard' }])
    const detail = await world.call(pias, 'GET', `${systemUserPath}/${own}/${id}`)
    expect(detail.json()).toMatchObject({ id, accessPackages: [{ urn: accounting }] })
    expect(detail.json()).not.toHaveProperty('rights')
    const olas = await world.person(ola)
    expect((await world.call(olas, 'GET', `${systemUserPath}/agent/${own}`)).statusCode).toBe(403)
  })

  test('are ended by their own route, once and for all', async () => {
    const id = await agent()
    const path = `${systemUserPath}/agent/${own}/${id}?facilitatorId=${await facilitator()}`
    expect((await world.call(await world.person(ola), 'DELETE', path)).statusCode).toBe(403)
    const ended = await world.call(pias, 'DELETE', path)
    expect([ended.statusCode, ended.body]).toEqual([200, ''])
    expect((await world.call(pias, 'GET', `${systemUserPath}/agent/${own}`)).json()).toEqual([])
    const stranger = path.replace(id, '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99')
    expect((await world.call(pias, 'DELETE', stranger)).json()).toMatchObject({
      code: 'AUTH-00015',
      status: 404,
    })
  })
})

describe('the stream of system users', () => {
  const stream = async (token?: string) => {
    const follower = await world.organisation(owner, adminScope)
    const query = token === undefined ? '' : `?token=${token}`
    const page = await world.call(
      follower,
      'GET',
      `${systemUserPath}/internal/systemusers/stream${query}`,
    )
    return Stream.parse(page.json())
  }
  const tokenIn = (next: string | undefined) => next?.slice(next.indexOf('token=') + 6)

  test('tells of every change once it is there, and goes on from where it was left', async () => {
    const empty = await stream()
    expect(empty).toEqual({
      stats: { pageStart: 0, pageEnd: 0, sequenceMax: 0 },
      links: {},
      data: [],
    })
    const first = await approved()
    await ask({ externalRef: 'only asked for' })
    const second = await approved({ externalRef: 'second' })
    const page = await stream()
    expect(page.data.map(({ id }) => id)).toEqual([first, second])
    expect(page.stats.sequenceMax).toBe(page.stats.pageEnd)
    await world.call(pias, 'DELETE', `${systemUserPath}/${own}/${first}`)
    const more = await stream(tokenIn(page.links.next))
    expect(more.data).toMatchObject([{ id: first, isDeleted: true, partyOrgNo: party }])
    const end = await stream(tokenIn(more.links.next))
    expect(end).toEqual({
      stats: {
        pageStart: more.stats.pageEnd,
        pageEnd: more.stats.pageEnd,
        sequenceMax: more.stats.pageEnd,
      },
      links: {},
      data: [],
    })
    expect((await stream()).data.map(({ id }) => id)).toEqual([second, first])
  })

  test('has pages of a hundred', async () => {
    for (let i = 0; i < 101; i += 1) await approved({ externalRef: `kunde-${i}` })
    const first = await stream()
    expect(first.data).toHaveLength(100)
    expect(first.stats.sequenceMax).toBeGreaterThan(first.stats.pageEnd)
    const second = await stream(tokenIn(first.links.next))
    expect(second.data).toHaveLength(1)
    const numbers = [...first.data, ...second.data].map(({ sequenceNo }) => sequenceNo)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  })
})
