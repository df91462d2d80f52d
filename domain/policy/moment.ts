/**
 * A date, a time or both, as written: the local reading and the zone it is in, if one was given.
 * A date is its first nanosecond; a time is on the first day of 1970.
 */
export type Moment = {
  /** Nanoseconds from 1970-01-01T00:00:00 on the local clock. */
  readonly local: bigint
  /** Minutes east of UTC; absent when none was given, which is read as UTC. */
  readonly zoneMinutes?: number
}

export const nanosecondsPerSecond = 1_000_000_000n
export const nanosecondsPerMinute = 60n * nanosecondsPerSecond
export const nanosecondsPerDay = 86_400n * nanosecondsPerSecond

/** Nanoseconds from 1970-01-01T00:00:00Z. `zoneDefault` stands in for a zone that was not given. */
export function instantOf(moment: Moment, zoneDefault = 0): bigint {
  return moment.local - BigInt(moment.zoneMinutes ?? zoneDefault) * nanosecondsPerMinute
}

export const sameInstant = (left: Moment, right: Moment): boolean =>
  instantOf(left) === instantOf(right)

/** Days from 1970-01-01 in the proleptic Gregorian calendar; years before 1 count on through 0. */
export function daysFromCivil(year: bigint, month: number, day: number): bigint {
  const y = month <= 2 ? year - 1n : year
  const era = (y >= 0n ? y : y - 399n) / 400n
  const yearOfEra = y - era * 400n
  const dayOfYear = BigInt(Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1)
  const dayOfEra = yearOfEra * 365n + yearOfEra / 4n - yearOfEra / 100n + dayOfYear
  return era * 146_097n + dayOfEra - 719_468n
}

export function civilFromDays(days: bigint): { year: bigint; month: number; day: number } {
  const z = days + 719_468n
  const era = (z >= 0n ? z : z - 146_096n) / 146_097n
  const dayOfEra = z - era * 146_097n
  const yearOfEra = (dayOfEra - dayOfEra / 1_460n + dayOfEra / 36_524n - dayOfEra / 146_096n) / 365n
  const dayOfYear = Number(dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return { year: yearOfEra + era * 400n + (month <= 2 ? 1n : 0n), month, day }
}

export function daysInMonth(year: bigint, month: number): number {
  if (month === 2) return year % 4n === 0n && (year % 100n !== 0n || year % 400n === 0n) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Division that rounds towards minus infinity. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  return dividend % divisor < 0n ? quotient - 1n : quotient
}

/** Adds months as XML Schema part 2, appendix E does: a day past the month's end becomes its last. */
export function addMonths(moment: Moment, months: bigint): Moment {
  const days = floorDivide(moment.local, nanosecondsPerDay)
  const timeOfDay = moment.local - days * nanosecondsPerDay
  const { year, month, day } = civilFromDays(days)
  const total = year * 12n + BigInt(month - 1) + months
  const newYear = floorDivide(total, 12n)
  const newMonth = Number(total - newYear * 12n) + 1
  const newDay = Math.min(day, daysInMonth(newYear, newMonth))
  const local = daysFromCivil(newYear, newMonth, newDay) * nanosecondsPerDay + timeOfDay
  return { ...moment, local }
}

export const addNanoseconds = (moment: Moment, nanoseconds: bigint): Moment => ({
  ...moment,
  local: moment.local + nanoseconds,
})
