/** The sum that Norwegian organisation and personal numbers are checked by. */
export function weightedSumIsWhole(digits: string, weights: readonly number[]): boolean {
  const sum = weights.reduce(
    (total, weight, place) => total + weight * Number(digits.charAt(place)),
    0,
  )
  return sum % 11 === 0
}
