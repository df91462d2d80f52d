import {
  civilFromDays,
  floorDivide,
  instantOf,
  type Moment,
  nanosecondsPerDay,
  nanosecondsPerMinute,
  nanosecondsPerSecond,
} from './moment.ts'

const digits = (value: bigint | number, width: number): string => String(value).padStart(width, '0')

export const printDateWithZone = (date: Moment): string => `${printDate(date)}${printZone(date)}`
export const printTimeWithZone = (time: Moment): string => `${printTime(time)}${printZone(time)}`
export const printDateTime = (at: Moment): string => `${printDate(at)}T${printTimeWithZone(at)}`

/** The same moment in UTC, if it is in any zone: the canonical form of a time and a dateTime. */
export const inUtc = (at: Moment): Moment =>
  at.zoneMinutes === undefined ? at : { local: instantOf(at), zoneMinutes: 0 }

/** The same day from -11:59 to +12:00: the zones of canonical dates (XML Schema, section 3.2.9.2). */
export function inRecoverableZone(date: Moment): Moment {
  const { local, zoneMinutes = 0 } = date
  if (zoneMinutes > 720)
    return { local: local - nanosecondsPerDay, zoneMinutes: zoneMinutes - 1_440 }
  return zoneMinutes <= -720
    ? { local: local + nanosecondsPerDay, zoneMinutes: zoneMinutes + 1_440 }
    : date
}

function printDate({ local }: Moment): string {
  const { year, month, day } = civilFromDays(floorDivide(local, nanosecondsPerDay))
  const sign = year < 0n ? '-' : ''
  return `${sign}${digits(year < 0n ? -year : year, 4)}-${digits(month, 2)}-${digits(day, 2)}`
}

function printTime({ local }: Moment): string {
  const time = local - floorDivide(local, nanosecondsPerDay) * nanosecondsPerDay
  const minutes = time / nanosecondsPerMinute
  const seconds = (time % nanosecondsPerMinute) / nanosecondsPerSecond
  return `${digits(minutes / 60n, 2)}:${digits(minutes % 60n, 2)}:${digits(seconds, 2)}${printFraction(time)}`
}

function printFraction(time: bigint): string {
  const fraction = time % nanosecondsPerSecond
  return fraction === 0n ? '' : `.${digits(fraction, 9).replace(/0+$/u, '')}`
}

function printZone({ zoneMinutes }: Moment): string {
  if (zoneMinutes === undefined) return ''
  if (zoneMinutes === 0) return 'Z'
  const offset = Math.abs(zoneMinutes)
  const sign = zoneMinutes < 0 ? '-' : '+'
  return `${sign}${digits(Math.floor(offset / 60), 2)}:${digits(offset % 60, 2)}`
}

/** A number of nanoseconds in its canonical form. */
export function printDayTime(length: bigint): string {
  const positive = length < 0n ? -length : length
  const days = positive / nanosecondsPerDay
  const rest = positive % nanosecondsPerDay
  const minutes = rest / nanosecondsPerMinute
  const seconds = (rest % nanosecondsPerMinute) / nanosecondsPerSecond
  const fraction = printFraction(rest)
  const time = [
    component(minutes / 60n, 'H'),
    component(minutes % 60n, 'M'),
    fraction === '' ? component(seconds, 'S') : `${seconds}${fraction}S`,
  ].join('')
  if (length === 0n) return 'PT0S'
  return `${length < 0n ? '-' : ''}P${component(days, 'D')}${time === '' ? '' : `T${time}`}`
}

/** Canonical durations leave out what is zero (XPath functions, section 10.3). */
const component = (amount: bigint, unit: string): string =>
  amount === 0n ? '' : `${amount}${unit}`

/** A number of months in its canonical form. */
export function printYearMonth(months: bigint): string {
  if (months === 0n) return 'P0M'
  const length = months < 0n ? -months : months
  const parts = component(length / 12n, 'Y') + component(length % 12n, 'M')
  return `${months < 0n ? '-' : ''}P${parts}`
}
