import type { PolicyReference } from './policy.ts'

/** A pattern of versions (section 5.13): `*` is any one number, a last `+` any one or more. */
export const isVersionPattern = (text: string): boolean =>
  /^(?:(?:\d+|\*)\.)*(?:\d+|\*|\+)$/u.test(text)

/** Whether a version is one that the reference takes. */
export function fitsReference(version: string, reference: PolicyReference): boolean {
  const { version: wanted, earliestVersion, latestVersion } = reference
  const numbers = partsOf(version)
  if (wanted !== undefined && !isLike(numbers, partsOf(wanted))) return false
  if (earliestVersion !== undefined && order(numbers, partsOf(earliestVersion)) < 0) return false
  return latestVersion === undefined || order(numbers, partsOf(latestVersion)) <= 0
}

/** Number by number, as `1.9` comes before `1.10`; a version comes before those that go on from it. */
export const compareVersions = (left: string, right: string): number =>
  order(partsOf(left), partsOf(right))

const partsOf = (text: string): readonly string[] => text.split('.')

function isLike(numbers: readonly string[], pattern: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '+' && numbers.length > pattern.length
  return (numbers.length === pattern.length || isOpen) && order(numbers, pattern) === 0
}

/** Below, at or above what the pattern stands for. */
function order(numbers: readonly string[], pattern: readonly string[]): number {
  for (const [at, part] of pattern.entries()) {
    const number = numbers[at]
    if (number === undefined) return -1
    if (part === '+') return 0
    if (part !== '*' && BigInt(number) !== BigInt(part))
      return BigInt(number) < BigInt(part) ? -1 : 1
  }
  return Math.sign(numbers.length - pattern.length)
}
