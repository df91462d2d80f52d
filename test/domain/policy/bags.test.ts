import { describe, expect, test } from 'vitest'
import type { Expression } from '../../../domain/policy/policy.ts'
import {
  applied,
  evaluated,
  missing,
  shown,
  urn,
  written,
} from '../../support/policy/expressions.ts'

const fn = (name: string): Expression => ({ kind: 'function', functionId: urn(name) })
const come = (expression: Expression) => shown(evaluated(expression))

describe('bags and sets', () => {
  test.each([
    ['1.0 integer-one-and-only', ['[integer 7]'], 'integer 7'],
    ['1.0 integer-one-and-only', ['[integer]'], 'processing-error'],
    ['1.0 integer-one-and-only', ['[integer 7 7]'], 'processing-error'],
    ['1.0 string-bag-size', ['[string a a b]'], 'integer 3'],
    ['1.0 string-is-in', ['string a', '[string b a]'], 'boolean true'],
    ['1.0 rfc822Name-is-in', ['rfc822Name a@B', '[rfc822Name a@b]'], 'boolean true'],
    ['1.0 time-bag', ['time 12:00:00', 'time 12:00:00'], '[time 12:00:00 12:00:00]'],
    ['1.0 string-intersection', ['[string a b b c]', '[string c b]'], '[string b c]'],
    ['1.0 string-union', ['[string a b]', '[string b c]', '[string d]'], '[string a b c d]'],
    ['1.0 double-union', ['[double 0 -0]', '[double 0]'], '[double 0]'],
    ['1.0 double-union', ['[double NaN]', '[double NaN]'], '[double NaN]'],
    ['1.0 integer-at-least-one-member-of', ['[integer 1 2]', '[integer 2]'], 'boolean true'],
    ['1.0 integer-at-least-one-member-of', ['[integer]', '[integer 2]'], 'boolean false'],
    ['1.0 integer-subset', ['[integer]', '[integer 2]'], 'boolean true'],
    ['1.0 integer-subset', ['[integer 2 2]', '[integer 2]'], 'boolean true'],
    ['1.0 integer-subset', ['[integer 2 3]', '[integer 2]'], 'boolean false'],
    ['1.0 date-set-equals', ['[date 2026-01-01Z]', '[date 2026-01-01]'], 'boolean true'],
    ['1.0 integer-set-equals', ['[integer 1 2]', '[integer 2 1 1]'], 'boolean true'],
    ['1.0 integer-set-equals', ['[integer 1]', '[integer 2 1]'], 'boolean false'],
    [
      '3.0 dayTimeDuration-is-in',
      ['dayTimeDuration P1D', '[dayTimeDuration PT24H]'],
      'boolean true',
    ],
    ['2.0 ipAddress-bag-size', ['[ipAddress 10.0.0.1]'], 'integer 1'],
  ])('%s of %j is %s', (name, given, expected) => {
    expect(come(applied(name, ...given.map(written)))).toBe(expected)
  })

  test('sets too large to compare cannot be told', () => {
    const many = Array.from({ length: 4_000 }, (_, at) => at).join(' ')
    const large = written(`[integer ${many}]`)
    expect(come(applied('1.0 integer-subset', large, large))).toBe('processing-error')
  })
})

const equal = fn('1.0 integer-equal')
const greater = fn('1.0 integer-greater-than')
const divide = fn('1.0 integer-divide')

const bag = (...numbers: readonly number[]) => written(`[integer ${numbers.join(' ')}]`)

describe('functions of functions', () => {
  const one = written('integer 1')

  test.each([
    ['any-of: one of the bag', applied('3.0 any-of', equal, one, bag(2, 1)), 'boolean true'],
    [
      'any-of: the bag may come first',
      applied('3.0 any-of', greater, bag(0, 2), one),
      'boolean true',
    ],
    ['any-of: none of an empty bag', applied('3.0 any-of', equal, one, bag()), 'boolean false'],
    [
      'all-of: each of the bag',
      applied('3.0 all-of', greater, written('integer 3'), bag(1, 2)),
      'boolean true',
    ],
    ['all-of: all of an empty bag', applied('3.0 all-of', equal, one, bag()), 'boolean true'],
    [
      'any-of-any: one pair',
      applied('3.0 any-of-any', greater, bag(1, 2), bag(1, 3)),
      'boolean true',
    ],
    [
      'any-of-any: a value for a bag',
      applied('3.0 any-of-any', equal, one, bag(3, 1)),
      'boolean true',
    ],
    [
      'all-of-any: each of the first, one of the second',
      applied('1.0 all-of-any', greater, bag(10, 20), bag(1, 19)),
      'boolean true',
    ],
    [
      'all-of-any: not each of the first',
      applied('1.0 all-of-any', greater, bag(1, 20), bag(1, 19)),
      'boolean false',
    ],
    [
      'any-of-all: each of the second, one of the first',
      applied('1.0 any-of-all', greater, bag(3, 5), bag(1, 4)),
      'boolean true',
    ],
    [
      'any-of-all: not the same one of the first',
      applied('1.0 any-of-all', equal, bag(1, 2), bag(1, 2)),
      'boolean true',
    ],
    [
      'any-of-all: not each of the second',
      applied('1.0 any-of-all', greater, bag(3, 5), bag(1, 6)),
      'boolean false',
    ],
    [
      'all-of-all: every pair',
      applied('1.0 all-of-all', greater, bag(5, 6), bag(1, 4)),
      'boolean true',
    ],
    [
      'all-of-all: not every pair',
      applied('1.0 all-of-all', greater, bag(4, 6), bag(1, 4)),
      'boolean false',
    ],
    ['map: each value', applied('3.0 map', fn('1.0 integer-abs'), bag(-1, 2)), '[integer 1 2]'],
    [
      'map: beside values',
      applied('3.0 map', fn('1.0 integer-subtract'), bag(5, 6), one),
      '[integer 4 5]',
    ],
    ['map: a failure in one', applied('3.0 map', divide, one, bag(1, 0)), 'processing-error'],
    [
      'any-of: a failure in an argument',
      applied('3.0 any-of', equal, one, missing('integer')),
      'missing-attribute',
    ],
    [
      '1.0 names',
      applied(
        '1.0 any-of-any',
        fn('1.0 and'),
        written('[boolean true]'),
        written('[boolean true]'),
      ),
      'boolean true',
    ],
  ])('%s', (_, expression, expected) => {
    expect(come(expression)).toBe(expected)
  })

  test('with more combinations than an evaluation may try cannot be told', () => {
    const wide = Array.from({ length: 30 }, () => written('[boolean false false]'))
    expect(come(applied('3.0 any-of-any', fn('1.0 or'), ...wide))).toBe('processing-error')
  })

  test.each([
    ['no function first', applied('3.0 any-of', one, bag(1)), /takes a function/u],
    ['no bag', applied('3.0 any-of', equal, one, one), /takes one bag/u],
    ['two bags', applied('3.0 map', fn('1.0 integer-add'), bag(1), bag(1)), /takes one bag/u],
    ['one bag for two', applied('1.0 all-of-all', equal, one, bag(1)), /takes two bags/u],
    [
      'a function of other types',
      applied('3.0 any-of', fn('1.0 string-equal'), one, bag(1)),
      /takes a string/u,
    ],
    [
      'a function that gives no boolean',
      applied('3.0 any-of', fn('1.0 integer-add'), one, bag(1)),
      /cannot use/u,
    ],
    [
      'a function that gives bags',
      applied('3.0 map', fn('1.0 integer-bag'), bag(1)),
      /cannot use/u,
    ],
    ['an unknown function', applied('3.0 map', fn('1.0 magic'), bag(1)), /is not known/u],
  ])('with %s are refused', (_, expression, message) => {
    expect(() => come(expression)).toThrow(message)
  })
})
