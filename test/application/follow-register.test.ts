import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aggregates } from '../../application/aggregates.ts'
import type { EventStore } from '../../application/event-store.ts'
import {
  followRegister,
  type RegisterFollower,
  type RegisterStatus,
} from '../../application/follow-register.ts'
import { type PartyRegister, UnreadableOrganisation } from '../../application/party-register.ts'
import type { Instant, OrgNo } from '../../domain/values.ts'
import { OrgNo as OrgNoSchema } from '../../domain/values.ts'
import { breakingStore } from '../support/breaking-store.ts'
import { deriveId } from '../support/derive-id.ts'
import { at, later } from '../support/fixtures.ts'
import { type MemoryEventStore, memoryEventStore } from '../support/memory-event-store.ts'
import { numbers } from '../support/open-vault.ts'
import { registerOverHttp } from '../support/registers.ts'

const roerOgVann = OrgNoSchema.parse('310702641')
const fjordbroed = OrgNoSchema.parse('314168267')

type Tested = Awaited<ReturnType<typeof registerOverHttp>>
let folder: string
let tested: Tested
let store: MemoryEventStore
let time: Instant
let ids = 0
let reports: RegisterStatus[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'follow-'))
  tested = await registerOverHttp(folder, { pageSize: 4, timeoutMs: 1000 })
  store = memoryEventStore()
  time = at
  reports = []
})
afterEach(async () => {
  await tested.close().catch(() => undefined)
  await rm(folder, { recursive: true })
})

/** A process that follows the register; one that takes its place has nothing but the log. */
const follower = (
  seenAs: EventStore = store,
  register: PartyRegister = tested.register,
  pause: (signal: AbortSignal) => Promise<void> = async () => undefined,
): RegisterFollower =>
  followRegister({
    register,
    aggregates: aggregates(seenAs),
    newId: () => deriveId('follower', String((ids += 1))),
    now: () => time,
    pause,
    report: (status) => reports.push(status),
  })

const written = (): readonly string[] =>
  store.log().map(({ type, stream }) => `${type} ${stream.replace(/.*[-.]/u, '')}`)
const partyEvents = (): readonly string[] =>
  written().filter((line) => !line.startsWith('RegisterFeedRead'))
const rolesOf = async (orgNo: OrgNo): Promise<readonly object[]> => {
  const party = await aggregates(store).parties.read(orgNo)
  return party.status === 'registered' ? party.roles : []
}
const pia = () => ({ type: 'person', person: tested.vault.find(numbers.pia)?.personRef })

describe('following the register', () => {
  test('takes every organisation into the log, and its place after it', async () => {
    await follower().catchUp()
    const lines = written()
    expect(lines.filter((line) => line.startsWith('PartyRegistered'))).toHaveLength(6)
    expect(lines.at(-1)).toBe('RegisterFeedRead enheter')
    expect(await rolesOf(roerOgVann)).toContainEqual({ role: 'daglig-leder', holder: pia() })
    expect(JSON.stringify(store.log(), (_key, value: unknown) => String(value))).not.toMatch(
      /Rørvik|1984-05-17/u,
    )
  })

  test('records nothing while nothing happens', async () => {
    const following = follower()
    await following.catchUp()
    const before = written()
    await following.catchUp()
    expect(written()).toEqual(before)
  })

  test('records a role that was lost, and that alone', async () => {
    const following = follower()
    await following.catchUp()
    const before = partyEvents().length
    await tested.change({ change: 'end-role', organisation: roerOgVann, role: 'DAGL' })
    time = later
    await following.catchUp()
    expect(partyEvents().slice(before)).toEqual([`PartyRoleEnded ${roerOgVann}`])
    expect(store.log().at(-1)?.data).toMatchObject({ feed: 'roller', at: later })
  })

  test('goes on after a restart where the last process stopped', async () => {
    await follower().catchUp()
    const asked: (string | undefined)[] = []
    const register: PartyRegister = {
      ...tested.register,
      changes: (feed, after) => {
        asked.push(after)
        return tested.register.changes(feed, after)
      },
    }
    await tested.change({ change: 'rename', organisation: fjordbroed, name: 'Fjordkake AS' })
    await follower(store, register).catchUp()
    expect(asked).toEqual(['42', undefined, undefined])
    expect(partyEvents().at(-1)).toBe(`PartyRenamed ${fjordbroed}`)
  })

  test('strikes off what the register has struck off or removed', async () => {
    const following = follower()
    await following.catchUp()
    await tested.change({ change: 'strike-off', organisation: fjordbroed })
    await tested.change({ change: 'remove', organisation: roerOgVann })
    await following.catchUp()
    for (const orgNo of [fjordbroed, roerOgVann])
      expect((await aggregates(store).parties.read(orgNo)).status).toBe('dissolved')
  })
})

describe('a crash', () => {
  test.each(['before', 'after'] as const)(
    'at whatever append, %s it was written, loses and repeats nothing',
    async (when) => {
      await follower().catchUp()
      const whole = partyEvents().toSorted()
      for (let atAppend = 1; atAppend <= 9; atAppend += 1) {
        store = memoryEventStore()
        const broken = breakingStore(store, { atAppend, when })
        await follower(broken)
          .catchUp()
          .catch(() => undefined)
        await follower().catchUp()
        expect(partyEvents().toSorted()).toEqual(whole)
      }
    },
  )
})

describe('a register that repeats itself, out of order', () => {
  test('is taken at its word of today', async () => {
    const places = ['3', '1', '2', '1']
    const register: PartyRegister = {
      ...tested.register,
      changes: async () => ({
        organisations: [fjordbroed, roerOgVann],
        place: places.shift() ?? '9',
        caughtUp: true,
      }),
    }
    const following = follower(store, register)
    await following.catchUp()
    await tested.change({ change: 'rename', organisation: fjordbroed, name: 'Fjordkake AS' })
    await following.catchUp()
    await following.catchUp()
    expect(partyEvents().filter((line) => line.endsWith(fjordbroed))).toEqual([
      `PartyRegistered ${fjordbroed}`,
      `PartyRoleGiven ${fjordbroed}`,
      `PartyRenamed ${fjordbroed}`,
    ])
  })
})

describe('a register that is out of reach', () => {
  test('leaves the place where it was, is told of, and is caught up with afterwards', async () => {
    const following = follower()
    await following.catchUp()
    const before = written()
    await tested.change({ change: 'end-role', organisation: roerOgVann, role: 'DAGL' })
    await tested.stop()
    await expect(following.catchUp()).rejects.toMatchObject({ code: 'ERR_REGISTER_UNAVAILABLE' })
    expect(written()).toEqual(before)
    await tested.restart()
    await following.catchUp()
    expect(await rolesOf(roerOgVann)).not.toContainEqual({ role: 'daglig-leder', holder: pia() })
  })

  test('does not end the process that follows it', async () => {
    await tested.stop()
    const abort = new AbortController()
    let pauses = 0
    const following = follower(store, tested.register, async () => {
      pauses += 1
      if (pauses === 2) await tested.restart()
      if (pauses === 4) abort.abort()
    })
    await following.run(abort.signal)
    expect(reports.map(({ state }) => state)).toEqual(['waiting', 'reading', 'following'])
    expect(reports[0]?.reason).toMatch(/^GET \/enhetsregisteret\/api\/oppdateringer\/enheter: /u)
    expect(following.status()).toMatchObject({
      state: 'following',
      caughtUpAt: at,
      feeds: [
        { feed: 'enheter', place: '42', changes: 6, unread: [] },
        { feed: 'underenheter', changes: 0 },
        { feed: 'roller', changes: 0 },
      ],
    })
    expect(following.status()).not.toHaveProperty('reason')
  })

  test('in the middle of a page leaves the place before it', async () => {
    let calls = 0
    const register: PartyRegister = {
      ...tested.register,
      organisation: async (orgNo, when) => {
        calls += 1
        if (calls === 3) await tested.stop()
        return tested.register.organisation(orgNo, when)
      },
    }
    await expect(follower(store, register).catchUp()).rejects.toThrow('GET ')
    expect(written().filter((line) => line.startsWith('RegisterFeedRead'))).toEqual([])
    await tested.restart()
    await follower().catchUp()
    expect(partyEvents().filter((line) => line.startsWith('PartyRegistered'))).toHaveLength(6)
  })
})

describe('an organisation that cannot be understood', () => {
  const registerWithout = (unreadable: ReadonlySet<string>): PartyRegister => ({
    ...tested.register,
    organisation: (orgNo, when) =>
      unreadable.has(orgNo)
        ? Promise.reject(new UnreadableOrganisation(orgNo))
        : tested.register.organisation(orgNo, when),
  })

  test('holds nobody else up, and is asked for again by whoever follows next', async () => {
    const following = follower(store, registerWithout(new Set([roerOgVann])))
    await following.catchUp()
    expect(partyEvents().filter((line) => line.startsWith('PartyRegistered'))).toHaveLength(5)
    expect(following.status().feeds[0]).toMatchObject({ unread: [roerOgVann] })
    await follower().catchUp()
    expect(partyEvents().filter((line) => line.startsWith('PartyRegistered'))).toHaveLength(6)
    expect(store.log().at(-1)?.data).toMatchObject({ feed: 'enheter', unread: [] })
  })

  test('with too many of its kind is the register’s fault, and the place stays', async () => {
    const many = Array.from({ length: 101 }, (_, i) => OrgNoSchema.parse(String(310_000_000 + i)))
    const register: PartyRegister = {
      ...registerWithout(new Set(many)),
      changes: async () => ({ organisations: many, place: '9', caughtUp: true }),
    }
    await expect(follower(store, register).catchUp()).rejects.toMatchObject({
      code: 'ERR_REGISTER_UNAVAILABLE',
    })
    expect(store.log()).toEqual([])
  })
})
