import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aggregates } from '../../application/aggregates.ts'
import { followRegister, type RegisterFollower } from '../../application/follow-register.ts'
import { partyAt } from '../../application/party-at.ts'
import { OrgNo } from '../../domain/values.ts'
import { subUnitsOf } from '../../projections/parties.ts'
import { type ApiWorld, apiWorld } from '../support/api-world.ts'
import { deriveId } from '../support/derive-id.ts'
import { at, vendor } from '../support/fixtures.ts'
import { numbers } from '../support/open-vault.ts'
import { registerOverHttp } from '../support/registers.ts'
import {
  requestBody,
  requestPath,
  storyWorld,
  systemUserPath,
  writeScope,
} from '../support/story-world.ts'

const roerOgVann = OrgNo.parse('310702641')
const tallmakerne = OrgNo.parse('314330897')
const workshop = OrgNo.parse('310702668')
const office = OrgNo.parse('310702749')

const Id = z.object({ id: z.string() })
const Problem = z.object({ code: z.string() })

let folder: string
let register: Awaited<ReturnType<typeof registerOverHttp>>
let world: ApiWorld
let follower: RegisterFollower
let ids = 0

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'api-register-'))
  register = await registerOverHttp(folder)
  world = await storyWorld()
  follower = followRegister({
    register: register.register,
    aggregates: aggregates(world.store),
    newId: () => deriveId('api register', String((ids += 1))),
    now: () => at,
    pause: async () => undefined,
    report: () => undefined,
  })
  await follower.catchUp()
})
afterEach(async () => {
  await register.close()
  await rm(folder, { recursive: true })
})

/** A token of somebody of the story, by the reference that the vault has for the number. */
const tokenOf = (who: keyof typeof numbers): Promise<string> =>
  world.person(register.vault.find(numbers[who])?.personRef ?? 'nobody')

async function ask(partyOrgNo: string, externalRef: string) {
  const token = await world.organisation(vendor, writeScope)
  const body = requestBody({ partyOrgNo, externalRef })
  return world.call(token, 'POST', `${requestPath}/vendor`, { body })
}
const asked = async (party: string, externalRef: string): Promise<string> =>
  Id.parse((await ask(party, externalRef)).json()).id

async function answer(who: keyof typeof numbers, verb: string, party: string, id: string) {
  const reply = await world.call(
    await tokenOf(who),
    'POST',
    `${requestPath}/${Number(party)}/${id}/${verb}`,
  )
  const problem = Problem.safeParse(reply.json())
  return problem.success ? [reply.statusCode, problem.data.code] : [reply.statusCode]
}

describe('a role that was lost', () => {
  test('takes effect at once: who could approve can no more, whatever they ask for', async () => {
    const first = await asked(roerOgVann, 'first')
    const second = await asked(roerOgVann, 'second')
    expect(await answer('pia', 'approve', roerOgVann, first)).toEqual([200])

    await register.change({ change: 'end-role', organisation: roerOgVann, role: 'DAGL' })
    await follower.catchUp()

    const before = world.log.length
    expect(await answer('pia', 'approve', roerOgVann, second)).toEqual([403])
    expect(await answer('pia', 'reject', roerOgVann, second)).toEqual([403])
    const token = await tokenOf('pia')
    const own = `${systemUserPath}/${Number(roerOgVann)}`
    for (const [method, url] of [
      ['GET', `${requestPath}/${Number(roerOgVann)}/${second}`],
      ['GET', `${requestPath}/${second}`],
      ['GET', own],
      ['GET', `${own}/${first}`],
      ['DELETE', `${own}/${first}`],
    ] as const)
      expect([url, (await world.call(token, method, url)).statusCode]).toEqual([url, 403])
    expect(world.log).toHaveLength(before)
  })

  test('and is given to another lets the other answer, and nobody else', async () => {
    const id = await asked(roerOgVann, 'first')
    expect(await answer('ola', 'approve', roerOgVann, id)).toEqual([403])
    await register.change({ change: 'end-role', organisation: roerOgVann, role: 'DAGL' })
    const person = {
      fodselsdato: '1990-12-03',
      navn: { fornavn: 'Ola', etternavn: 'Rørvik' },
    }
    await register.change({
      change: 'give-role',
      organisation: roerOgVann,
      held: { role: 'DAGL', person },
    })
    await follower.catchUp()
    expect(await answer('pia', 'approve', roerOgVann, id)).toEqual([403])
    expect(await answer('ola', 'approve', roerOgVann, id)).toEqual([200])
  })

  test('by a facilitator is gone from its client', async () => {
    const holder = { type: 'organisation', orgNo: tallmakerne }
    const roles = async () => (await partyAt(world.views, roerOgVann))?.roles
    expect(await roles()).toContainEqual({ role: 'regnskapsforer', holder })
    await register.change({ change: 'end-role', organisation: roerOgVann, role: 'REGN' })
    await follower.catchUp()
    expect(await roles()).not.toContainEqual({ role: 'regnskapsforer', holder })
  })
})

describe('a sub-unit', () => {
  beforeEach(async () => {
    for (const [organisation, form] of [
      [workshop, 'BEDR'],
      [office, 'ORGL'],
    ] as const)
      await register.change({
        change: 'register',
        organisation,
        name: 'Verksted',
        form,
        parent: roerOgVann,
      })
    await follower.catchUp()
  })

  test('is answered for by those who manage access for its main unit', async () => {
    const id = await asked(workshop, 'first')
    expect(await answer('tor', 'approve', workshop, id)).toEqual([403])
    expect(await answer('ola', 'approve', workshop, id)).toEqual([403])
    expect(await answer('ola', 'escalate', workshop, id)).toEqual([200])
    expect(await answer('pia', 'approve', workshop, id)).toEqual([200])
  })

  test('is no more when they lose their role at the main unit', async () => {
    const id = await asked(workshop, 'first')
    await register.change({ change: 'end-role', organisation: roerOgVann, role: 'DAGL' })
    await follower.catchUp()
    expect(await answer('pia', 'approve', workshop, id)).toEqual([403])
  })

  test('is answered for by nobody once its main unit is dissolved', async () => {
    const id = await asked(workshop, 'first')
    await register.change({ change: 'strike-off', organisation: roerOgVann })
    await follower.catchUp()
    expect(await answer('pia', 'approve', workshop, id)).toEqual([403])
  })

  test('is none where a part of the administration has a parent', async () => {
    const id = await asked(office, 'first')
    expect(await answer('pia', 'approve', office, id)).toEqual([403])
  })

  test('stands on the list of its main unit, until it is dissolved', async () => {
    const partsOf = async () =>
      (await world.views.list(subUnitsOf(roerOgVann), { limit: 9 })).members
    expect(await partsOf()).toEqual([workshop])
    await register.change({ change: 'strike-off', organisation: workshop })
    await follower.catchUp()
    expect(await partsOf()).toEqual([])
  })
})

describe('an organisation that is dissolved', () => {
  test('is none that a system user can be asked of, and nobody answers for it', async () => {
    const id = await asked(roerOgVann, 'first')
    await register.change({ change: 'strike-off', organisation: roerOgVann })
    await follower.catchUp()
    const refused = await ask(roerOgVann, 'second')
    expect([refused.statusCode, Problem.parse(refused.json()).code]).toEqual([400, 'AUTH-00000'])
    expect(await answer('pia', 'approve', roerOgVann, id)).toEqual([403])
  })
})

test('how far the register was read is told to whoever watches', async () => {
  const reply = await world.call(undefined, 'GET', '/health/register')
  expect(reply.statusCode).toBe(200)
  expect(reply.json()).toEqual({ state: 'following', feeds: [] })
})

test('why the register could not be read is told to nobody outside', async () => {
  const waiting = await apiWorld({
    registerStatus: () => ({ state: 'waiting', reason: '/secret/register.json', feeds: [] }),
  })
  const reply = await waiting.call(undefined, 'GET', '/health/register')
  expect(reply.json()).toEqual({ state: 'waiting', feeds: [] })
})
