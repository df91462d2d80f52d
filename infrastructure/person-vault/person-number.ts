import { z } from 'zod'

export type NumberKind = 'synthetic' | 'real'

const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2]
const secondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]

/**
 * A fødselsnummer or D-number with right control digits: a synthetic one (month 81–92) or a real one (month 01–12),
 * never both, so that a real person cannot come into a test installation nor the other way round.
 *
 * Not checked: that the day is one of that month, or that anybody was ever given the number. From 2032 the first
 * control digit may break this rule; numbers given before keep it.
 */
export const personNumber = (kind: NumberKind) =>
  z
    .string()
    .regex(/^\d{11}$/u)
    .refine((digits) => controlDigitsFit(digits), { error: 'wrong control digits' })
    .refine((digits) => isOfKind(digits, kind), { error: `is no ${kind} number` })
    .brand<'PersonNumber'>()
export type PersonNumber = z.infer<ReturnType<typeof personNumber>>

/**
 * The day of birth that a number says, as `YYYY-MM-DD`. The century follows from the individual number (digits 7–9).
 * Undefined for a combination that is never given out. From 2032 numbers may break this rule; older ones keep it.
 */
export function birthDateOf(number: PersonNumber): string | undefined {
  const day = Number(number.slice(0, 2)) % 40
  const month = Number(number.slice(2, 4)) % 80
  const century = centuryOf(Number(number.slice(4, 6)), Number(number.slice(6, 9)))
  if (century === undefined) return undefined
  return `${century}${number.slice(4, 6)}-${twoDigits(month)}-${twoDigits(day)}`
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

function centuryOf(year: number, individual: number): 18 | 19 | 20 | undefined {
  if (individual < 500) return 19
  if (individual < 750 && year >= 54) return 18
  if (year < 40) return 20
  return individual >= 900 ? 19 : undefined
}

function isOfKind(digits: string, kind: NumberKind): boolean {
  const day = Number(digits.slice(0, 2)) % 40
  const month = Number(digits.slice(2, 4)) - (kind === 'synthetic' ? 80 : 0)
  return day >= 1 && day <= 31 && month >= 1 && month <= 12
}

function controlDigitsFit(text: string): boolean {
  const digits = Array.from(text, Number)
  return (
    digits[9] === controlDigit(digits, firstWeights) &&
    digits[10] === controlDigit(digits, secondWeights)
  )
}

/** By modulus 11; 10 stands for a number that is never given out, as no digit is equal to it. */
function controlDigit(digits: readonly number[], weights: readonly number[]): number {
  const sum = weights.reduce((total, weight, i) => total + weight * (digits[i] ?? 0), 0)
  return (11 - (sum % 11)) % 11
}
