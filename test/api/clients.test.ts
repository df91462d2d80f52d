import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { accounting, auditing } from '../support/agent-story.ts'
import { smallCatalogue, withCatalogue } from '../support/catalogue.ts'
import { clientWorld, registerSays, uuidOf } from '../support/client-world.ts'
import { ola, otherParty, party, pia } from '../support/fixtures.ts'
import { systemUserPath } from '../support/story-world.ts'

type Story = Awaited<ReturnType<typeof clientWorld>>

const unknown = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99'
let story: Story
let world: Story['world']
let pias: string

beforeEach(async () => {
  story = await clientWorld()
  ;({ world, pias } = story)
})

describe('a client of a facilitator', () => {
  const clients = (query = `facilitator=${uuidOf(party)}`, token = pias) =>
    world.call(token, 'GET', `${story.base}/clients?${query}`)

  test('is shown with what its relation gives', async () => {
    expect((await clients()).json()).toEqual([
      {
        partyUuid: uuidOf(otherParty),
        displayName: `Selskap ${otherParty}`,
        organizationIdentifier: otherParty,
        access: [
          {
            role: 'urn:altinn:external-role:ccr:regnskapsforer',
            packages: expect.arrayContaining([accounting]),
          },
        ],
      },
    ])
  })

  test('is shown to who asks for what it gives, and not to who asks for more', async () => {
    const all = `facilitator=${uuidOf(party)}`
    const name = accounting.slice(accounting.lastIndexOf(':') + 1)
    for (const packages of [name, accounting])
      expect((await clients(`${all}&packages=${packages}`)).json()).toHaveLength(1)
    expect((await clients(`${all}&packages=${name}&packages=${auditing}`)).json()).toEqual([])
  })

  test('is shown to nobody else', async () => {
    const all = `facilitator=${uuidOf(party)}`
    expect((await clients(all, await world.person(ola))).statusCode).toBe(403)
    expect((await clients(`facilitator=${unknown}`)).json()).toMatchObject({ code: 'AUTH-00044' })
    expect((await clients('facilitator=x')).statusCode).toBe(400)
  })
})

describe('a client that is handed to an agent', () => {
  test('is what the agent may act for, and nobody else', async () => {
    expect(await story.decisionFor()).toEqual(['NotApplicable', expect.any(String)])
    const assigned = await story.assign()
    expect(assigned.statusCode).toBe(200)
    expect(assigned.json()).toEqual([
      {
        agentSystemUserId: story.agent,
        delegationId: uuidOf(otherParty),
        customerId: uuidOf(otherParty),
        assignmentId: story.agent,
      },
    ])
    const [decision, reason] = await story.decisionFor()
    expect(decision).toBe('Permit')
    expect(reason).toContain('regnskapsforer-med-signeringsrettighet')
    expect(await story.decisionFor(party)).toEqual(['NotApplicable', expect.any(String)])
    const path = `${story.base}/${uuidOf(party)}/${story.agent}/delegations`
    expect((await world.call(pias, 'GET', path)).json()).toMatchObject([
      { customerName: `Selskap ${otherParty}`, customerOrganizationNumber: otherParty },
    ])
  })

  test('once more is what it was', async () => {
    await story.assign()
    const before = world.log.length
    expect((await story.assign()).statusCode).toBe(200)
    expect(world.log).toHaveLength(before)
  })

  test('is taken back at once, and as often as anybody likes', async () => {
    await story.assign()
    const removed = await story.remove()
    expect([removed.statusCode, removed.body]).toEqual([200, ''])
    expect(await story.decisionFor()).toEqual(['NotApplicable', expect.any(String)])
    expect((await story.remove()).statusCode).toBe(200)
    expect((await story.assign()).statusCode).toBe(200)
    expect((await story.decisionFor())[0]).toBe('Permit')
  })

  test.each([
    ['the relation ends', () => registerSays(world, otherParty, []), 'no longer a client'],
    [
      'the client has another accountant',
      () => registerSays(world, otherParty, [story.accountantOf(otherParty)]),
      'no longer a client',
    ],
    [
      'the relation gives the package no more',
      async () => {
        const roles = smallCatalogue.roles.map((role) => ({
          ...role,
          packages: role.packages.filter(({ accessPackage }) => accessPackage !== accounting),
        }))
        await withCatalogue(world.store, { ...smallCatalogue, roles }, 'gives it no more')
      },
      'no longer gives the packages',
    ],
    [
      'the agent is ended',
      async () => {
        const path = `${story.base}/${story.agent}?facilitatorId=${uuidOf(party)}`
        expect((await world.call(pias, 'DELETE', path)).statusCode).toBe(200)
      },
      'revoked',
    ],
  ])('is lost when %s, at once', async (_, happens, why) => {
    await story.assign()
    expect((await story.decisionFor())[0]).toBe('Permit')
    await happens()
    expect(await story.decisionFor()).toEqual(['NotApplicable', expect.stringContaining(why)])
  })

  test('is there again when the relation is', async () => {
    await story.assign()
    await registerSays(world, otherParty, [])
    expect((await story.decisionFor())[0]).toBe('NotApplicable')
    await registerSays(world, otherParty, [story.accountantOf(party)])
    expect((await story.decisionFor())[0]).toBe('Permit')
  })
})

describe('an agent is not handed', () => {
  test('an organisation that is no client', async () => {
    await registerSays(world, otherParty, [])
    expect((await story.assign()).json()).toMatchObject({ code: 'AUTH-00079', status: 400 })
  })

  test('one that is not there, or not named', async () => {
    const to = `${story.base}/${story.agent}`
    for (const query of [`client=${unknown}&provider=${uuidOf(party)}`, `client=${unknown}`, ''])
      expect((await world.call(pias, 'POST', `${to}?${query}`)).json()).toMatchObject({
        code: 'AUTH-00079',
      })
  })

  test('one that gives less than the agent needs', async () => {
    const auditor = { ...story.accountantOf(party), role: 'revisor' }
    await registerSays(world, otherParty, [auditor])
    expect((await story.assign()).json()).toMatchObject({ code: 'AUTH-00080', status: 400 })
  })

  test('anything by who does not administer the clients', async () => {
    const olas = await world.person(ola)
    expect((await story.assign(otherParty, olas)).statusCode).toBe(403)
    expect((await story.remove(otherParty, olas)).statusCode).toBe(403)
    const query = `client=${uuidOf(otherParty)}&provider=${uuidOf(otherParty)}`
    const other = `${story.base}/${story.agent}`
    expect((await world.call(pias, 'POST', `${other}?${query}`)).statusCode).toBe(403)
    const removed = await world.call(pias, 'DELETE', `${other}/client?${query}`)
    expect(removed.json()).toMatchObject({ code: 'AUTH-00031', status: 400 })
  })

  test('anything if it is none, or another’s', async () => {
    const query = `client=${uuidOf(otherParty)}&provider=${uuidOf(party)}`
    const nothing = await world.call(pias, 'POST', `${story.base}/${unknown}?${query}`)
    expect([nothing.statusCode, nothing.json()]).toMatchObject([
      400,
      { errors: { return: ['System user not found'] } },
    ])
    const elsewhere = `${systemUserPath}/agent/${Number(otherParty)}/${story.agent}?${query}`
    const olas = await world.person(ola)
    const foreign = await world.call(olas, 'POST', elsewhere)
    expect(foreign.json()).toMatchObject({ errors: { return: ['System user not found'] } })
  })
})

describe('the owner’s own organisation', () => {
  const self = (method: 'GET' | 'POST' | 'DELETE', uuid = uuidOf(party), token = pias) =>
    world.call(token, method, `${story.base}/${story.agent}/self?partyUuid=${uuid}`)

  test('cannot be given what is for clients alone', async () => {
    expect((await self('POST')).json()).toMatchObject({
      code: 'AUTH-00064',
      NotDelegablePackages: accounting,
    })
    expect((await self('GET')).body).toBe('false')
  })

  test('is acted for when its packages can be given directly, until it is taken back', async () => {
    const packages = smallCatalogue.packages.map((one) =>
      one.urn === accounting ? { ...one, isAssignable: true } : one,
    )
    const roles = smallCatalogue.roles.map((role) =>
      role.code === 'daglig-leder'
        ? {
            ...role,
            packages: [
              ...role.packages,
              {
                accessPackage: packages.find(({ urn }) => urn === accounting)?.urn ?? expect.fail(),
                hasAccess: true,
                canDelegate: true,
              },
            ],
          }
        : role,
    )
    await withCatalogue(world.store, { packages, roles }, 'assignable')
    expect((await self('POST')).body).toBe('true')
    expect((await self('GET')).body).toBe('true')
    expect((await story.decisionFor(party))[0]).toBe('Permit')
    expect((await self('DELETE')).body).toBe('true')
    expect((await self('GET')).body).toBe('false')
    expect((await story.decisionFor(party))[0]).toBe('NotApplicable')
    expect((await self('DELETE')).body).toBe('true')
  })

  test('is seen to by its access managers, under its own uuid', async () => {
    expect((await self('POST', uuidOf(party), await world.person(ola))).statusCode).toBe(403)
    expect((await self('POST', unknown)).json()).toMatchObject({ code: 'AUTH-00044' })
    const path = `${story.base}/${unknown}/self?partyUuid=${uuidOf(party)}`
    expect((await world.call(pias, 'GET', path)).json()).toMatchObject({
      errors: { return: ['System user not found'] },
    })
  })
})

describe('many clients at once', () => {
  const Job = z.object({ id: z.string(), total: z.int() })
  const bulk = (body: unknown, token = pias) =>
    world.call(token, 'POST', `${story.base}/${story.agent}/clients/bulk`, { body })
  const jobAt = (id: string, token = pias) =>
    world.call(token, 'GET', `${story.base}/${story.agent}/clients/bulk/${id}`)
  const run = () => world.runClientJobs()

  test('are handed over by a job, which says what came of each', async () => {
    const started = await bulk({ clients: [uuidOf(otherParty), uuidOf(party)] })
    expect(started.statusCode).toBe(202)
    const { id, total } = Job.parse(started.json())
    expect(total).toBe(2)
    expect(started.headers['location']).toContain(id)
    expect((await jobAt(id)).json()).toMatchObject({ status: 'running', left: 2 })
    await run()
    expect((await jobAt(id)).json()).toMatchObject({
      status: 'finished',
      action: 'assign',
      done: 1,
      refused: 1,
      left: 0,
      results: [
        { organizationNumber: otherParty, outcome: 'done' },
        { organizationNumber: party, outcome: 'client-not-found' },
      ],
    })
    expect((await story.decisionFor())[0]).toBe('Permit')
    const before = world.log.length
    await run()
    expect(world.log).toHaveLength(before)
  })

  test('are all that can be, if none are named, and all are taken back so', async () => {
    const all = Job.parse((await bulk({})).json())
    expect(all.total).toBe(1)
    await run()
    expect((await story.decisionFor())[0]).toBe('Permit')
    const removed = Job.parse((await bulk({ action: 'remove' })).json())
    expect(removed.total).toBe(1)
    await run()
    expect((await story.decisionFor())[0]).toBe('NotApplicable')
    expect(Job.parse((await bulk({ action: 'remove' })).json()).total).toBe(0)
  })

  test('count by whoever asked, at the time when it is done', async () => {
    const { id } = Job.parse((await bulk({})).json())
    await registerSays(world, party, [])
    await run()
    await registerSays(world, party, [
      { role: 'daglig-leder', holder: { type: 'person', person: pia } },
    ])
    expect((await jobAt(id)).json()).toMatchObject({
      results: [{ outcome: 'not-client-administrator' }],
    })
    expect((await story.decisionFor())[0]).toBe('NotApplicable')
  })

  test('are nobody else’s to see or to ask for', async () => {
    const { id } = Job.parse((await bulk({})).json())
    const olas = await world.person(ola)
    expect((await bulk({}, olas)).statusCode).toBe(403)
    expect((await jobAt(id, olas)).statusCode).toBe(403)
    expect((await jobAt(unknown)).statusCode).toBe(404)
    expect((await bulk({ clients: [unknown] })).json()).toMatchObject({ code: 'AUTH-00079' })
    expect((await bulk({ action: 'move' })).statusCode).toBe(400)
  })
})
