import { createHash } from 'node:crypto'

/** A claim that is not settled. Amounts are in kroner, with two decimals. */
export type OpenClaim = {
  readonly kravId: string
  readonly kravtype: string
  readonly periode: string
  readonly opprinneligBeloep: number
  readonly utestaaendeBeloep: number
  readonly forfallsdato: string
  readonly kidnummer: string
}

export type Payment = {
  readonly innbetalingId: string
  readonly beloep: number
  readonly innbetalingsdato: string
  readonly kidnummer: string
}

const kinds = ['Merverdiavgift', 'Arbeidsgiveravgift', 'Forskuddstrekk', 'Forskuddsskatt']
const claimsMax = 6
const paymentsMax = 8

/** A number below `limit` that depends on nothing but the seed. */
function pick(seed: string, limit: number): number {
  return createHash('sha256').update(seed).digest().readUInt32BE(0) % limit
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** Twelve digits and the modulus-10 check digit that a customer identification number ends with. */
function kidOf(seed: string): string {
  const digits = String(pick(seed, 1_000_000_000)).padStart(12, '4')
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, place) => {
      const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1)
      return total + (doubled > 9 ? doubled - 9 : doubled)
    }, 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

function idOf(seed: string): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, 16)
}

const count = (seed: string, max: number): readonly string[] =>
  Array.from({ length: 2 + pick(seed, max - 1) }, (_, place) => `${seed}/${place}`)

/** Made-up claims on an organisation: always the same for the same organisation and year. */
export function openClaims(orgNo: string, year: number): readonly OpenClaim[] {
  return count(`krav/${orgNo}/${year}`, claimsMax).map((seed) => {
    const term = 1 + pick(`${seed}/termin`, 6)
    const original = (50_000 + pick(`${seed}/beloep`, 25_000_000)) / 100
    const paidPart = pick(`${seed}/betalt`, 4) / 4
    return {
      kravId: idOf(seed),
      kravtype: kinds[pick(`${seed}/type`, kinds.length)] ?? 'Merverdiavgift',
      periode: `${year}-T${term}`,
      opprinneligBeloep: original,
      utestaaendeBeloep: Math.round(original * (1 - paidPart) * 100) / 100,
      forfallsdato: `${year}-${twoDigits(term * 2)}-${twoDigits(10 + pick(`${seed}/dag`, 15))}`,
      kidnummer: kidOf(seed),
    }
  })
}

/** Made-up payments, on the same terms as the claims. */
export function payments(orgNo: string, year: number): readonly Payment[] {
  return count(`innbetaling/${orgNo}/${year}`, paymentsMax).map((seed) => ({
    innbetalingId: idOf(seed),
    beloep: (10_000 + pick(`${seed}/beloep`, 15_000_000)) / 100,
    innbetalingsdato: `${year}-${twoDigits(1 + pick(`${seed}/maaned`, 12))}-${twoDigits(1 + pick(`${seed}/dag`, 28))}`,
    kidnummer: kidOf(seed),
  }))
}
