import { z } from 'zod'
import { weightedSumIsWhole } from './mod11.ts'

const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]
const secondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]

const between = (value: number, low: number, high: number) => value >= low && value <= high

/**
 * True only for a number that no living person can have: the month is raised by 80, as in the test
 * population of the tax administration, and both check digits hold. A D-number has 40 added to the
 * day. The test is positive, so whatever is not known to be synthetic counts as a real person.
 */
export function isSyntheticPid(pid: string): boolean {
  if (!/^\d{11}$/u.test(pid)) return false
  const day = Number(pid.slice(0, 2))
  const month = Number(pid.slice(2, 4))
  return (
    between(month, 81, 92) &&
    (between(day, 1, 31) || between(day, 41, 71)) &&
    weightedSumIsWhole(pid, firstWeights) &&
    weightedSumIsWhole(pid, secondWeights)
  )
}

/** Refuses with a message that does not repeat the number. */
export const SyntheticPid = z
  .string()
  .refine(isSyntheticPid, { error: 'not the number of a synthetic person' })

/** The day of birth in a synthetic person's number. The century follows from the individual number (digits 7–9). */
export function birthDateOf(pid: string): string {
  const year = Number(pid.slice(4, 6))
  const individual = Number(pid.slice(6, 9))
  const day = twoDigits(Number(pid.slice(0, 2)) % 40)
  const month = twoDigits(Number(pid.slice(2, 4)) - 80)
  return `${centuryOf(year, individual)}${twoDigits(year)}-${month}-${day}`
}

function centuryOf(year: number, individual: number): 18 | 19 | 20 {
  if (individual < 500 || (individual >= 900 && year >= 40)) return 19
  return year < 40 ? 20 : 18
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')
