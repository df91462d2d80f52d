import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ExpectedRevision, WrongRevision } from '../../application/event-store.ts'
import type { Position, StoredEvent } from '../../projections/recorded.ts'
import { deriveId } from '../support/derive-id.ts'
import { append, happened } from '../support/appends.ts'
import { untilCaughtUp } from '../support/follow.ts'
import type { Installation } from './event-store.contract.ts'

type Written = { readonly key: string; readonly n: number; readonly position: Position }

/** What the log must hold, in the plainest form: who wrote what, in what order. */
class Model {
  readonly all: Written[] = []
  #streams = new Map<string, Written[]>()
  #run = 0

  beginRun(): void {
    this.#run += 1
    this.#streams = new Map()
  }

  streamName(stream: number): string {
    return `party-${this.#run}x${stream}`
  }

  eventsOf(stream: number): readonly Written[] {
    return this.#streams.get(this.streamName(stream)) ?? []
  }

  add(stream: number, events: readonly Written[]): void {
    this.#streams.set(this.streamName(stream), [...this.eventsOf(stream), ...events])
    this.all.push(...events)
  }
}

type Command = fc.AsyncCommand<Model, Installation>

const numbersOf = (events: readonly StoredEvent[]): readonly unknown[] =>
  events.map(({ data }) => data)

function appendCommand(to: number, by: number, after: number, count: number): Command {
  const run = async (model: Model, { store }: Installation): Promise<void> => {
    const stream = model.streamName(to)
    const expected: ExpectedRevision = after < 0 ? 'no-stream' : BigInt(after)
    const commandId = deriveId(stream, String(by))
    const numbers = Array.from({ length: count }, (_, i) => by * 10 + i)
    const keys = numbers.map((_, i) => `${commandId}/${i}`)
    const asked = store.append(
      append(stream, { events: numbers.map(happened), expected, commandId }),
    )

    const existing = model.eventsOf(to)
    const from = after + 1
    if (from < existing.length && keys.every((key, i) => existing[from + i]?.key === key)) {
      const { revision, position } = await asked
      expect(revision).toBe(BigInt(after + count))
      expect(position).toBeLessThanOrEqual(model.all.at(-1)?.position ?? 0n)
    } else if (from === existing.length) {
      const { revision, position } = await asked
      expect(revision).toBe(BigInt(after + count))
      expect(position).toBeGreaterThan(model.all.at(-1)?.position ?? 0n)
      const written = numbers.map((n, i) => ({ key: keys[i] ?? '', n, position }))
      model.add(to, written)
    } else {
      await expect(asked).rejects.toThrow(WrongRevision)
    }
  }
  return { check: () => true, run, toString: () => `append(${to} by ${by} at ${after}: ${count})` }
}

function readCommand(from: number): Command {
  const run = async (model: Model, { store }: Installation): Promise<void> => {
    const { events, revision } = await store.read(model.streamName(from))
    const expected = model.eventsOf(from)
    expect(numbersOf(events)).toEqual(expected.map(({ n }) => happened(n)))
    expect(revision).toBe(expected.length === 0 ? 'no-stream' : BigInt(expected.length - 1))
  }
  return { check: () => true, run, toString: () => `read(${from})` }
}

/** From so many events back. Those of one append share the position that the model knows: that of the last. */
function followCommand(back: number): Command {
  const run = async (model: Model, { log }: Installation): Promise<void> => {
    const start = model.all.at(-1 - back)?.position ?? 'start'
    const later = model.all.filter(({ position }) => start === 'start' || position > start)
    const events = await untilCaughtUp(log, start)
    expect(numbersOf(events)).toEqual(later.map(({ n }) => happened(n)))
    expect(await log.head()).toBe(model.all.at(-1)?.position ?? 0n)
  }
  return { check: () => true, run, toString: () => `follow(${back} back)` }
}

const stream = fc.integer({ min: 0, max: 1 })
const commands = fc.commands<Model, Installation, false>(
  [
    fc
      .tuple(stream, fc.nat(3), fc.integer({ min: -1, max: 6 }), fc.integer({ min: 1, max: 3 }))
      .map((parts) => appendCommand(...parts)),
    fc.tuple(stream, fc.nat(3)).map(([to, by]) => appendCommand(to, by, -1, 1)),
    stream.map(readCommand),
    fc.nat(20).map(followCommand),
  ],
  { maxCommands: 25 },
)

/** Whatever is done in whatever order, the log is what a plain list would be. */
export function eventStoreProperty(install: () => Installation): void {
  test('any history of appends, repeats, reads and followers is that of a plain list', async () => {
    const installation = install()
    const model = new Model()
    const history = fc.asyncProperty(commands, async (steps) => {
      model.beginRun()
      await fc.asyncModelRun(() => ({ model, real: installation }), steps)
    })
    await fc.assert(history, { numRuns: 100 })
  })
}
