import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type EventStore,
  type ExpectedRevision,
  WrongRevision,
} from '../../application/event-store.ts'
import type { EventLog } from '../../projections/event-log.ts'
import { appendOf, newStream, numbered, taken } from '../support/store-under-test.ts'

export type OpenedStore = {
  readonly store: EventStore
  readonly log: EventLog
  readonly close: () => Promise<void>
}

/** What every event store must do, whatever it is made of. It may hold events of others; no other writer is at work. */
export function eventStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} as event store and log`, () => {
    let opened: OpenedStore
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())
    readingContract(() => opened)
    appendingContract(() => opened)
    tryingContract(() => opened)
    followingContract(() => opened)
  })
}

type Opened = () => OpenedStore

const numbersOf = (events: readonly { readonly data: unknown }[]): readonly unknown[] =>
  events.map(({ data }) => data)

function readingContract(opened: Opened): void {
  describe('reading', () => {
    it('a stream that was never written to gives nothing, at no-stream', async () => {
      expect(await opened().store.read(newStream())).toEqual({ events: [], revision: 'no-stream' })
    })

    it('gives back what was appended, in order, and where it lies', async () => {
      const stream = newStream()
      const append = appendOf(stream, 'no-stream', [1, 2])
      const { revision, position } = await opened().store.append(append)
      const read = await opened().store.read(stream)
      expect(read.revision).toBe(1n)
      expect(revision).toBe(1n)
      expect(read.events).toMatchObject([
        { stream, revision: 0n, type: 'Numbered', data: numbered(1), metadata: append.metadata },
        { stream, revision: 1n, type: 'Numbered', data: numbered(2), metadata: append.metadata },
      ])
      expect(read.events[1]?.position).toBe(position)
      expect(read.events[0]?.position).toBeLessThan(position)
    })

    it('gives all of a stream that is longer than any page', async () => {
      const stream = newStream()
      const size = 500
      let expected: ExpectedRevision = 'no-stream'
      for (let first = 0; first < 9 * size; first += size) {
        const numbers = Array.from({ length: size }, (_, i) => first + i)
        expected = (await opened().store.append(appendOf(stream, expected, numbers))).revision
      }
      const { events, revision } = await opened().store.read(stream)
      expect(revision).toBe(4499n)
      expect(numbersOf(events)).toEqual(Array.from({ length: 4500 }, (_, i) => numbered(i)))
    })
  })
}

function appendingContract(opened: Opened): void {
  describe('appending', () => {
    const wrong: readonly [string, ExpectedRevision][] = [
      ['to a stream that is there, as if it were not', 'no-stream'],
      ['before the end', 0n],
      ['beyond the end', 2n],
    ]
    it.each(wrong)('%s is refused, and writes nothing', async (_, expected) => {
      const stream = newStream()
      await opened().store.append(appendOf(stream, 'no-stream', [1, 2]))
      const appending = opened().store.append(appendOf(stream, expected, [3]))
      await expect(appending).rejects.toThrow(WrongRevision)
      expect((await opened().store.read(stream)).revision).toBe(1n)
    })

    it('to a stream that is not there, as if it were, is refused', async () => {
      const appending = opened().store.append(appendOf(newStream(), 0n, [1]))
      await expect(appending).rejects.toThrow(WrongRevision)
    })

    it('gives each event an id of its own, in every stream', async () => {
      const commandId = '4b2f1f6e-6f0e-4c43-8a5c-0f4f5f7d9f10'
      const streams = [newStream(), newStream()]
      for (const stream of streams)
        await opened().store.append(appendOf(stream, 'no-stream', [1, 2], commandId))
      const read = await Promise.all(streams.map((stream) => opened().store.read(stream)))
      expect(new Set(read.flatMap(({ events }) => events.map(({ id }) => id))).size).toBe(4)
    })

    it('of 32 that append at once, one wins, and all of its events follow each other', async () => {
      const stream = newStream()
      const after = await opened().log.head()
      const racing = Array.from({ length: 32 }, (_, i) =>
        opened().store.append(appendOf(stream, 'no-stream', [i, i, i])),
      )
      const outcomes = await Promise.allSettled(racing)
      const lost = outcomes.flatMap((o) => (o.status === 'rejected' ? [o.reason] : []))
      expect(lost).toHaveLength(31)
      expect(lost.every((reason) => reason instanceof WrongRevision)).toBe(true)
      const winner = numbered(outcomes.findIndex(({ status }) => status === 'fulfilled'))
      const events = await taken(opened().log.follow(after, new AbortController().signal), 3)
      expect(numbersOf(events)).toEqual([winner, winner, winner])
    })

    it('moves the head to what was appended', async () => {
      const { position } = await opened().store.append(appendOf(newStream(), 'no-stream', [1, 2]))
      expect(await opened().store.head()).toBe(position)
      expect(await opened().log.head()).toBe(position)
    })
  })
}

function tryingContract(opened: Opened): void {
  describe('appending once more', () => {
    it('is answered as it was, and writes nothing', async () => {
      const append = appendOf(newStream(), 'no-stream', [1, 2])
      const first = await opened().store.append(append)
      expect(await opened().store.append(append)).toEqual(first)
      expect((await opened().store.read(append.stream)).revision).toBe(1n)
    })

    it('is recognised after later events too', async () => {
      const stream = newStream()
      await opened().store.append(appendOf(stream, 'no-stream', [1]))
      const append = appendOf(stream, 0n, [2, 3])
      const first = await opened().store.append(append)
      await opened().store.append(appendOf(stream, 2n, [4, 5]))
      expect(await opened().store.append(append)).toEqual(first)
      expect((await opened().store.read(stream)).revision).toBe(4n)
    })

    it('with one event more is refused', async () => {
      const append = appendOf(newStream(), 'no-stream', [1, 2])
      await opened().store.append(append)
      const more = { ...append, events: [...append.events, numbered(3)] }
      await expect(opened().store.append(more)).rejects.toThrow(WrongRevision)
    })

    it('agrees with a plain list, whatever is appended and tried again', async () => {
      const step = fc.record({
        stream: fc.nat(1),
        commandId: fc.uuid(),
        /** Which earlier append to try again, if that is what is done. */
        again: fc.option(fc.nat(9)),
        /** How far from the stream's end the append believes that end to be. */
        off: fc.constantFrom(0, 0, 0, -1, 1),
        count: fc.integer({ min: 1, max: 3 }),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const streams = [newStream(), newStream()]
          const ends = [0, 0]
          const done: { append: ReturnType<typeof appendOf>; revision: bigint }[] = []
          for (const { stream, commandId, again, off, count } of steps) {
            const earlier = again === null ? undefined : done[again]
            if (earlier) {
              const { revision } = await opened().store.append(earlier.append)
              expect(revision).toBe(earlier.revision)
              continue
            }
            const end = ends[stream] ?? 0
            const believed = Math.max(end + off, 0)
            const expected = believed === 0 ? 'no-stream' : BigInt(believed - 1)
            const numbers = Array.from({ length: count }, (_, i) => end + i)
            const append = appendOf(streams[stream] ?? '', expected, numbers, commandId)
            const appending = opened().store.append(append)
            if (believed !== end) {
              await expect(appending).rejects.toThrow(WrongRevision)
              continue
            }
            ends[stream] = end + count
            done.push({ append, revision: (await appending).revision })
          }
          for (const [i, stream] of streams.entries()) {
            const { events } = await opened().store.read(stream)
            const numbers = Array.from({ length: ends[i] ?? 0 }, (_, n) => numbered(n))
            expect(numbersOf(events)).toEqual(numbers)
          }
        }),
        { numRuns: 25 },
      )
    })
  })
}

function followingContract(opened: Opened): void {
  const { signal } = new AbortController()

  describe('following', () => {
    it('from the start gives every event once, in order, and then says so', async () => {
      await opened().store.append(appendOf(newStream(), 'no-stream', [1, 2, 3]))
      const head = await opened().log.head()
      const positions: bigint[] = []
      for await (const { events, caughtUp } of opened().log.follow('start', signal)) {
        positions.push(...events.map(({ position }) => position))
        if (caughtUp) break
      }
      expect(positions.at(-1)).toBe(head)
      expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => (a < b ? -1 : 1)))
      expect(await taken(opened().log.follow('start', signal), positions.length)).toHaveLength(
        positions.length,
      )
    })

    it('from the end gives nothing, and says so', async () => {
      const head = await opened().log.head()
      for await (const batch of opened().log.follow(head, signal)) {
        expect(batch).toEqual({ events: [], caughtUp: true })
        break
      }
    })

    it('after an event leaves that one out, and none of those behind it', async () => {
      const stream = newStream()
      await opened().store.append(appendOf(stream, 'no-stream', [1, 2, 3, 4]))
      const { events } = await opened().store.read(stream)
      const after = events[1]?.position ?? 0n
      const followed = await taken(opened().log.follow(after, signal), 2)
      expect(followed.map(({ id }) => id)).toEqual(events.slice(2).map(({ id }) => id))
    })

    it('goes on with what is written then', async () => {
      const stream = newStream()
      const after = await opened().log.head()
      let expected: ExpectedRevision = 'no-stream'
      let next = 0
      for await (const { events } of opened().log.follow(after, signal)) {
        for (const { data } of events) expect(data).toEqual(numbered(next++))
        if (next === 5) break
        expected = (await opened().store.append(appendOf(stream, expected, [next]))).revision
      }
    })

    it('says that the end is reached with the batch that reaches it', async () => {
      const after = await opened().log.head()
      const ends: boolean[] = []
      for await (const { events, caughtUp } of opened().log.follow(after, signal)) {
        ends.push(caughtUp)
        if (events.length > 0) break
        await opened().store.append(appendOf(newStream(), 'no-stream', [1]))
      }
      expect(ends).toEqual([true, true])
    })

    it('leaves out what is of no category', async () => {
      const after = await opened().log.head()
      await opened().store.append(
        appendOf(newStream().replace('party-', 'other-'), 'no-stream', [1]),
      )
      expect(await opened().log.head()).toBe(after)
      await opened().store.append(appendOf(newStream(), 'no-stream', [2]))
      const [event] = await taken(opened().log.follow(after, signal), 1)
      expect(event?.data).toEqual(numbered(2))
    })

    it('misses nothing and turns nothing round while many write', async () => {
      const after = await opened().log.head()
      const writers = Array.from({ length: 16 }, async () => {
        const stream = newStream()
        let expected: ExpectedRevision = 'no-stream'
        const positions: bigint[] = []
        for (let n = 0; n < 12; n += 1) {
          const appended = await opened().store.append(appendOf(stream, expected, [n]))
          expected = appended.revision
          positions.push(appended.position)
        }
        return positions
      })
      const followed = await taken(opened().log.follow(after, signal), 16 * 12)
      const written = (await Promise.all(writers)).flat().toSorted((a, b) => (a < b ? -1 : 1))
      expect(followed.map(({ position }) => position)).toEqual(written)
    })

    it('gives a slow reader everything, in batches of a bounded size', async () => {
      const after = await opened().log.head()
      const count = 3000
      for (let first = 0; first < count; first += 500) {
        const numbers = Array.from({ length: 500 }, (_, i) => first + i)
        await opened().store.append(appendOf(newStream(), 'no-stream', numbers))
      }
      let next = 0
      for await (const { events } of opened().log.follow(after, signal)) {
        expect(events.length).toBeLessThanOrEqual(1024)
        for (const { data } of events) expect(data).toEqual(numbered(next++))
        if (next === count) break
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })

    it('ends when the signal aborts', async () => {
      const controller = new AbortController()
      const after = await opened().log.head()
      for await (const _ of opened().log.follow(after, controller.signal)) controller.abort()
      expect(controller.signal.aborted).toBe(true)
    })

    it('with a signal that has aborted gives nothing', async () => {
      for await (const _ of opened().log.follow('start', AbortSignal.abort())) expect.unreachable()
    })
  })
}
