import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { workMax } from '../../../domain/policy/limits.ts'
import { evaluateXPath } from '../../../domain/policy/xpath/evaluate-xpath.ts'
import { documentOf, stringValue } from '../../../domain/policy/xpath/node.ts'
import { parseXPath } from '../../../domain/policy/xpath/parse-xpath.ts'
import { UnsoundXPath } from '../../../domain/policy/xpath/syntax.ts'
import { readXml } from '../../../infrastructure/xacml/read-xml.ts'

const xml = `<r xmlns:m="urn:m" id="r1" xml:lang="nb-NO"><a n="1">one</a><a n="2">two<b>deep</b></a><m:a>far</m:a><c><a n="3"/></c></r>`
const reading = readXml(xml)
if (!reading.ok) throw new Error(reading.problem.message)
const root = documentOf(reading.root)
const prefixes = new Map([
  ['q', 'urn:m'],
  ['xml', 'http://www.w3.org/XML/1998/namespace'],
])

/** Nodes as their names or texts, in order; any other value as it is. */
function found(path: string, left = workMax): unknown {
  const scope = { prefixes, work: { request: { categories: [] }, left } }
  const value = evaluateXPath(parseXPath(path), { node: root, position: 1, size: 1 }, scope)
  if (typeof value !== 'object') return value
  return value
    .map((node) => (node.kind === 'root' ? '/' : node.name || stringValue(node)))
    .join(' ')
}

const texts = (path: string) => found(`concat(string(${path}), '')`)

describe('an XPath', () => {
  test.each([
    ['/', '/'],
    ['.', '/'],
    ['/r/a', 'a a'],
    ['r/a', 'a a'],
    ['/r/q:a', 'a'],
    ['/r/*', 'a a a c'],
    ['/r/q:*', 'a'],
    ['//a', 'a a a'],
    ['//@n', 'n n n'],
    ['//@*', 'id lang n n n'],
    ['id("r1")', ''],
    ['/r/a[lang("NB")][1]', 'a'],
    ['//a[lang("n") or lang("nn")]', ''],
    ['/r[lang("nb-no")]', 'r'],
    ['//*[name() = "m:a"]', 'a'],
    ['//text()', 'one two deep far'],
    ['//comment() | //processing-instruction("x")', ''],
    ['//node()[self::b]', 'b'],
    ['/r/a[2]/b/..', 'a'],
    ['/r/a[1]/following-sibling::*', 'a a c'],
    ['/r/c/preceding-sibling::*[1]', 'a'],
    ['//b/ancestor::*', 'r a'],
    ['//b/ancestor-or-self::*[2]', 'a'],
    ['//b/following::a', 'a'],
    ['//c/preceding::text()', 'one two deep far'],
    ['/r/descendant::a[last()]', 'a'],
    ['/r/a[@n = 2] | /r/a[@n = 1]', 'a a'],
    ['(//a)[3]/@n', 'n'],
    ['/r/a[position() mod 2 = 0]/b', 'b'],
    ['/r/a["x"]', 'a a'],
    ['/descendant-or-self::node()/child::b', 'b'],
  ])('%s selects %j', (path, expected) => {
    expect(found(path)).toBe(expected)
  })

  test.each([
    ['count(//a)', 3],
    ['1 + 2 * 3 - -1', 8],
    ['7 div 2', 3.5],
    ['-7 mod 4', -3],
    ['1 div 0', Number.POSITIVE_INFINITY],
    ['number("x")', Number.NaN],
    ['number(//a[2]/@n)', 2],
    ['sum(//@n)', 6],
    ['floor(2.7) + ceiling(2.1) + round(-2.5)', 3],
    ['string-length("Åse")', 3],
    ['//@n > 2', true],
    ['//@n != //@n', true],
    ['//a = "one"', true],
    ['//zz = "one"', false],
    ['not(//zz) and true() or false()', true],
    ['boolean(//zz) = false()', true],
    ['2 >= 2 and 2 <= 2 and 1 < 2', true],
    ['"1" = 1', true],
    ['starts-with("abc", "ab") and contains("abc", "bc")', true],
    ['concat("a", 1, true())', 'a1true'],
    ['substring-before("1999/04", "/")', '1999'],
    ['substring-after("1999/04", "/")', '04'],
    ['substring("12345", 2, 3)', '234'],
    ['substring("12345", 1.5, 2.6)', '234'],
    ['substring("12345", 0)', '12345'],
    ['normalize-space("  a  b ")', 'a b'],
    ['translate("--aaa--", "abc-", "ABC")', 'AAA'],
    ['local-name(//q:a)', 'a'],
    ['name(//q:a)', 'm:a'],
    ['name(//b)', 'b'],
    ['name(//@xml:lang)', 'xml:lang'],
    ['name(//zz)', ''],
    ['lang("nb")', false],
    ['namespace-uri(//q:a)', 'urn:m'],
    ['string(//a[2])', 'twodeep'],
    ['string(1 div 3 > 0)', 'true'],
    ['string(100)', '100'],
  ])('%s is %j', (path, expected) => {
    expect(found(path)).toEqual(expected)
  })

  test('takes the names of operators for names where no operator can stand', () => {
    expect(() => found('div/mod * and')).not.toThrow()
  })

  test.each([
    'a[',
    'a]',
    '//',
    '/r/',
    'a b',
    '@',
    'a::b',
    '$x',
    'f(',
    '(a',
    '"a',
    'a:b:c',
    'p:a',
    'count(1)',
    '"a"/b',
    '1 | 2',
    '#',
    `${'('.repeat(40)}1${')'.repeat(40)}`,
    `a${'/a'.repeat(1_000)}`,
  ])('%s is refused', (path) => {
    expect(() => found(path)).toThrow(UnsoundXPath)
  })

  test('that names a variable is told that there are none', () => {
    for (const path of ['$x', 'a[$x]', '$x/a', 'count($x)', '1 + $x'])
      expect(() => found(path)).toThrow('An XPath uses the variable $x, and there are none.')
  })

  test('ends when the work that is left is done', () => {
    expect(() => found('//*[//*[//*]]', 50)).toThrow(/more work/u)
    expect(texts('//a[1]')).toBe('one')
  })

  test('ends when it reads more text than the work that is left allows', () => {
    const text = 'x'.repeat(100_000)
    const nested = readXml(`<r>${`<a>${text}</a>`.repeat(9)}</r>`)
    if (!nested.ok) throw new Error(nested.problem.message)
    const work = { request: { categories: [] }, left: workMax }
    const focus = { node: documentOf(nested.root), position: 1, size: 1 }
    const read = (path: string) => evaluateXPath(parseXPath(path), focus, { prefixes, work })
    expect(read('string-length(/)')).toBe(900_000)
    expect(workMax - work.left).toBeGreaterThan(9_000)
    expect(() => read('//*[//*[//*[contains(/, "y")]]]')).toThrow(/more work/u)
    expect(() => read('//*[//*[//*[/ = "y"]]]')).toThrow(/more work/u)
  })

  test('of any characters is read or refused', () => {
    const part = fc.constantFrom(
      '/',
      '//',
      'a',
      '*',
      '@n',
      '[',
      ']',
      '(',
      ')',
      '1',
      '=',
      'and',
      '..',
      '|',
      '-',
      '"x"',
      'text()',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        try {
          found(parts.join(' '), 10_000)
        } catch (error) {
          expect(error).toBeInstanceOf(UnsoundXPath)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('remarks and namespaces', () => {
  const remarked = readXml(
    '<r xmlns="urn:d" xmlns:m="urn:m"><a n="1">one<!-- two -->three<?go on and on?></a><b xmlns="" xmlns:k="urn:k"><?stop?><c/></b></r>',
  )
  if (!remarked.ok) throw new Error(remarked.problem.message)
  const inRemarked = documentOf(remarked.root)
  const value = (path: string) => {
    const scope = {
      prefixes: new Map([['d', 'urn:d']]),
      work: { request: { categories: [] }, left: workMax },
    }
    const got = evaluateXPath(parseXPath(path), { node: inRemarked, position: 1, size: 1 }, scope)
    return typeof got === 'object' ? got.map(stringValue) : got
  }

  test.each([
    ['//comment()', [' two ']],
    ['//processing-instruction()', ['on and on', '']],
    ['//processing-instruction("go")', ['on and on']],
    ['//processing-instruction("went")', []],
    ['name(//processing-instruction())', 'go'],
    ['local-name(//processing-instruction()[2])', ''],
    ['namespace-uri(//processing-instruction())', ''],
    ['name(//comment())', ''],
    // A comment parts the text around it, and is in no text itself.
    ['//d:a/text()', ['one', 'three']],
    ['string(//d:a)', 'onethree'],
    ['string(/)', 'onethree'],
    ['string-length(//d:a)', 8],
    ['count(//d:a/node())', 4],
    ['count(//d:a/*)', 0],
    ['//comment()/following-sibling::node()', ['three', 'on and on']],
    ['//comment()/preceding::node()', ['one']],
    ['//c/preceding::processing-instruction()', ['on and on', '']],
    ['//comment()[. = " two "]/../@n', ['1']],
    ['//d:a/namespace::m', ['urn:m']],
    ['count(/d:r/namespace::*)', 3],
    ['count(//b/namespace::node())', 3],
    ['//b/namespace::*[name() = "k"]', ['urn:k']],
    ['//b/namespace::*[name() = ""]', []],
    ['/d:r/namespace::*[name() = ""]', ['urn:d']],
    ['namespace-uri(//d:a/namespace::m)', ''],
    ['name(//b/namespace::k/..)', 'b'],
    ['count(//d:a/namespace::m | //d:a/namespace::m)', 1],
    ['count(//d:a/namespace::m | /d:r/namespace::m)', 2],
    ['(//d:a/@n | //d:a/namespace::m)[1]', ['urn:m']],
    ['//d:a/namespace::m/following-sibling::node()', []],
    ['//b/namespace::k/following::node()', ['', '']],
    ['count(//@n/namespace::*)', 0],
    ['count(/namespace::*)', 0],
    ['//b/attribute::k', []],
  ])('%s is %j', (path, expected) => {
    expect(value(path)).toEqual(expected)
  })
})
