import { describe, expect, test } from 'vitest'
import type { Expression, Selector } from '../../../domain/policy/policy.ts'
import type { PolicyRequest } from '../../../domain/policy/request.ts'
import type { Value } from '../../../domain/policy/value.ts'
import { readXml } from '../../../infrastructure/xacml/read-xml.ts'
import { applied, evaluated, shown } from '../../support/policy/expressions.ts'

const reading = readXml(
  '<m:order xmlns:m="urn:m"><m:line no="1"><m:sum>100</m:sum><!--7--><?at 8?></m:line><m:line no="2"><m:sum>many</m:sum></m:line></m:order>',
)
if (!reading.ok) throw new Error(reading.problem.message)

const prefixes = new Map([['o', 'urn:m']])
const pathTo = (path: string, category = 'urn:c'): Value => ({
  type: 'xpathExpression',
  value: { path, category, prefixes },
})

const pointers: readonly (readonly [string, readonly Value[]])[] = [
  ['first', [pathTo('//o:line[1]')]],
  ['each', [pathTo('//o:line')]],
  ['nothing', [pathTo('//o:none')]],
  ['elsewhere', [pathTo('//o:line[1]', 'urn:d')]],
  ['several', [pathTo('//o:line[1]'), pathTo('//o:line[1]')]],
  ['unsound', [pathTo('//x:line')]],
]

const request: PolicyRequest = {
  categories: [
    {
      category: 'urn:c',
      attributes: pointers.map(([id, values]) => ({ id, values })),
      content: reading.root,
    },
    { category: 'urn:d', attributes: [], content: reading.root },
  ],
}

const selector = (path: string, rest: Partial<Selector> = {}): Selector => ({
  kind: 'selector',
  category: 'urn:c',
  path,
  prefixes,
  dataType: 'string',
  mustBePresent: false,
  ...rest,
})

const come = (expression: Expression) => shown(evaluated(expression, request))

describe('a selector', () => {
  test.each([
    ['the texts it finds', selector('//o:sum/text()'), '[string 100 many]'],
    ['the attributes it finds', selector('//@no', { dataType: 'integer' }), '[integer 1 2]'],
    [
      'the comments and processing instructions it finds',
      selector('//comment() | //processing-instruction("at")', { dataType: 'integer' }),
      '[integer 7 8]',
    ],
    ['no value of a namespace', selector('//o:sum/namespace::*'), 'syntax-error'],
    ['an empty bag of nothing', selector('//o:none/text()'), '[]'],
    [
      'no value of nothing that must be there',
      selector('//o:none/text()', { mustBePresent: true }),
      'missing-attribute',
    ],
    ['an empty bag without content', selector('//text()', { category: 'urn:e' }), '[]'],
    [
      'no value without content that must be there',
      selector('//text()', { category: 'urn:e', mustBePresent: true }),
      'missing-attribute',
    ],
    ['no value of an element', selector('//o:sum'), 'syntax-error'],
    ['no value of a number', selector('count(//o:sum)'), 'syntax-error'],
    [
      'no value of a text of another type',
      selector('//o:sum/text()', { dataType: 'integer' }),
      'syntax-error',
    ],
    ['no value with a prefix not declared', selector('//x:sum/text()'), 'syntax-error'],
    [
      'what it finds from the node pointed at',
      selector('o:sum/text()', { contextSelectorId: 'first' }),
      '[string 100]',
    ],
    [
      'what it finds from the root all the same',
      selector('/o:order/o:line[2]/@no', { contextSelectorId: 'first' }),
      '[string 2]',
    ],
    ['no value from two nodes', selector('@no', { contextSelectorId: 'each' }), 'syntax-error'],
    ['no value from no node', selector('@no', { contextSelectorId: 'nothing' }), 'syntax-error'],
    [
      'no value from a node of another category',
      selector('@no', { contextSelectorId: 'elsewhere' }),
      'syntax-error',
    ],
    [
      'no value from several pointers',
      selector('@no', { contextSelectorId: 'several' }),
      'missing-attribute',
    ],
    [
      'no value from a pointer that is not there',
      selector('@no', { contextSelectorId: 'absent' }),
      'missing-attribute',
    ],
    [
      'no value from a pointer that is not sound',
      selector('@no', { contextSelectorId: 'unsound' }),
      'syntax-error',
    ],
  ])('has %s', (_, expression, expected) => {
    expect(come(expression)).toBe(expected)
  })
})

const path = (text: string, category?: string): Expression => ({
  kind: 'literal',
  value: pathTo(text, category),
})

describe('the functions of XPath', () => {
  test.each([
    ['count remarks', applied('3.0 xpath-node-count', path('//comment()')), 'integer 1'],
    ['count namespaces', applied('3.0 xpath-node-count', path('/*/namespace::*')), 'integer 2'],
    ['count nodes', applied('3.0 xpath-node-count', path('//o:line')), 'integer 2'],
    [
      'count none without content',
      applied('3.0 xpath-node-count', path('/', 'urn:e')),
      'integer 0',
    ],
    [
      'have a node equal itself, however it is found',
      applied('3.0 xpath-node-equal', path('//o:line'), path('/o:order/*[2]')),
      'boolean true',
    ],
    [
      'have no node equal one inside it',
      applied('3.0 xpath-node-equal', path('//o:line'), path('//o:sum')),
      'boolean false',
    ],
    [
      'match a node with what is inside it',
      applied('3.0 xpath-node-match', path('//o:line[1]'), path('//o:line[1]/o:sum/text()')),
      'boolean true',
    ],
    [
      'match a node with its attribute',
      applied('3.0 xpath-node-match', path('//o:line[2]'), path('//@no')),
      'boolean true',
    ],
    [
      'match no node with what it is in',
      applied('3.0 xpath-node-match', path('//o:sum'), path('//o:line')),
      'boolean false',
    ],
    [
      'match nothing without content',
      applied('3.0 xpath-node-match', path('/', 'urn:e'), path('//o:line')),
      'boolean false',
    ],
  ])('%s', (_, expression, expected) => {
    expect(come(expression)).toBe(expected)
  })
})

test('access-permitted is known and not built: what needs it is Indeterminate', () => {
  const asked = (...texts: readonly string[]) =>
    come(
      applied(
        '3.0 access-permitted',
        { kind: 'literal', value: { type: 'anyURI', value: 'urn:c' } },
        ...texts.map((value): Expression => ({
          kind: 'literal',
          value: { type: 'string', value },
        })),
      ),
    )
  expect(asked('<Attribute/>')).toBe('processing-error')
  expect(() => asked()).toThrow('takes')
})
