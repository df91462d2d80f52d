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
