import { describe, expect, test } from 'vitest'
import { projections } from '../../projections/all.ts'
import { documentKey } from '../../projections/document-key.ts'
import { type Recorded, recordedOf } from '../../projections/recorded.ts'
import { systemUsers } from '../../projections/system-users.ts'
import type { ViewBatch } from '../../projections/view-store.ts'
import { workingSet } from '../../projections/working-set.ts'
import { systemUserId, systemUserLog } from '../support/system-user-log.ts'

const [created, granted, revoked] = systemUserLog(1, 1).map(recordedOf)
const others = systemUserLog(20, 3)
  .map(recordedOf)
  .filter(({ event }) => event.type !== 'SystemUserRevoked')
const userKey = documentKey(systemUsers.name, systemUserId(1))

const events = (...some: readonly (Recorded | undefined)[]): readonly Recorded[] =>
  some.filter((event) => event !== undefined)

/** Nothing is stored, and what is asked for is noted. */
function emptyStore() {
  const asked: string[] = []
  const read = async (keys: readonly string[]) => {
    asked.push(...keys)
    return keys.map(() => undefined)
  }
  return { asked, read }
}

const statusIn = ({ puts }: ViewBatch): unknown => {
  const text = puts.find(([key]) => key === userKey)?.[1]
  return text === undefined ? undefined : JSON.parse(text).status
}

describe('a working set that began with the first event of all', () => {
  test('asks the store for nothing that was never put', async () => {
    const { asked, read } = emptyStore()
    const working = workingSet(projections, 0)
    working.start('start', 0)
    for (const event of [...events(created, granted), ...others]) {
      await working.fold([event], read)
      working.take('start', event.position)
    }
    expect(asked).toEqual([])
  })

  test('asks for what was put and forgotten', async () => {
    const working = workingSet(projections, 0)
    working.start('start', 0)
    await working.fold(events(created), emptyStore().read)
    const { puts } = working.take('start', 1n)
    for (const event of others) {
      await working.fold([event], emptyStore().read)
      working.take('start', event.position)
    }
    const stored = new Map(puts)
    await working.fold(events(revoked), async (keys) => keys.map((key) => stored.get(key)))
    expect(statusIn(working.take('start', 2n))).toBe('revoked')
  })
})

describe('a working set that goes on from a position', () => {
  test('asks once for all that it does not know', async () => {
    const { asked, read } = emptyStore()
    const working = workingSet(projections)
    working.start(5n, 10)
    await working.fold(events(created, granted, revoked), read)
    expect(asked).toContain(userKey)
    expect(new Set(asked).size).toBe(asked.length)
  })

  test('does not ask again for what it has just written', async () => {
    const { asked, read } = emptyStore()
    const working = workingSet(projections, 0)
    working.start(5n, 10)
    await working.fold(events(created), read)
    working.take(5n, 6n)
    asked.length = 0
    await working.fold(events(revoked), read)
    expect(asked).not.toContain(userKey)
    expect(statusIn(working.take(6n, 7n))).toBe('revoked')
  })
})

test('a batch that is taken while documents are read loses nothing of what is folded after', async () => {
  const working = workingSet(projections, 0)
  working.start(5n, 10)
  await working.fold(events(created), emptyStore().read)
  const taken: ViewBatch[] = []
  await working.fold(events(revoked), async (keys) => {
    taken.push(working.take(5n, 6n))
    return keys.map(() => undefined)
  })
  taken.push(working.take(6n, 7n))
  expect(taken.map(statusIn)).toEqual(['active', 'revoked'])
})
