import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { same } from '../../domain/same.ts'

const json = fc.jsonValue({ maxDepth: 3 })
const copyOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )

describe('two plain values say the same', () => {
  test('when one is a copy of the other', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(same(value, copyOf(value))).toBe(true)
      }),
    )
  })

  test('exactly when their texts agree, but for the order of members', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(same(a, b)).toBe(sorted(a) === sorted(b))
      }),
    )
  })

  test('when members stand in another order, and not when entries of a list do', () => {
    expect(same({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true)
    expect(same([1, 2], [2, 1])).toBe(false)
  })

  test('when a member is absent on one side and undefined on the other', () => {
    expect(same({ a: 1, b: undefined }, { a: 1 })).toBe(true)
    expect(same({ a: 1, b: null }, { a: 1 })).toBe(false)
  })

  test('not when one is a list and the other is not', () => {
    expect(same([], {})).toBe(false)
    expect(same({ 0: 'a' }, ['a'])).toBe(false)
  })

  test('not when a member is there on one side alone, whatever its name', () => {
    expect(same(JSON.parse('{"__proto__":{}}'), {})).toBe(false)
    expect(same({}, JSON.parse('{"__proto__":{}}'))).toBe(false)
  })

  test('when a number went through JSON, which knows no negative zero', () => {
    expect(same({ a: -0 }, copyOf({ a: -0 }))).toBe(true)
  })
})
