/** Whether a code point is in a set of characters. */
export type CharacterTest = (codePoint: number) => boolean

export const only =
  (wanted: number): CharacterTest =>
  (codePoint) =>
    codePoint === wanted
export const between =
  (first: number, last: number): CharacterTest =>
  (codePoint) =>
    codePoint >= first && codePoint <= last
export const not =
  (test: CharacterTest): CharacterTest =>
  (codePoint) =>
    !test(codePoint)
export const anyOfTests =
  (tests: readonly CharacterTest[]): CharacterTest =>
  (codePoint) =>
    tests.some((test) => test(codePoint))

// One character against one property: the engine of the language cannot be made to backtrack by it.
const matching =
  (single: RegExp): CharacterTest =>
  (codePoint) =>
    single.test(String.fromCodePoint(codePoint))

/** Any character but the ends of lines. */
export const dot: CharacterTest = (codePoint) => codePoint !== 0x0a && codePoint !== 0x0d

const space = matching(/^[ \t\n\r]$/u)
const digit = matching(/^\p{Nd}$/u)
const word = matching(/^[^\p{P}\p{Z}\p{C}]$/u)

// The characters of names in XML 1.0, as first and last of each range.
const nameStartRanges = [
  [0x3a, 0x3a],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
  [0x10000, 0xeffff],
] as const
const otherNameRanges = [
  [0x2d, 0x2e],
  [0x30, 0x39],
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
] as const
const nameStart = anyOfTests(nameStartRanges.map(([first, last]) => between(first, last)))
const namePart = anyOfTests([
  nameStart,
  ...otherNameRanges.map(([first, last]) => between(first, last)),
])

const escapes: ReadonlyMap<string, CharacterTest> = new Map([
  ['s', space],
  ['S', not(space)],
  ['d', digit],
  ['D', not(digit)],
  ['w', word],
  ['W', not(word)],
  ['i', nameStart],
  ['I', not(nameStart)],
  ['c', namePart],
  ['C', not(namePart)],
  ['n', only(0x0a)],
  ['r', only(0x0d)],
  ['t', only(0x09)],
])

/** The set that a letter after a backslash stands for, or the character that it protects. */
export function escapeTest(character: string): CharacterTest | undefined {
  const named = escapes.get(character)
  if (named !== undefined) return named
  return isProtected(character) ? only(character.charCodeAt(0)) : undefined
}

export const isProtected = (character: string): boolean =>
  character.length === 1 && String.raw`\|.?*+(){}-[]^$`.includes(character)

const categories = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)$/u

/** The set of a general category, as in `\p{Lu}`. */
export function categoryTest(name: string): CharacterTest | undefined {
  return categories.test(name) ? matching(new RegExp(`^\\p{${name}}$`, 'u')) : undefined
}
