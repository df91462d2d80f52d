const weights = [
  [3, 7, 6, 1, 8, 9, 4, 5, 2, 1],
  [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1],
] as const

/** Are the eleven digits a fødselsnummer or one of its kin, by their two check digits (mod 11)? */
export function isPersonalNumber(digits: string): boolean {
  const numbers = Array.from(digits, Number)
  return (
    numbers.length === 11 &&
    weights.every((row) => {
      const sum = row.reduce((total, weight, i) => total + weight * (numbers[i] ?? 0), 0)
      return sum % 11 === 0
    })
  )
}

/** Eighty is added to the month of a number that is made for tests; no person has such a one. */
export function isSyntheticNumber(digits: string): boolean {
  const month = Number(digits.slice(2, 4))
  return month >= 81 && month <= 92
}
