import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { systemUsers } from '../../projections/system-users.ts'
import { ref } from '../../projections/views.ts'
import { SystemUserId } from '../../domain/values.ts'
import { accounting, agentBody, auditing, offerPackages } from '../support/agent-story.ts'
import type { ApiWorld } from '../support/api-world.ts'
import { maskinportenScopes, packageCalled } from '../support/catalogue.ts'
import { askFor, changePath, correlationId, right } from '../support/change-story.ts'
import { clientWorld } from '../support/client-world.ts'
import { party, pia, vendor } from '../support/fixtures.ts'
import { readScope, requestPath, resource, storyWorld, writeScope } from '../support/story-world.ts'

const own = Number(party)
const change = correlationId(1)
const Made = z.object({ id: z.string() })

describe('a change of an agent', () => {
  let world: ApiWorld
  let agent: SystemUserId
  const swap = {
    requiredAccessPackages: [{ urn: auditing }],
    unwantedAccessPackages: [{ urn: accounting }],
  }
  const answer = async (verb: string) =>
    world.call(await world.person(pia), 'POST', `${changePath}/${own}/${change}/${verb}`)

  beforeEach(async () => {
    world = await storyWorld()
    await offerPackages(world, [accounting, auditing, maskinportenScopes])
    const writer = await world.organisation(vendor, writeScope)
    const path = `${requestPath}/vendor/agent`
    const made = await world.call(writer, 'POST', path, { body: agentBody() })
    agent = SystemUserId.parse(Made.parse(made.json()).id)
    const approve = `${requestPath}/agent/${own}/${agent}/approve`
    await world.call(await world.person(pia), 'POST', approve)
  })

  test('makes the list of what its clients may hand to it another', async () => {
    const asked = await askFor(world, { systemUser: agent, change }, swap)
    expect([asked.statusCode, asked.json()]).toMatchObject([
      201,
      { status: 'New', requiredRights: [], ...swap },
    ])
    const pending = await world.call(
      await world.person(pia),
      'GET',
      `${changePath}/${own}/${party}/pending`,
    )
    expect(pending.json()).toMatchObject([{ id: change, systemUserId: agent }])
    expect((await answer('approve')).body).toBe('true')
    const { documents } = await world.views.fetch([ref(systemUsers, agent)])
    expect(documents[0]?.accessPackages).toEqual([auditing])
    expect(world.log.map(({ type }) => type)).not.toContain('DelegationGranted')
    const reader = await world.organisation(vendor, readScope)
    const request = await world.call(reader, 'GET', `${requestPath}/vendor/agent/${agent}`)
    expect(request.json()).toMatchObject({
      status: 'Accepted',
      accessPackages: [{ urn: accounting }],
    })
    expect(
      (await askFor(world, { systemUser: agent, change: correlationId(2) }, swap)).json(),
    ).toMatchObject({ status: 'NoChangeNeeded' })
  })

  test('is about packages alone', async () => {
    for (const rights of ['requiredRights', 'unwantedRights']) {
      const body = { ...swap, [rights]: [right(resource)] }
      expect((await askFor(world, { systemUser: agent, change }, body)).json()).toMatchObject({
        code: 'AUTH-00015',
        status: 404,
      })
    }
  })

  test('is about packages that are for clients', async () => {
    const body = { requiredAccessPackages: [{ urn: maskinportenScopes }] }
    expect((await askFor(world, { systemUser: agent, change }, body)).json()).toMatchObject({
      code: 'AUTH-00065',
      NotDelegablePackages: maskinportenScopes,
    })
  })

  test('is not approved once the system no longer offers what it asks for', async () => {
    await askFor(world, { systemUser: agent, change }, swap)
    await offerPackages(world, [accounting])
    expect((await answer('approve')).json()).toMatchObject({
      code: 'AUTH-00063',
      NotFoundPackages: auditing,
    })
    expect((await answer('reject')).body).toBe('true')
  })
})

test('a client counts for what its agent has left, and for more once it is handed over anew', async () => {
  const { world, agent, assign, decisionFor } = await clientWorld()
  const more = packageCalled('regnskapsforer-lonn')
  await offerPackages(world, [accounting, more])
  const decided = async () => (await decisionFor())[0]
  const changed = async (n: number, body: unknown) => {
    await askFor(world, { systemUser: agent, change: correlationId(n) }, body)
    const path = `${changePath}/${own}/${correlationId(n)}/approve`
    return (await world.call(await world.person(pia), 'POST', path)).body
  }
  await assign()
  expect(await decided()).toBe('Permit')
  const less = {
    requiredAccessPackages: [{ urn: more }],
    unwantedAccessPackages: [{ urn: accounting }],
  }
  expect(await changed(1, less)).toBe('true')
  expect(await decided()).toBe('NotApplicable')
  await assign()
  expect(await decided()).toBe('NotApplicable')
  expect(await changed(2, { requiredAccessPackages: [{ urn: accounting }] })).toBe('true')
  expect(await decided()).toBe('NotApplicable')
  await assign()
  expect(await decided()).toBe('Permit')
})
