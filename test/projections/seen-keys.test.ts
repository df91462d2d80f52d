import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seenKeys } from '../../projections/seen-keys.ts'

test('a key that was added is never taken for one that was not', () => {
  const seen = seenKeys()
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (keys) => {
      for (const key of keys) seen.add(key)
      expect(keys.every((key) => seen.mayHold(key))).toBe(true)
    }),
  )
})

test('of keys that were not added, hardly any is taken for one that was', () => {
  const seen = seenKeys()
  const key = (n: number): string => `system-users:00000000-0000-4000-8000-${n}`
  for (let n = 0; n < 200_000; n += 1) seen.add(key(n))
  let mistaken = 0
  for (let n = 200_000; n < 300_000; n += 1) if (seen.mayHold(key(n))) mistaken += 1
  expect(mistaken).toBeLessThan(100)
})
