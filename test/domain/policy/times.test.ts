import { describe, expect, test } from 'vitest'
import { dataTypeOf, dataTypeUri } from '../../../domain/policy/kinds.ts'
import { applied, evaluated, shown, written } from '../../support/policy/expressions.ts'

const cases: readonly (readonly [string, readonly string[], string])[] = [
  ['1.0 date-equal', ['date 2026-01-01', 'date 2026-01-01Z'], 'boolean true'],
  ['1.0 date-equal', ['date 2026-01-01+01:00', 'date 2026-01-01Z'], 'boolean false'],
  ['1.0 date-greater-than', ['date 2026-01-01-01:00', 'date 2026-01-01Z'], 'boolean true'],
  ['1.0 date-greater-than-or-equal', ['date 2026-01-01', 'date 2026-01-02'], 'boolean false'],
  ['1.0 date-less-than', ['date -0044-03-15', 'date 0001-01-01'], 'boolean true'],
  ['1.0 date-less-than-or-equal', ['date 2026-01-01', 'date 2026-01-01'], 'boolean true'],
  ['1.0 time-equal', ['time 12:00:00+01:00', 'time 11:00:00Z'], 'boolean true'],
  ['1.0 time-equal', ['time 24:00:00', 'time 00:00:00'], 'boolean true'],
  ['1.0 time-greater-than', ['time 12:00:00.5', 'time 12:00:00.25'], 'boolean true'],
  ['1.0 time-greater-than-or-equal', ['time 12:00:00', 'time 12:00:01'], 'boolean false'],
  ['1.0 time-less-than', ['time 12:00:00', 'time 12:00:01'], 'boolean true'],
  ['1.0 time-less-than-or-equal', ['time 12:00:00', 'time 12:00:00'], 'boolean true'],
  ['2.0 time-in-range', ['time 12:00:00', 'time 09:00:00', 'time 17:00:00'], 'boolean true'],
  ['2.0 time-in-range', ['time 08:00:00', 'time 09:00:00', 'time 17:00:00'], 'boolean false'],
  ['2.0 time-in-range', ['time 23:00:00', 'time 22:00:00', 'time 02:00:00'], 'boolean true'],
  ['2.0 time-in-range', ['time 12:00:00', 'time 22:00:00', 'time 02:00:00'], 'boolean false'],
  ['2.0 time-in-range', ['time 17:00:00+05:00', 'time 17:00:00', 'time 18:00:00'], 'boolean true'],
  [
    '1.0 dateTime-equal',
    ['dateTime 2026-01-01T00:00:00+01:00', 'dateTime 2025-12-31T23:00:00Z'],
    'boolean true',
  ],
  [
    '1.0 dateTime-greater-than',
    ['dateTime 2026-01-01T00:00:01Z', 'dateTime 2026-01-01T00:00:00Z'],
    'boolean true',
  ],
  [
    '1.0 dateTime-greater-than-or-equal',
    ['dateTime 2026-01-01T00:00:00Z', 'dateTime 2026-01-01T00:00:00Z'],
    'boolean true',
  ],
  [
    '1.0 dateTime-less-than',
    ['dateTime 2026-01-01T00:00:00Z', 'dateTime 2026-01-01T00:00:00-00:01'],
    'boolean true',
  ],
  [
    '1.0 dateTime-less-than-or-equal',
    ['dateTime 2026-01-01T00:00:01Z', 'dateTime 2026-01-01T00:00:00Z'],
    'boolean false',
  ],
  ['3.0 dayTimeDuration-equal', ['dayTimeDuration P1D', 'dayTimeDuration PT24H'], 'boolean true'],
  [
    '3.0 yearMonthDuration-equal',
    ['yearMonthDuration P1Y', 'yearMonthDuration P12M'],
    'boolean true',
  ],
  [
    '3.0 dateTime-add-dayTimeDuration',
    ['dateTime 2024-02-28T23:00:00Z', 'dayTimeDuration PT1H0.5S'],
    'dateTime 2024-02-29T00:00:00.5Z',
  ],
  [
    '3.0 dateTime-subtract-dayTimeDuration',
    ['dateTime 2024-03-01T00:00:00+01:00', 'dayTimeDuration P1D'],
    'dateTime 2024-02-29T00:00:00+01:00',
  ],
  [
    '3.0 dateTime-add-yearMonthDuration',
    ['dateTime 2024-02-29T10:00:00', 'yearMonthDuration P1Y'],
    'dateTime 2025-02-28T10:00:00',
  ],
  [
    '3.0 dateTime-subtract-yearMonthDuration',
    ['dateTime 2024-01-31T10:00:00Z', 'yearMonthDuration P2M'],
    'dateTime 2023-11-30T10:00:00Z',
  ],
  [
    '3.0 date-add-yearMonthDuration',
    ['date 2002-03-22', 'yearMonthDuration P1Y3M'],
    'date 2003-06-22',
  ],
  [
    '3.0 date-subtract-yearMonthDuration',
    ['date 2002-03-22-05:00', 'yearMonthDuration -P1Y3M'],
    'date 2003-06-22-05:00',
  ],
  ['3.0 time-from-string', ['string 25:00:00'], 'syntax-error'],
  ['3.0 string-from-time', ['time 01:02:03.400'], 'string 01:02:03.4'],
  ['3.0 string-from-time', ['time 01:02:03+02:00'], 'string 23:02:03Z'],
  ['3.0 date-from-string', ['string 2025-02-29'], 'syntax-error'],
  ['3.0 date-from-string', ['string 02025-02-28'], 'syntax-error'],
  ['3.0 string-from-date', ['date 12026-01-01Z'], 'string 12026-01-01Z'],
  ['3.0 string-from-date', ['date 2002-10-10+12:00'], 'string 2002-10-10+12:00'],
  ['3.0 string-from-date', ['date 2002-10-10+13:00'], 'string 2002-10-09-11:00'],
  ['3.0 string-from-date', ['date 2002-10-10-12:00'], 'string 2002-10-11+12:00'],
  ['3.0 dateTime-from-string', ['string 2026-01-01'], 'syntax-error'],
  ['3.0 string-from-dateTime', ['dateTime 2026-01-01T24:00:00Z'], 'string 2026-01-02T00:00:00Z'],
  [
    '3.0 string-from-dateTime',
    ['dateTime 2024-03-01T00:30:00+01:00'],
    'string 2024-02-29T23:30:00Z',
  ],
  ['3.0 string-from-dateTime', ['dateTime 2024-03-01T00:30:00'], 'string 2024-03-01T00:30:00'],
  ['3.0 dayTimeDuration-from-string', ['string P'], 'syntax-error'],
  ['3.0 dayTimeDuration-from-string', ['string P1DT'], 'syntax-error'],
  ['3.0 string-from-dayTimeDuration', ['dayTimeDuration -PT25H1.50S'], 'string -P1DT1H1.5S'],
  ['3.0 string-from-dayTimeDuration', ['dayTimeDuration PT0.5S'], 'string PT0.5S'],
  ['3.0 string-from-dayTimeDuration', ['dayTimeDuration PT48H'], 'string P2D'],
  ['3.0 string-from-dayTimeDuration', ['dayTimeDuration PT61M'], 'string PT1H1M'],
  ['3.0 string-from-dayTimeDuration', ['dayTimeDuration -P0D'], 'string PT0S'],
  ['3.0 yearMonthDuration-from-string', ['string P1D'], 'syntax-error'],
  ['3.0 string-from-yearMonthDuration', ['yearMonthDuration -P14M'], 'string -P1Y2M'],
  ['3.0 string-from-yearMonthDuration', ['yearMonthDuration P24M'], 'string P2Y'],
  ['3.0 string-from-yearMonthDuration', ['yearMonthDuration P0Y'], 'string P0M'],
]

describe('dates, times and durations', () => {
  test.each(['dayTimeDuration', 'yearMonthDuration'] as const)(
    '%s may go by the name it had before',
    (type) => {
      expect(dataTypeOf(`http://www.w3.org/TR/2002/WD-xquery-operators-20020816#${type}`)).toBe(
        type,
      )
      expect(dataTypeUri(type)).toBe(`http://www.w3.org/2001/XMLSchema#${type}`)
    },
  )

  test.each(cases)('%s of %j is %s', (name, given, expected) => {
    expect(shown(evaluated(applied(name, ...given.map(written))))).toBe(expected)
  })
})
