/** A number as text that stands in lists where the number would. */
export const padded = (number: bigint | number, digits: number): string =>
  String(number).padStart(digits, '0')
