import { describe, expect, test } from 'vitest'
import { isPersonalNumber, isSyntheticNumber } from './support/personal-numbers.ts'
import { filesEnding } from './support/source-files.ts'

const linesMax = 400

type Rule = {
  readonly name: string
  /** What of the text is against the rule. */
  readonly find: (path: string, text: string) => readonly string[]
  readonly planted: string
}

const matches =
  (pattern: RegExp) =>
  (_path: string, text: string): readonly string[] =>
    text.match(pattern) ?? []

// Words are put together here, so that this file does not hold what it looks for.
const word = (...parts: readonly string[]): string => parts.join('')

const rules: readonly Rule[] = [
  {
    name: 'leaves no work for later',
    find: matches(new RegExp(`\\b(?:${word('TO', 'DO')}|${word('FIX', 'ME')})\\b`, 'gu')),
    planted: `// ${word('TO', 'DO')}: later`,
  },
  {
    name: 'neither skips a test nor runs one alone',
    find: matches(/\b(?:test|it|describe)(?:\.\w+)*\.(?:only|skip|todo|fails)\b/gu),
    planted: `${word('describe', '.each.on', 'ly')}([])`,
  },
  {
    name: 'names no place on some machine',
    find: matches(/(?<![\w.:/])\/(?:work|home|root|Users|tmp)\/\w+|\b[A-Z]:\\\w+/gu),
    planted: `const data = '${word('/ho', 'me/pia')}/data'`,
  },
  {
    name: 'holds no number of a person',
    find: (path, text) =>
      (text.match(/(?<!\d)\d{11}(?!\d)/gu) ?? []).filter(
        (digits) => isPersonalNumber(digits) && !(isTest(path) && isSyntheticNumber(digits)),
      ),
    planted: word('178584', '10002'),
  },
  {
    name: `is not longer than ${linesMax} lines`,
    find: (path, text) =>
      path.endsWith('.ts') && text.split('\n').length > linesMax ? [path] : [],
    planted: '\n'.repeat(linesMax + 1),
  },
]

const isTest = (path: string): boolean => path.startsWith('test/')

/** Its people are the story's, and none of them is real. */
const registerOfTheStory = 'servers/story/register.json'

const files = filesEnding('.ts', '.md', '.json', '.xml', '.sh', '.lua', '.css').filter(
  ({ path }) => path !== 'package-lock.json' && path !== registerOfTheStory,
)

describe.each(rules)('every file $name', ({ find, planted }) => {
  test('of the project', () => {
    const found = files.flatMap(({ path, text }) =>
      find(path, text).map((match) => `${path}: ${match}`),
    )
    expect(found).toEqual([])
  })

  test('and a planted one is found', () => expect(find('domain/a.ts', planted)).toHaveLength(1))
})

describe('the numbers of the story', () => {
  const register = filesEnding(registerOfTheStory).map(({ text }) => text)
  const numbers = register.flatMap((text) => text.match(/(?<!\d)\d{11}(?!\d)/gu) ?? [])

  test('are well-formed, and belong to nobody', () => {
    expect(numbers.length).toBeGreaterThan(0)
    expect(numbers.filter((digits) => !isPersonalNumber(digits))).toEqual([])
    expect(numbers.filter((digits) => !isSyntheticNumber(digits))).toEqual([])
  })
})

describe('every document', () => {
  const fences = /^```[\s\S]*?^```/gmu
  const headings = (text: string): readonly string[] =>
    text.replaceAll(fences, '').match(/^# .+$/gmu) ?? []

  test.each(filesEnding('.md'))('$path has one title', ({ text }) =>
    expect(headings(text)).toHaveLength(1),
  )

  test('and a second title is found', () => expect(headings('# a\n\n# b\n')).toHaveLength(2))
})
