import {
  daysFromCivil,
  daysInMonth,
  type Moment,
  nanosecondsPerDay,
  nanosecondsPerSecond,
  sameInstant,
} from './moment.ts'
import {
  inRecoverableZone,
  inUtc,
  printDateTime,
  printDateWithZone,
  printDayTime,
  printTimeWithZone,
  printYearMonth,
} from './print-times.ts'
import { schemaType } from './type-names.ts'
import type { Kind, Value } from './value.ts'
import { trimmed } from './white-space.ts'

const zone = String.raw`(Z|[+-]\d\d:\d\d)?`
const clock = String.raw`(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?`
const calendar = String.raw`(-?(?:\d{4}|[1-9]\d{4,8}))-(\d\d)-(\d\d)`
const datePattern = new RegExp(`^${calendar}${zone}$`, 'u')
const timePattern = new RegExp(`^${clock}${zone}$`, 'u')
const dateTimePattern = new RegExp(`^${calendar}T${clock}${zone}$`, 'u')

export const dateKind: Kind<Moment> = {
  type: 'date',
  uri: schemaType('date'),
  parse: (text) => {
    const [, year, month, day, zoneText] = datePattern.exec(trimmed(text)) ?? []
    return moment(dateLocal(year, month, day), zoneText)
  },
  print: printDateWithZone,
  canonical: (date) => printDateWithZone(inRecoverableZone(date)),
  equal: sameInstant,
  wrap: (value): Value => ({ type: 'date', value }),
  unwrap: (evaluated) => (evaluated.type === 'date' ? evaluated.value : undefined),
}

export const timeKind: Kind<Moment> = {
  type: 'time',
  uri: schemaType('time'),
  parse: (text) => {
    const [, hour, minute, second, fraction, zoneText] = timePattern.exec(trimmed(text)) ?? []
    const local = clockLocal(hour, minute, second, fraction)
    // Midnight at a day's end is the same time as at its beginning.
    return moment(local === undefined ? undefined : local % nanosecondsPerDay, zoneText)
  },
  print: printTimeWithZone,
  canonical: (time) => printTimeWithZone(inUtc(time)),
  equal: sameInstant,
  wrap: (value): Value => ({ type: 'time', value }),
  unwrap: (evaluated) => (evaluated.type === 'time' ? evaluated.value : undefined),
}

export const dateTimeKind: Kind<Moment> = {
  type: 'dateTime',
  uri: schemaType('dateTime'),
  parse: (text) => {
    const [, year, month, day, hour, minute, second, fraction, zoneText] =
      dateTimePattern.exec(trimmed(text)) ?? []
    const date = dateLocal(year, month, day)
    const time = clockLocal(hour, minute, second, fraction)
    return date === undefined || time === undefined ? undefined : moment(date + time, zoneText)
  },
  print: printDateTime,
  canonical: (dateTime) => printDateTime(inUtc(dateTime)),
  equal: sameInstant,
  wrap: (value): Value => ({ type: 'dateTime', value }),
  unwrap: (evaluated) => (evaluated.type === 'dateTime' ? evaluated.value : undefined),
}

const dayTimePattern =
  /^(-?)P(?:(\d{1,12})D)?(T(?:(\d{1,12})H)?(?:(\d{1,12})M)?(?:(\d{1,12})(?:\.(\d{1,9}))?S)?)?$/u

export const dayTimeDurationKind: Kind<bigint> = {
  type: 'dayTimeDuration',
  uri: schemaType('dayTimeDuration'),
  parse: (text) => {
    const match = dayTimePattern.exec(trimmed(text))
    if (match === null) return undefined
    const [, sign, days, time, hours, minutes, seconds, fraction] = match
    if (time === 'T' || (days === undefined && time === undefined)) return undefined
    const wholeSeconds =
      ((count(days) * 24n + count(hours)) * 60n + count(minutes)) * 60n + count(seconds)
    const length = wholeSeconds * nanosecondsPerSecond + nanoseconds(fraction)
    return sign === '-' ? -length : length
  },
  print: printDayTime,
  equal: (left, right) => left === right,
  wrap: (value): Value => ({ type: 'dayTimeDuration', value }),
  unwrap: (evaluated) => (evaluated.type === 'dayTimeDuration' ? evaluated.value : undefined),
}

export const yearMonthDurationKind: Kind<bigint> = {
  type: 'yearMonthDuration',
  uri: schemaType('yearMonthDuration'),
  parse: (text) => {
    const match = /^(-?)P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?$/u.exec(trimmed(text))
    if (match === null) return undefined
    const [, sign, years, months] = match
    if (years === undefined && months === undefined) return undefined
    const length = count(years) * 12n + count(months)
    return sign === '-' ? -length : length
  },
  print: printYearMonth,
  equal: (left, right) => left === right,
  wrap: (value): Value => ({ type: 'yearMonthDuration', value }),
  unwrap: (evaluated) => (evaluated.type === 'yearMonthDuration' ? evaluated.value : undefined),
}

const count = (digits: string | undefined): bigint => BigInt(digits ?? 0)
const nanoseconds = (fraction: string | undefined): bigint =>
  BigInt((fraction ?? '').padEnd(9, '0'))

function dateLocal(year?: string, month?: string, day?: string): bigint | undefined {
  if (year === undefined || year === '-0000') return undefined
  const [y, m, d] = [BigInt(year), Number(month), Number(day)]
  if (m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) return undefined
  return daysFromCivil(y, m, d) * nanosecondsPerDay
}

function clockLocal(...[hour, minute, second, fraction]: (string | undefined)[]) {
  if (hour === undefined) return undefined
  const minutes = BigInt(Number(hour) * 60 + Number(minute))
  const seconds = minutes * 60n + BigInt(Number(second))
  const local = seconds * nanosecondsPerSecond + nanoseconds(fraction)
  const inRange = Number(hour) <= 24 && Number(minute) <= 59 && Number(second) <= 59
  return inRange && local <= nanosecondsPerDay ? local : undefined
}

function moment(local: bigint | undefined, zoneText: string | undefined): Moment | undefined {
  if (local === undefined) return undefined
  if (zoneText === undefined) return { local }
  const zoneMinutes = zoneText === 'Z' ? 0 : zoneOffset(zoneText)
  return zoneMinutes === undefined ? undefined : { local, zoneMinutes }
}

function zoneOffset(text: string): number | undefined {
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(4))]
  const offset = hours * 60 + minutes
  if (minutes > 59 || offset > 14 * 60) return undefined
  return text.startsWith('-') ? -offset : offset
}
