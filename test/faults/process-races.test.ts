import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StreamEvent } from '../../application/event-store.ts'
import { type Installation, startInstallation } from '../support/faults/installation.ts'
import { racers, told } from '../support/faults/racing.ts'
import { inTurns, vendor } from '../support/scene/scene.ts'

const racesOfKind = 260
const otherVendor = '314330897'

let installation: Installation
let race: ReturnType<typeof racers>
let log: readonly StreamEvent[] = []

beforeAll(async () => {
  installation = await startInstallation({ apis: 2 })
  race = racers(installation)
})
afterAll(() => installation.stop())

/** The later one of two answers: from its position on both outcomes are known. */
const later = (tokens: readonly (string | null)[]): string | null =>
  tokens
    .filter((token) => token !== null)
    .toSorted((a, b) => Number(positionOf(a) - positionOf(b)))
    .at(-1) ?? null

const positionOf = (token: string): bigint => BigInt(token.slice(token.lastIndexOf('-') + 1))

const typesOf = (id: string): readonly string[] =>
  log.filter(({ stream }) => stream === `systemUser-${id}`).map(({ type }) => type)

/** Both processes say the same, and say it from where both answers are known. */
async function agreed(id: string, tokens: readonly (string | null)[]): Promise<string> {
  const [here, there] = await Promise.all(
    [0, 1].map((place) => race.decision(place, id, later(tokens))),
  )
  expect(here).toBe(there)
  return here ?? ''
}

describe('two processes of the API, asked for the opposite at once', () => {
  test('give a client id to one vendor', async () => {
    const vendors = [
      { orgNo: vendor, token: await race.vendorToken(vendor) },
      { orgNo: otherVendor, token: await race.vendorToken(otherVendor) },
    ] as const
    const outcomes = await inTurns(racesOfKind, async (n) => {
      const both = await Promise.all(vendors.map((one, i) => race.register(n + i, one, n)))
      return both.map(told)
    })
    for (const both of outcomes) expect(both.toSorted()).toEqual(['200', '400 AUTH.VLD-00004'])
    // Chance decides, and not the order in which they are listed.
    expect(new Set(outcomes.map(([first]) => first)).size).toBe(2)
  })

  test('approve a request once', async () => {
    const ids = await inTurns(racesOfKind, async (n) => {
      const id = await race.ask(n, `both-approve-${n}`)
      const both = await Promise.all([race.answer(0, id, 'approve'), race.answer(1, id, 'approve')])
      expect(both.map(told).toSorted()).toEqual(['200', '409 AUTH-00013'])
      expect(
        await agreed(
          id,
          both.map(({ token }) => token),
        ),
      ).toBe('Permit')
      return id
    })
    log = await installation.log()
    for (const id of ids) expect(typesOf(id)).toEqual(['SystemUserRequested', 'SystemUserApproved'])
  })

  test('approve a request or reject it', async () => {
    const outcomes = await inTurns(racesOfKind, async (n) => {
      const id = await race.ask(n, `approve-or-reject-${n}`)
      const [approved, rejected] = await Promise.all([
        race.answer(n, id, 'approve'),
        race.answer(n + 1, id, 'reject'),
      ])
      const isApproved = approved.status === 200
      expect([told(approved), told(rejected)]).toEqual(
        isApproved ? ['200', '409 AUTH-00013'] : ['409 AUTH-00013', '200'],
      )
      const decision = await agreed(id, [approved.token, rejected.token])
      expect(decision).toBe(isApproved ? 'Permit' : 'NotApplicable')
      return { id, isApproved }
    })
    log = await installation.log()
    for (const { id, isApproved } of outcomes)
      expect(typesOf(id)).toEqual([
        'SystemUserRequested',
        isApproved ? 'SystemUserApproved' : 'SystemUserRejected',
      ])
    expect(new Set(outcomes.map(({ isApproved }) => isApproved)).size).toBe(2)
  })

  test('approve a change before the end, or not at all', async () => {
    const outcomes = await inTurns(racesOfKind, async (n) => {
      const id = await race.ask(n, `change-or-revoke-${n}`)
      const change = randomUUID()
      expect(told(await race.answer(n, id, 'approve'))).toBe('200')
      expect(told(await race.askForChange(n, id, change))).toBe('201')
      const [changed, revoked] = await Promise.all([
        race.approveChange(n, change),
        race.revoke(n + 1, id),
      ])
      expect(told(revoked)).toBe('202')
      expect(['200', '404 AUTH-00010']).toContain(told(changed))
      expect(await agreed(id, [changed.token, revoked.token])).toBe('NotApplicable')
      return { id, isChanged: changed.status === 200 }
    })
    log = await installation.log()
    for (const { id, isChanged } of outcomes) {
      const types = typesOf(id).slice(3)
      // What still waits ends with the system user.
      expect(types).toEqual(
        isChanged
          ? ['SystemUserChangeApproved', 'SystemUserRevoked']
          : ['SystemUserRevoked', 'SystemUserChangeExpired'],
      )
    }
  })
})
