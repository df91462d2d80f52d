import { describe, expect, test } from 'vitest'
import { applied, evaluated, shown, written } from '../../support/policy/expressions.ts'

const thousandDigits = '9'.repeat(999)

// Function, arguments, what it comes to.
const cases: readonly (readonly [string, readonly string[], string])[] = [
  ['1.0 integer-add', ['integer 2', 'integer 3'], 'integer 5'],
  ['1.0 integer-add', ['integer 2', 'integer 3', 'integer -9'], 'integer -4'],
  ['1.0 integer-add', ['integer 9007199254740993', 'integer 1'], 'integer 9007199254740994'],
  ['1.0 double-add', ['double 1.5', 'double 2'], 'double 3.5'],
  ['1.0 double-add', ['double NaN', 'double 2'], 'double NaN'],
  ['1.0 integer-subtract', ['integer 2', 'integer 3'], 'integer -1'],
  ['1.0 double-subtract', ['double INF', 'double INF'], 'double NaN'],
  ['1.0 integer-multiply', ['integer -2', 'integer 3', 'integer 4'], 'integer -24'],
  [
    '1.0 integer-multiply',
    [`integer ${thousandDigits}`, `integer ${thousandDigits}`],
    'processing-error',
  ],
  ['1.0 double-multiply', ['double 1.5', 'double 2'], 'double 3'],
  ['1.0 integer-divide', ['integer 7', 'integer 2'], 'integer 3'],
  ['1.0 integer-divide', ['integer -7', 'integer 2'], 'integer -3'],
  ['1.0 integer-divide', ['integer 7', 'integer 0'], 'processing-error'],
  ['1.0 double-divide', ['double 7', 'double 2'], 'double 3.5'],
  ['1.0 double-divide', ['double 7', 'double 0'], 'processing-error'],
  ['1.0 integer-mod', ['integer 7', 'integer 4'], 'integer 3'],
  ['1.0 integer-mod', ['integer -7', 'integer 4'], 'integer -3'],
  ['1.0 integer-mod', ['integer 7', 'integer 0'], 'processing-error'],
  ['1.0 integer-abs', ['integer -7'], 'integer 7'],
  ['1.0 double-abs', ['double -7.5'], 'double 7.5'],
  ['1.0 round', ['double 2.5'], 'double 3'],
  ['1.0 round', ['double -2.6'], 'double -3'],
  ['1.0 floor', ['double -2.1'], 'double -3'],
  ['1.0 double-to-integer', ['double -2.9'], 'integer -2'],
  ['1.0 double-to-integer', ['double NaN'], 'processing-error'],
  ['1.0 double-to-integer', ['double -INF'], 'processing-error'],
  ['1.0 integer-to-double', ['integer 3'], 'double 3'],
  ['1.0 integer-to-double', [`integer ${thousandDigits}`], 'processing-error'],
  ['1.0 or', [], 'boolean false'],
  ['1.0 or', ['boolean false', 'boolean true'], 'boolean true'],
  ['1.0 and', [], 'boolean true'],
  ['1.0 and', ['boolean true', 'boolean false'], 'boolean false'],
  ['1.0 not', ['boolean true'], 'boolean false'],
  ['1.0 n-of', ['integer 0'], 'boolean true'],
  ['1.0 n-of', ['integer 1'], 'processing-error'],
  ['1.0 n-of', ['integer 2', 'boolean true', 'boolean false', 'boolean true'], 'boolean true'],
  ['1.0 n-of', ['integer 2', 'boolean true', 'boolean false'], 'boolean false'],
  ['1.0 integer-greater-than', ['integer 3', 'integer 2'], 'boolean true'],
  ['1.0 integer-greater-than-or-equal', ['integer 2', 'integer 2'], 'boolean true'],
  ['1.0 integer-less-than', ['integer 2', 'integer 2'], 'boolean false'],
  ['1.0 integer-less-than-or-equal', ['integer 2', 'integer 2'], 'boolean true'],
  ['1.0 double-greater-than', ['double 3', 'double INF'], 'boolean false'],
  ['1.0 double-greater-than-or-equal', ['double INF', 'double INF'], 'boolean true'],
  ['1.0 double-less-than', ['double NaN', 'double 1'], 'boolean false'],
  ['1.0 double-less-than-or-equal', ['double 1', 'double NaN'], 'boolean false'],
]

describe('arithmetic, order and logic', () => {
  test.each(cases)('%s of %j is %s', (name, given, expected) => {
    expect(shown(evaluated(applied(name, ...given.map(written))))).toBe(expected)
  })
})

const broken = applied(
  '1.0 double-equal',
  written('double 1'),
  applied('1.0 double-divide', written('double 1'), written('double 0')),
)
const right = written('boolean true')
const wrong = written('boolean false')
const two = written('integer 2')

describe('logic beside what cannot be told', () => {
  test.each([
    ['or with a truth after it', applied('1.0 or', broken, right), 'boolean true'],
    ['or with no truth', applied('1.0 or', broken, wrong), 'processing-error'],
    ['and with a falsehood after it', applied('1.0 and', broken, wrong), 'boolean false'],
    ['and with no falsehood', applied('1.0 and', right, broken), 'processing-error'],
    ['not', applied('1.0 not', broken), 'processing-error'],
    [
      'n-of that is reached without it',
      applied('1.0 n-of', two, right, broken, right),
      'boolean true',
    ],
    [
      'n-of that cannot be reached with it',
      applied('1.0 n-of', two, wrong, broken, wrong),
      'boolean false',
    ],
    ['n-of that hangs on it', applied('1.0 n-of', two, right, broken, wrong), 'processing-error'],
  ])('%s', (_, expression, expected) => {
    expect(shown(evaluated(expression))).toBe(expected)
  })
})
