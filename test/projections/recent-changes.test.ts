import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recentChanges, type Step } from '../../projections/recent-changes.ts'

const key: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c', 'd')
const heard = fc.record({
  length: fc.bigInt({ min: 1n, max: 3n }),
  changed: fc.option(fc.uniqueArray(key, { maxLength: 3 }), { nil: undefined }),
  /** The step happened, and was not heard of. */
  isLost: fc.boolean(),
})

describe('what was heard of the last changes', () => {
  test('never takes for unchanged what changed, whatever was not heard', () => {
    const asked = fc.tuple(fc.uniqueArray(key), fc.nat({ max: 40 }), fc.nat({ max: 40 }))
    fc.assert(
      fc.property(fc.array(heard, { maxLength: 12 }), asked, (all, [keys, since, until]) => {
        const changes = recentChanges()
        const steps: Step[] = []
        let at: Step['from'] = 'start'
        for (const { length, changed, isLost } of all) {
          const step: Step = { from: at, to: (at === 'start' ? 0n : at) + length, changed }
          at = step.to
          steps.push(step)
          if (!isLost) changes.went(step)
        }
        const isTouched = steps.some(
          ({ to, changed }) =>
            to > since && to <= until && (changed ?? keys).some((one) => keys.includes(one)),
        )
        if (changes.areUnchanged(new Set(keys), BigInt(since), BigInt(until)))
          expect(isTouched).toBe(false)
      }),
      { numRuns: 2_000 },
    )
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
