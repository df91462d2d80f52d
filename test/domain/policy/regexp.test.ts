import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { patternLengthMax, workMax } from '../../../domain/policy/limits.ts'
import { compilePattern } from '../../../domain/policy/regexp/match-pattern.ts'

function matches(pattern: string, text: string): boolean | string {
  const compiled = compilePattern(pattern)
  if ('type' in compiled) return compiled.code
  const found = compiled(text, { request: { categories: [] }, left: workMax })
  return typeof found === 'boolean' ? found : found.code
}

describe('a regular expression', () => {
  test.each([
    ['', 'anything', true],
    ['b', 'abc', true],
    ['^b', 'abc', false],
    ['b$', 'ab', true],
    ['^$', '', true],
    ['a|^c', 'bc', false],
    ['^(ab)*$', 'abab', true],
    ['^(ab)+$', '', false],
    ['^a?b$', 'b', true],
    ['^a{2}$', 'aa', true],
    ['^a{2,}$', 'a', false],
    ['^a{2,3}$', 'aaaa', false],
    ['^a{0}$', '', true],
    ['^a+?$', 'aaa', true],
    ['^.$', '\n', false],
    ['^.$', '😀', true],
    ['^[a-c]+$', 'abc', true],
    ['^[^a-c]$', 'b', false],
    ['^[-a]+$', '-a', true],
    ['^[a-]+$', '-a', true],
    [String.raw`^[\-\]]$`, ']', true],
    ['^[a-z-[aeiou]]+$', 'xyz', true],
    ['^[a-z-[aeiou]]+$', 'xyza', false],
    [String.raw`^[\d_]+$`, '1_2', true],
    [String.raw`^\d+$`, '٣', true],
    [String.raw`^\w+$`, 'a_', false],
    [String.raw`^\s\S$`, ' a', true],
    [String.raw`^\i\c*$`, 'æ-1', true],
    [String.raw`^\I$`, '1', true],
    [String.raw`^\C$`, ' ', true],
    [String.raw`^\W\D$`, '-a', true],
    [String.raw`^\p{Lu}\P{Lu}$`, 'Åå', true],
    [String.raw`^\p{IsGreek}\P{IsGreek}$`, 'λa', true],
    [String.raw`^[\p{IsBasicLatin}-[\p{L}]]+$`, '123', true],
    [String.raw`^\p{IsLatin-1Supplement}+$`, 'åb', false],
    [String.raw`^\p{IsGothic}\p{IsSpecials}$`, '\u{10330}\u{feff}', true],
    [String.raw`^(a|b)\1$`, 'bb', true],
    [String.raw`^(a|b)\1$`, 'ab', false],
    [String.raw`(.)x\1`, '--axa--', true],
    [String.raw`^(a*)b\1$`, 'aabaa', true],
    [String.raw`^(a*)b\1$`, 'aaba', false],
    [String.raw`^(a)?b\1$`, 'b', true],
    [String.raw`^((.)\2)+$`, 'aabb', true],
    [String.raw`^((.)\2)+$`, 'aabc', false],
    [String.raw`^(a)\10$`, 'aa0', true],
    [`^${'(a)'.repeat(10)}${String.raw`\10`}$`, 'a'.repeat(11), true],
    [String.raw`^(a*)*\1$`, 'aaa', true],
    [String.raw`\.\$(😀)\1`, '.$😀😀', true],
    [String.raw`^\.\$\^\\$`, String.raw`.$^\ `.trim(), true],
    [String.raw`^\t\n\r$`, '\t\n\r', true],
  ])('%j on %j is %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected)
  })

  test.each([
    ['an open group', '(a'],
    ['a stray bracket', 'a)'],
    ['an open class', '[a'],
    ['an empty class', '[]'],
    ['a class in a class', '[a[b]]'],
    ['a range backwards', '[b-a]'],
    ['a range to a set', String.raw`[a-\d]`],
    ['a stray quantifier', '*a'],
    ['a stray brace', 'a}'],
    ['counts backwards', 'a{3,2}'],
    ['an open count', 'a{2'],
    ['an unknown escape', String.raw`\q`],
    ['an escape of nothing', '\\'],
    ['a reference to no group', String.raw`(a)\2`],
    ['a reference to a group from within it', String.raw`(a\1)`],
    ['a reference to a group ahead', String.raw`\1(a)`],
    ['a reference in a class', String.raw`(a)[\1]`],
    ['a look ahead', '(?=a)'],
    ['an unknown category', String.raw`\p{Xx}`],
    ['an unknown block', String.raw`\p{IsGrek}`],
    ['a block by its bare name', String.raw`\p{Greek}`],
    ['too great a length', 'a'.repeat(patternLengthMax + 1)],
    ['too many states', '(a{1000}){1000}'],
  ])('with %s is refused', (_, pattern) => {
    expect(matches(pattern, 'a')).toBe('processing-error')
  })

  test('that reads nothing a million times over is done at once', () => {
    expect(matches('(((){999999}){999999}){999999}', '')).toBe(true)
  })

  test.each(['^(a+)+$', '^(a|a)*$', '^(a*)*$', '^(a|aa)+$', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    'such as %s never tries again, however the text ends',
    (pattern) => {
      expect(matches(pattern, `${'a'.repeat(10_000)}!`)).toBe(false)
    },
  )

  test('with references backwards ends, however many ways there are to try', () => {
    expect(matches(String.raw`^(a*)*(b*)*\1\2c$`, 'a'.repeat(10_000))).toBe('processing-error')
    expect(matches(String.raw`^(a|b)*\1$`, 'ab'.repeat(1_000))).toBe(false)
  })

  test('on a text that is too long for it cannot be told', () => {
    expect(matches('(a?){1000}b', 'a'.repeat(20_000))).toBe('processing-error')
  })

  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|b)', '(ab)', '^', '$', 'a|b', '')
  const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}')
  const pattern = fc
    .array(fc.tuple(atom, quantifier), { maxLength: 5 })
    .map((parts) => parts.map(([one, many]) => (one === '' ? '' : `(${one})${many}`)).join(''))

  test('matches what the same one of the language does', () => {
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b', 'c') }), (source, text) => {
        expect(matches(source, text)).toBe(new RegExp(source, 'u').test(text))
      }),
      { numRuns: 1_000 },
    )
  })

  test('with a reference backwards matches what the same one of the language does', () => {
    const referring = fc.tuple(pattern, pattern, quantifier)
    fc.assert(
      fc.property(referring, fc.string({ unit: fc.constantFrom('a', 'b') }), (parts, text) => {
        const [inside, after, many] = parts
        const source = `(${inside})${after}${String.raw`(\1)`}${many}$`
        expect(matches(source, text)).toBe(new RegExp(source, 'u').test(text))
      }),
    )
  })

  test('of any characters is compiled or refused, never thrown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (source, text) => {
        expect([true, false, 'processing-error']).toContain(matches(source, text))
      }),
    )
  })
})
