import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recentChanges, type Step } from '../../projections/recent-changes.ts'

const keys = ['a', 'b', 'c'] as const
/** A document that is put, or taken away again, at each position of a log. */
const log = fc.array(fc.constantFrom(...keys), { minLength: 5, maxLength: 30 })
const move = fc.record({
  length: fc.integer({ min: 1, max: 4 }),
  isHeard: fc.constantFrom(true, true, true, false),
  isToldOf: fc.constantFrom(true, true, true, false),
  /** The views are first set back to where they were so many moves ago. */
  back: fc.constantFrom(0, 0, 0, 1, 2, 3),
})

/** Is the document there, when so much of the log was read? */
const isThere = (events: readonly string[], key: string, position: number): boolean =>
  events.slice(0, position).filter((one) => one === key).length % 2 === 1

describe('what was heard of the last changes', () => {
  test('never takes for unchanged what changed, however the views went', () => {
    fc.assert(
      fc.property(log, fc.array(move, { maxLength: 20 }), (events, moves) => {
        const changes = recentChanges()
        const places = [0]
        const isSame = (key: string, one: number, other: number): boolean =>
          isThere(events, key, one) === isThere(events, key, other)
        for (const { length, isHeard, isToldOf, back } of moves) {
          const from = places.at(-1 - back) ?? 0
          const to = Math.min(from + length, events.length)
          if (to === from) continue
          places.push(to)
          const changed = isToldOf ? keys.filter((key) => !isSame(key, from, to)) : undefined
          const step: Step = { from: from === 0 ? 'start' : BigInt(from), to: BigInt(to), changed }
          if (isHeard) changes.went(step)
          const told = places.flatMap((since) =>
            keys
              .filter((key) => changes.areUnchanged(new Set([key]), BigInt(since), BigInt(to)))
              .map((key) => ({ key, since, to })),
          )
          expect(told.filter(({ key, since }) => !isSame(key, since, to))).toEqual([])
        }
      }),
      { numRuns: 3_000 },
    )
  })

  test('says nothing of a position within a step, where a document may have come and gone', () => {
    const changes = recentChanges()
    changes.went({ from: 'start', to: 10n, changed: [] })
    changes.went({ from: 10n, to: 20n, changed: [] })
    changes.went({ from: 20n, to: 30n, changed: [] })
    expect(changes.areUnchanged(new Set(['a']), 10n, 30n)).toBe(true)
    expect(changes.areUnchanged(new Set(['a']), 15n, 30n)).toBe(false)
    expect(changes.areUnchanged(new Set(['a']), 10n, 25n)).toBe(false)
  })

  test('tells what did not change for as long as it heard of every step', () => {
    const changes = recentChanges()
    changes.went({ from: 'start', to: 10n, changed: ['a'] })
    changes.went({ from: 10n, to: 20n, changed: ['b'] })
    expect(changes.heard()).toBe(20n)
    expect(changes.areUnchanged(new Set(['b']), 0n, 10n)).toBe(true)
    expect(changes.areUnchanged(new Set(['a']), 10n, 20n)).toBe(true)
    expect(changes.areUnchanged(new Set(['a']), 0n, 20n)).toBe(false)
    expect(changes.areUnchanged(new Set(['c']), 0n, 21n)).toBe(false)
    changes.went({ from: 30n, to: 40n, changed: [] })
    expect(changes.areUnchanged(new Set(['c']), 20n, 40n)).toBe(false)
    expect(changes.areUnchanged(new Set(['c']), 30n, 40n)).toBe(true)
  })

  test('forgets what is long ago', () => {
    const changes = recentChanges()
    for (let at = 0; at < 12_000; at += 1)
      changes.went({ from: BigInt(at), to: BigInt(at + 1), changed: ['x'] })
    expect(changes.areUnchanged(new Set(['a']), 0n, 12_000n)).toBe(false)
    expect(changes.areUnchanged(new Set(['a']), 11_999n, 12_000n)).toBe(true)
  })
})
