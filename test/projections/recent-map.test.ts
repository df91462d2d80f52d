import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recentMap } from '../../projections/recent-map.ts'

const max = 100
const entry = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom('set', 'get', 'delete'))
const keyOf = (n: number): string => 'x'.repeat(n)

test('remembers the entries used last, as heavy as was asked for, and no more than twice that', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 200 }), (steps) => {
      const remembered = recentMap<number>(max, (key) => key.length)
      const lastUsed: number[] = []
      const stored = new Set<number>()
      for (const [n, what] of steps) {
        const at = lastUsed.indexOf(n)
        if (what === 'get' && remembered.get(keyOf(n)) === undefined) continue
        if (at !== -1) lastUsed.splice(at, 1)
        if (what === 'delete') {
          remembered.delete(keyOf(n))
          stored.delete(n)
          continue
        }
        if (what === 'set') remembered.set(keyOf(n), n)
        lastUsed.unshift(n)
        stored.add(n)
      }
      // Looked at from the newest on: to look at an entry is to use it.
      let weight = 0
      for (const n of lastUsed) {
        weight += n
        if (weight > max - 60) break
        expect(remembered.get(keyOf(n))).toBe(n)
      }
    }),
  )
})

test('is never heavier than twice what was asked for', () => {
  const remembered = recentMap<number>(max, (key) => key.length)
  for (let n = 10; n < 60; n += 1) remembered.set(keyOf(n), n)
  let weight = 0
  for (let n = 59; n >= 10; n -= 1) if (remembered.get(keyOf(n)) !== undefined) weight += n
  expect(weight).toBeGreaterThan(0)
  expect(weight).toBeLessThanOrEqual(2 * max)
})
