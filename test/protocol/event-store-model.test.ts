import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { deferred } from '../../servers/event-store/deferred.ts'
import { openSegmentFile } from '../../servers/event-store/log/segment-file.ts'
import type { ExpectedRevision } from '../../servers/event-store/store/check-append.ts'
import { EventIndex } from '../../servers/event-store/store/event-index.ts'
import {
  EventStore,
  type EventStoreOptions,
  type NewEvent,
} from '../../servers/event-store/store/event-store.ts'
import { readAll, readStream } from '../../servers/event-store/store/read.ts'
import { temporaryDirectory } from '../support/event-log.ts'

function fail(error: Error): never {
  throw error
}

async function openStore(
  directory: string,
  options: Partial<EventStoreOptions> = {},
): Promise<EventStore> {
  const store = await EventStore.open({ directory, onFailure: fail, ...options })
  onTestFinished(() => store.close())
  return store
}

let nextId = 0
function newEvent(data = '{}', type = 'Tested'): NewEvent {
  const id = Buffer.alloc(16, 1)
  id.writeUInt32BE((nextId += 1), 0)
  return { id, type, isJson: true, metadata: Buffer.alloc(0), data: Buffer.from(data) }
}

/** All that a client can see: every stream from both ends, and $all. */
function visible(store: EventStore, names: readonly string[]): unknown {
  const shown = (ordinals: Iterable<number>): string[] =>
    Array.from(ordinals, (ordinal) => {
      const { stream, revision, kind, data } = store.read(ordinal)
      return `${stream.toString()}@${revision} ${kind} ${data.toString()}`
    })
  const countMax = 1000
  const streams = names.map((name) => {
    const up = readStream(store, name, { direction: 'forwards', from: 0, countMax })
    const down = readStream(store, name, { direction: 'backwards', from: 1e9, countMax })
    if (up.kind !== 'found' || down.kind !== 'found') return [up.kind, down.kind]
    const forwards = shown(up.ordinals)
    expect(shown(down.ordinals).toReversed()).toEqual(forwards)
    return forwards
  })
  return { streams, all: shown(readAll(store, 'forwards', 0, countMax)) }
}

type Command =
  | {
      readonly do: 'append'
      readonly stream: string
      readonly count: number
      readonly ahead: number
    }
  | { readonly do: 'delete'; readonly stream: string }
  | { readonly do: 'tombstone'; readonly stream: string }
  | { readonly do: 'describe'; readonly stream: string; readonly metadata: string }

const names = ['a', 'b', 'c']
const stream = fc.constantFrom(...names)
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      stream,
      count: fc.integer({ min: 0, max: 5 }),
      /** How far the expected revision lies beyond the true one. */
      ahead: fc.constantFrom(0, 0, 0, 0, 1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), stream }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tombstone' as const), stream }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('describe' as const),
      stream,
      metadata: fc.constantFrom('{"$maxCount":2}', '{"$tb":3}', '{}', 'nonsense'),
    }),
  },
)

/** All events of a stream, shown or hidden: what deleting and metadata do not change. */
type Model = Map<string, { events: string[]; isGone: boolean }>

async function perform(store: EventStore, model: Model, next: Command): Promise<void> {
  const known = model.get(next.stream) ?? { events: [], isGone: false }
  model.set(next.stream, known)
  if (next.do === 'delete') {
    await store.softDelete(next.stream, 'any')
  } else if (next.do === 'tombstone') {
    const { kind } = await store.tombstone(next.stream, 'any')
    expect(kind).toBe(known.isGone ? 'stream-deleted' : 'written')
    known.isGone = true
  } else if (next.do === 'describe') {
    await store.append(`$$${next.stream}`, 'any', [newEvent(next.metadata, '$metadata')])
  } else {
    await performAppend(store, known, next)
  }
}

async function performAppend(
  store: EventStore,
  known: { events: string[]; isGone: boolean },
  { stream: name, count, ahead }: Extract<Command, { do: 'append' }>,
): Promise<void> {
  const last = known.events.length - 1
  const expected: ExpectedRevision = last + ahead < 0 ? 'no-stream' : BigInt(last + ahead)
  const events = Array.from({ length: count }, () => newEvent(`{"n":${nextId}}`))
  const result = await store.append(name, expected, events)
  if (known.isGone) return expect(result).toEqual({ kind: 'stream-deleted' })
  if (ahead > 0) return expect(result).toEqual({ kind: 'wrong-expected-revision', last })
  expect(result).toMatchObject({ kind: 'written', revision: last + count })
  known.events.push(...events.map(({ data }) => Buffer.from(data).toString()))
}

describe('a store', () => {
  test('agrees with a list of its events, and shows the same after it was opened again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
        const directory = await temporaryDirectory()
        const store = await openStore(directory, { segmentBytesMax: 2000 })
        const model: Model = new Map()
        for (const next of commands) await perform(store, model, next)
        for (const [name, { events, isGone }] of model) {
          const number = store.index.streams.find(name) ?? -1
          const stored = events.map((_, revision) =>
            store.read(store.index.ordinalOf(number, revision)).data.toString(),
          )
          expect(stored).toEqual(events)
          expect(store.streams.last(name, 'published') === 'tombstoned').toBe(isGone)
        }
        const before = visible(store, names)
        await store.close()
        const again = await openStore(directory, { segmentBytesMax: 2000 })
        expect(visible(again, names)).toEqual(before)
        await again.close()
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  test('shows nothing that is not on the disk yet, but decides by it', async () => {
    const held = deferred()
    const store = await openStore(await temporaryDirectory(), {
      openFile: async (path) => {
        const file = await openSegmentFile(path)
        return { ...file, sync: () => held.promise.then(() => file.sync()) }
      },
    })
    const first = store.append('s', 'no-stream', [newEvent()])
    const second = store.append('s', 'no-stream', [newEvent()])
    const third = store.append('s', 0n, [newEvent()])
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(visible(store, ['s'])).toEqual({ streams: [['not-found', 'not-found']], all: [] })
    held.resolve()
    expect(await first).toMatchObject({ kind: 'written', revision: 0 })
    expect(await second).toEqual({ kind: 'wrong-expected-revision', last: 0 })
    expect(await third).toMatchObject({ kind: 'written', revision: 1 })
    expect(visible(store, ['s'])).toMatchObject({ all: ['s@0 event {}', 's@1 event {}'] })
  })

  test('gives away a page of the log again and again without keeping them all', async () => {
    const store = await openStore(await temporaryDirectory())
    const large = JSON.stringify('x'.repeat(900_000))
    for (let n = 0; n < 100; n += 1) await store.append('s', 'any', [newEvent(large)])
    collectGarbage()
    const before = process.memoryUsage().arrayBuffers
    for (let round = 0; round < 2; round += 1)
      for (let ordinal = 0; ordinal < 100; ordinal += 1)
        expect(store.read(ordinal).data.length).toBe(900_002)
    // 90 MB went through; what the cache may not hold is there to be collected.
    const kept = (): number => process.memoryUsage().arrayBuffers - before
    await vi.waitFor(
      () => {
        collectGarbage()
        expect(kept()).toBeLessThan(60_000_000)
      },
      { timeout: 10_000, interval: 200 },
    )
  }, 60_000)
})

test('the index finds every event by stream and revision, and by position', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 600 }), (streams) => {
      const index = new EventIndex()
      const model = new Map<number, number[]>()
      for (const [ordinal, number] of streams.entries()) {
        const own = model.get(number) ?? []
        const added = index.add({
          position: 100 + 10 * ordinal,
          stream: `stream-${number}`,
          type: `type-${number % 3}`,
          revision: own.length,
          isTombstone: false,
        })
        expect(added).toBe(ordinal)
        model.set(number, [...own, ordinal])
      }
      for (const [number, ordinals] of model) {
        const found = index.streams.find(`stream-${number}`) ?? -1
        expect(index.lastRevision(found)).toBe(ordinals.length - 1)
        expect(ordinals.map((_, revision) => index.ordinalOf(found, revision))).toEqual(ordinals)
        expect(index.streams.name(found)).toBe(`stream-${number}`)
      }
      for (const ordinal of streams.keys()) {
        expect(index.ordinalAtOrAfter(100 + 10 * ordinal)).toBe(ordinal)
        expect(index.ordinalAtOrAfter(95 + 10 * ordinal)).toBe(ordinal)
      }
    }),
  )
})

setFlagsFromString('--expose-gc')

/** As whether memory is kept can only be told when what is not kept is gone. */
function collectGarbage(): void {
  runInNewContext('gc()')
}
