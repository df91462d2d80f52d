import { setTimeout as sleep } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Append,
  type EventStore,
  type ExpectedRevision,
  UnstorableEvents,
  WrongRevision,
} from '../../application/event-store.ts'
import type { EventLog } from '../../projections/event-log.ts'
import type { Position } from '../../projections/recorded.ts'
import { taken, untilCaughtUp } from '../support/follow.ts'
import { append, happened, happenedWith, inLogOrder, writeMany } from '../support/appends.ts'
import { eventStoreProperty } from './event-store.property.ts'

/** What one installation sees of the log. */
export type Installation = {
  readonly store: EventStore
  readonly log: EventLog
  readonly installationId: () => Promise<string>
}

/** A server, or what stands in its place, that several installations share. */
export type SharedLog = {
  /** An installation that no test has used before. */
  readonly install: () => Installation
  /** Writes so many events that belong to no installation. */
  readonly writeForeign: (count: number) => Promise<void>
  readonly restart?: () => Promise<void>
  readonly close: () => Promise<void>
}

/** What every adapter of EventStore and EventLog does. `canRestart` asks for what survives a restart of the server. */
export function eventStoreContract(
  open: () => Promise<SharedLog>,
  { canRestart }: { readonly canRestart: boolean },
): void {
  let shared: SharedLog
  beforeAll(async () => {
    shared = await open()
  })
  afterAll(() => shared.close())
  const install = () => shared.install()

  describe('a stream', () => {
    test('that was never written to reads as empty', async () => {
      const { store } = install()
      expect(await store.read('party-1')).toEqual({ events: [], revision: 'no-stream' })
    })

    test('gives its events back, oldest first, as they were written', async () => {
      const { store } = install()
      await store.append(append('party-1', { events: [happened(0), happened(1)] }))
      const last = append('party-1', { events: [happened(2)], expected: 1n })
      const { revision, position } = await store.append(last)
      const { events, revision: readRevision } = await store.read('party-1')
      expect(events.map(({ data }) => data)).toEqual([happened(0), happened(1), happened(2)])
      expect(events.map((event) => event.revision)).toEqual([0n, 1n, 2n])
      expect(events.map(({ stream }) => stream)).toEqual(['party-1', 'party-1', 'party-1'])
      expect(new Set(events.map(({ id }) => id)).size).toBe(3)
      expect(events[2]).toMatchObject({ type: 'Happened', metadata: last.metadata })
      expect(events[2]?.position).toBe(position)
      expect(revision).toBe(2n)
      expect(readRevision).toBe(2n)
    })

    test('is read whole, however many pages it has', async () => {
      const { store } = install()
      await writeMany(store, 'party-1', 9000)
      const { events, revision } = await store.read('party-1')
      expect(revision).toBe(8999n)
      expect(events.map((event) => event.revision)).toEqual(
        Array.from({ length: 9000 }, (_, i) => BigInt(i)),
      )
    })

    test('has nothing to do with others', async () => {
      const { store } = install()
      await store.append(append('party-1'))
      await store.append(append('party-12'))
      expect((await store.read('party-1')).events).toHaveLength(1)
    })
  })

  describe('an append', () => {
    test.each<[ExpectedRevision, number]>([
      ['no-stream', 1],
      [0n, 0],
      [0n, 2],
      [7n, 2],
    ])('that expects %s is refused at %i events', async (expected, count) => {
      const { store } = install()
      if (count > 0) await writeMany(store, 'party-1', count)
      await expect(store.append(append('party-1', { expected }))).rejects.toThrow(WrongRevision)
      expect((await store.read('party-1')).events).toHaveLength(count)
    })

    test('of several events is whole, and next to each other in the log', async () => {
      const { store, log } = install()
      const events = [happened(0), happened(1), happened(2)]
      const streams = Array.from({ length: 16 }, (_, i) => `party-${i}`)
      await Promise.all(streams.map((stream) => store.append(append(stream, { events }))))
      const all = await untilCaughtUp(log, 'start')
      const order = all.map(({ data }) => data)
      expect(order).toEqual(streams.flatMap(() => events))
    })

    test('made again writes nothing and gives the old answer', async () => {
      const { store } = install()
      const first = append('party-1', { events: [happened(0), happened(1)] })
      const answer = await store.append(first)
      await writeMany(store, 'party-1', 3, 1n)
      expect(await store.append(first)).toEqual(answer)
      expect((await store.read('party-1')).events).toHaveLength(5)
    })

    test('made again while the first is on its way is written once', async () => {
      const { store } = install()
      const twice = append('party-1', { events: [happened(0), happened(1)] })
      const [one, other] = await Promise.all([store.append(twice), store.append(twice)])
      expect(one).toEqual(other)
      expect((await store.read('party-1')).events).toHaveLength(2)
    })

    test('raced by 31 others has one winner', async () => {
      const { store } = install()
      await store.append(append('party-1'))
      const racers = Array.from({ length: 32 }, (_, i) =>
        append('party-1', { events: [happened(i)], expected: 0n }),
      )
      const outcomes = await Promise.allSettled(racers.map((racer) => store.append(racer)))
      const winners = racers.filter((_, i) => outcomes[i]?.status === 'fulfilled')
      const losses = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason] : [],
      )
      expect(winners).toHaveLength(1)
      expect(losses.every((loss) => loss instanceof WrongRevision)).toBe(true)
      expect((await store.read('party-1')).events[1]?.data).toEqual(winners[0]?.events[0])
    })

    test.each<[string, Append['events']]>([
      ['no events', []],
      ['a number that JSON cannot hold', [happenedWith({ n: 1n })]],
      ['half of a surrogate pair', [happenedWith({ text: 'a\ud83d' })]],
      ['half of a pair after a backslash', [happenedWith({ text: '\\\udc00' })]],
      ['half of a pair in a name', [happenedWith({ 'a\udc00': 1 })]],
      ['more than fits', [happenedWith({ text: 'x'.repeat(900_000) })]],
      ['more bytes than fit', [happenedWith({ text: 'ø'.repeat(450_000) })]],
    ])('of %s is a fault, and writes nothing', async (_what, events) => {
      const { store } = install()
      await expect(store.append(append('party-1', { events }))).rejects.toThrow(UnstorableEvents)
      expect((await store.read('party-1')).revision).toBe('no-stream')
    })

    test('of text that only looks like half a pair is taken, and much text too', async () => {
      const { store } = install()
      const events = [happenedWith({ text: '\\ud83d', pair: '😀 \\😀', much: 'ø'.repeat(400_000) })]
      await store.append(append('party-1', { events }))
      expect((await store.read('party-1')).events[0]?.data).toEqual(events[0])
    })

    test('at a revision that cannot be is a fault', async () => {
      const { store } = install()
      const impossible = append('party-1', { expected: -1n })
      await expect(store.append(impossible)).rejects.toThrow(RangeError)
    })
  })

  describe('the log', () => {
    test('of an installation without events is caught up with at once', async () => {
      const { log } = install()
      expect(await untilCaughtUp(log, 'start')).toEqual([])
      expect(await log.head()).toBe(0n)
    })

    test('is followed from its start, and on', async () => {
      const { store, log } = install()
      await writeMany(store, 'party-1', 3)
      const following = taken(log, 'start', 5)
      await store.append(append('resource-1'))
      await store.append(append('party-1', { expected: 2n }))
      const events = await following
      const stored = [
        ...(await store.read('party-1')).events,
        ...(await store.read('resource-1')).events,
      ]
      expect(events).toEqual(inLogOrder(stored))
    })

    test('is followed strictly after a position', async () => {
      const { store, log } = install()
      await writeMany(store, 'party-1', 6)
      const all = await untilCaughtUp(log, 'start')
      const third = all[2]?.position ?? 0n
      expect(await untilCaughtUp(log, third)).toEqual(all.slice(3))
      expect(await untilCaughtUp(log, await log.head())).toEqual([])
    })

    test('delivers each event once and in order while many write', async () => {
      const { store, log } = install()
      const writers = Array.from({ length: 8 }, (_, i) => `party-${i}`)
      const following = taken(log, 'start', 8 * 150)
      await Promise.all(writers.map((stream) => writeSlowly(store, stream, 150)))
      const events = await following
      const positions = events.map(({ position }) => position)
      expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)))
      expect(new Set(events.map(({ id }) => id)).size).toBe(8 * 150)
    })

    test('says that it is caught up once per end that is reached', async () => {
      const { store, log } = install()
      await writeMany(store, 'party-1', 2500)
      const ends: number[] = []
      let count = 0
      const done = new AbortController()
      for await (const { events, caughtUp } of log.follow('start', done.signal)) {
        count += events.length
        if (caughtUp) ends.push(count)
        if (caughtUp) done.abort()
      }
      expect(ends).toEqual([2500])
    })

    test('holds back for a slow reader, and loses nothing', async () => {
      const { store, log } = install()
      await writeMany(store, 'party-1', 6000)
      const sizes: number[] = []
      const done = new AbortController()
      for await (const { events, caughtUp } of log.follow('start', done.signal)) {
        sizes.push(events.length)
        if (caughtUp) done.abort()
        await sleep(40)
      }
      expect(Math.max(...sizes)).toBeLessThanOrEqual(1024)
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(6000)
    })

    test('is no longer followed when the signal aborts', async () => {
      const { store, log } = install()
      await store.append(append('party-1'))
      const done = new AbortController()
      const iterator = log.follow('start', done.signal)[Symbol.asyncIterator]()
      await iterator.next()
      done.abort()
      await writeMany(store, 'party-1', 1, 0n)
      expect(await iterator.next()).toEqual({ done: true, value: undefined })
    })

    test('is not followed at all by a signal that has aborted', async () => {
      const { log } = install()
      expect(await taken(log, 'start', 1, AbortSignal.abort())).toEqual([])
    })

    test('has its newest event at its head, whatever others write', async () => {
      const { store, log } = install()
      const { position } = await store.append(append('party-1'))
      await shared.writeForeign(400)
      await install().store.append(append('party-1'))
      expect(await log.head()).toBe(position)
      expect(await store.head()).toBe(position)
    })
  })

  describe('an installation', () => {
    test('never sees the events of another on the same server', async () => {
      const [one, other] = [install(), install()]
      await one.store.append(append('party-1', { events: [happened(1)] }))
      await other.store.append(append('party-1', { events: [happened(2)] }))
      expect((await seen(one, 'party-1')).map(({ data }) => data)).toEqual([
        happened(1),
        happened(1),
      ])
      expect((await seen(other, 'party-1')).map(({ data }) => data)).toEqual([
        happened(2),
        happened(2),
      ])
    })

    test('has one id, though many ask for it first', async () => {
      const { installationId, log } = install()
      const ids = await Promise.all(Array.from({ length: 8 }, installationId))
      expect(new Set(ids).size).toBe(1)
      expect(await installationId()).toBe(ids[0])
      expect(await untilCaughtUp(log, 'start')).toEqual([])
      expect(await install().installationId()).not.toBe(ids[0])
    })
  })

  eventStoreProperty(install)

  if (!canRestart) return
  describe('a restart of the server', () => {
    test('loses nothing, and knows an append that is made again', async () => {
      const { store, log } = install()
      const first = append('party-1', { events: [happened(0), happened(1)] })
      const answer = await store.append(first)
      await writeMany(store, 'party-1', 1, 1n)
      const before = await store.read('party-1')
      await shared.restart?.()
      expect(await store.append(first)).toEqual(answer)
      expect(await store.read('party-1')).toEqual(before)
      expect(await untilCaughtUp(log, 'start')).toHaveLength(3)
    })
  })
}

const seen = async ({ store, log }: Installation, stream: string) => [
  ...(await store.read(stream)).events,
  ...(await untilCaughtUp(log, 'start')),
]

async function writeSlowly(store: EventStore, stream: string, count: number): Promise<Position> {
  let expected: ExpectedRevision = 'no-stream'
  let last = 0n
  for (let i = 0; i < count; i += 1) {
    const commandId = randomUUID()
    const { revision, position } = await store.append(append(stream, { commandId, expected }))
    expected = revision
    last = position
  }
  return last
}
