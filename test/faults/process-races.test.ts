import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StreamEvent } from '../../application/event-store.ts'
import { type Installation, startInstallation } from '../support/faults/installation.ts'
import { racers, told } from '../support/faults/racing.ts'
import { inTurns, vendor } from '../support/scene/scene.ts'

const racesOfKind = 260
const handicapMs = 3
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

type Raced = { readonly id: string; readonly externalRef: string }

/** Both processes say the same, and say it from where both answers are known: decisions, and whom tokens are made out to. */
async function agreed(
  { id, externalRef }: Raced,
  answers: readonly { readonly token: string | null }[],
): Promise<string> {
  const from = later(answers.map(({ token }) => token))
  const [here, there] = await Promise.all(
    [0, 1].map(async (place) => {
      const holder = await race.lookUp(place, externalRef, from)
      return { decision: await race.decision(place, id, from), holder }
    }),
  )
  expect(here).toEqual(there)
  expect(here?.holder).toBe(here?.decision === 'Permit' ? id : undefined)
  return here?.decision ?? ''
}

/** Neither is always the first on its way. */
const inEitherOrder = async <One, Other>(
  n: number,
  one: () => Promise<One>,
  other: () => Promise<Other>,
): Promise<readonly [One, Other]> => {
  if (n % 2 === 0) return Promise.all([one(), other()])
  const second = other()
  return [await one(), await second]
}

describe('two processes of the API, asked for the opposite at once', () => {
  test('give a client id to one vendor', async () => {
    const vendors = [
      { orgNo: vendor, token: await race.vendorToken(vendor) },
      { orgNo: otherVendor, token: await race.vendorToken(otherVendor) },
    ] as const
    const outcomes = await inTurns(racesOfKind, async (n) => {
      const both = await Promise.all(vendors.map((one, i) => race.register(n + i, one, n)))
      const from = later(both.map(({ token }) => token))
      for (const place of [0, 1]) {
        const held = await Promise.all(
          vendors.map((one) => race.clientIdsOf(place, { ...one, n }, from)),
        )
        const won = both.map(({ status }) => (status === 200 ? [`wanted-by-both-${n}`] : []))
        expect(held).toEqual(won)
      }
      return both.map(told)
    })
    log = await installation.log()
    const registered = log.filter(({ type }) => type === 'SystemRegistered')
    for (const [n] of outcomes.entries())
      expect(registered.filter(({ stream }) => stream.endsWith(`_race-${n}`))).toHaveLength(1)
    for (const both of outcomes) expect(both.toSorted()).toEqual(['200', '400 AUTH.VLD-00004'])
    // Chance decides, and not the order in which they are listed.
    expect(new Set(outcomes.map(([first]) => first)).size).toBe(2)
  })

  test('approve a request once', async () => {
    const ids = await inTurns(racesOfKind, async (n) => {
      const externalRef = `both-approve-${n}`
      const id = await race.ask(n, externalRef)
      const both = await Promise.all([race.answer(0, id, 'approve'), race.answer(1, id, 'approve')])
      expect(both.map(told).toSorted()).toEqual(['200', '409 AUTH-00013'])
      expect(await agreed({ id, externalRef }, both)).toBe('Permit')
      return id
    })
    log = await installation.log()
    for (const id of ids) expect(typesOf(id)).toEqual(['SystemUserRequested', 'SystemUserApproved'])
  })

  test('approve a request or reject it', async () => {
    const outcomes = await inTurns(racesOfKind, async (n) => {
      const externalRef = `approve-or-reject-${n}`
      const id = await race.ask(n, externalRef)
      // A rejection needs fewer steps, so it is held back in every other race.
      const [approved, rejected] = await inEitherOrder(
        n >> 1,
        () => race.answer(n, id, 'approve'),
        async () => {
          if (n % 4 < 2) await sleep(handicapMs)
          return race.answer(n + 1, id, 'reject')
        },
      )
      const isApproved = approved.status === 200
      expect([told(approved), told(rejected)]).toEqual(
        isApproved ? ['200', '409 AUTH-00013'] : ['409 AUTH-00013', '200'],
      )
      const decision = await agreed({ id, externalRef }, [approved, rejected])
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
      const externalRef = `change-or-revoke-${n}`
      const id = await race.ask(n, externalRef)
      const change = randomUUID()
      expect(told(await race.answer(n, id, 'approve'))).toBe('200')
      expect(told(await race.askForChange(n, id, change))).toBe('201')
      // The end needs fewer steps, so it is held back in every other race.
      const [changed, revoked] = await inEitherOrder(
        n >> 1,
        () => race.approveChange(n, change),
        async () => {
          if (n % 4 < 2) await sleep(handicapMs)
          return race.revoke(n + 1, id)
        },
      )
      expect(told(revoked)).toBe('202')
      expect(['200', '404 AUTH-00010']).toContain(told(changed))
      expect(await agreed({ id, externalRef }, [changed, revoked])).toBe('NotApplicable')
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
    expect(new Set(outcomes.map(({ isChanged }) => isChanged)).size).toBe(2)
  })
})
