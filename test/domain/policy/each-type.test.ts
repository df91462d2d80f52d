import { describe, expect, test } from 'vitest'
import { functionTable } from '../../../domain/policy/function-table.ts'
import type { Expression } from '../../../domain/policy/policy.ts'
import {
  applied,
  bagOfLiterals,
  evaluated,
  shown,
  typeNamed,
  valueOf,
} from '../../support/policy/expressions.ts'

/** Of each type a value, the same value written otherwise, and one that comes after both in its order, if it has one. */
const types: readonly (readonly [type: string, one: string, same: string, later: string])[] = [
  ['string', 'a', 'a', 'b'],
  ['boolean', 'true', '1', 'false'],
  ['integer', '7', '+007', '8'],
  ['double', '1.5', '15e-1', '1.6'],
  ['time', '12:00:00Z', '13:00:00+01:00', '12:00:00.001Z'],
  ['date', '2026-01-05Z', '2026-01-05+00:00', '2026-01-06Z'],
  ['dateTime', '2026-01-05T12:00:00Z', '2026-01-05T11:00:00-01:00', '2026-01-05T12:00:00.001Z'],
  ['dayTimeDuration', 'P1D', 'PT24H', 'PT25H'],
  ['yearMonthDuration', 'P1Y', 'P12M', 'P13M'],
  ['anyURI', 'urn:a', ' urn:a ', 'urn:A'],
  ['hexBinary', '0aff', '0AFF', '0afe'],
  ['base64Binary', 'YWI=', ' Y W I = ', 'YWM='],
  ['x500Name', 'cn=Pia, o=Rør', 'CN=Pia,O=Rør', 'cn=Ola,o=Rør'],
  ['rfc822Name', 'pia@ror.no', 'pia@ROR.NO', 'Pia@ror.no'],
  ['ipAddress', '10.0.0.1', '10.0.0.1', '10.0.0.2'],
  ['dnsName', 'ror.no', 'ror.no', '*.ror.no'],
]

const ids = [...functionTable.keys()]

/** The function of the standard by its name alone, whichever version it came with; the latest one of several. */
function functionOf(name: string): string | undefined {
  const id = ids
    .filter((each) => each.endsWith(`:function:${name}`))
    .toSorted()
    .at(-1)
  return id && `${/:xacml:(\d\.\d):/u.exec(id)?.[1] ?? ''} ${name}`
}

const typesWith = (name: (type: string) => string) =>
  types.filter(([type]) => functionOf(name(type)) !== undefined)

const literal = (type: string, text: string): Expression => ({
  kind: 'literal',
  value: valueOf(typeNamed(type), text),
})
const bag = (type: string, ...texts: readonly string[]): Expression =>
  bagOfLiterals(
    typeNamed(type),
    texts.map((text) => valueOf(typeNamed(type), text)),
  )

/** What a function of the type comes to. */
const come = (type: string, name: string, ...given: readonly Expression[]): string =>
  shown(evaluated(applied(functionOf(`${type}-${name}`) ?? '', ...given)))

test.each(types)('%s has bags of its values', (type, one, same, later) => {
  const [a, c] = [literal(type, one), literal(type, later)]
  expect(come(type, 'bag-size', bag(type, one, same))).toBe('integer 2')
  expect(come(type, 'bag-size', bag(type))).toBe('integer 0')
  expect(come(type, 'one-and-only', bag(type, later))).toBe(shown(evaluated(c)))
  expect(come(type, 'one-and-only', bag(type))).toBe('processing-error')
  expect(come(type, 'one-and-only', bag(type, one, one))).toBe('processing-error')
  expect(come(type, 'bag', a, c, a)).toBe(shown(evaluated(bag(type, one, later, one))))
})

test('all but addresses have equality, and so sets', () => {
  const names = typesWith((type) => `${type}-equal`).map(([type]) => type)
  expect(names).toEqual(types.map(([type]) => type).slice(0, -2))
  expect(typesWith((type) => `${type}-is-in`).map(([type]) => type)).toEqual(names)
})

describe.each(typesWith((type) => `${type}-equal`))('%s', (type, one, same, later) => {
  const [a, b, c] = [literal(type, one), literal(type, same), literal(type, later)]
  const [first, both, alike] = [bag(type, one), bag(type, same, later), bag(type, one, same)]

  test('knows its value however it is written', () => {
    expect(come(type, 'equal', a, b)).toBe('boolean true')
    expect(come(type, 'equal', a, c)).toBe('boolean false')
    expect(come(type, 'is-in', b, bag(type, later, one))).toBe('boolean true')
    expect(come(type, 'is-in', c, alike)).toBe('boolean false')
    expect(come(type, 'is-in', a, bag(type))).toBe('boolean false')
  })

  test('has sets of its values', () => {
    const set = (name: string, ...given: readonly Expression[]) =>
      come(type, 'bag-size', applied(functionOf(`${type}-${name}`) ?? '', ...given))
    expect(set('intersection', alike, both)).toBe('integer 1')
    expect(set('intersection', first, bag(type, later))).toBe('integer 0')
    expect(set('union', first, both)).toBe('integer 2')
    expect(set('union', bag(type), bag(type))).toBe('integer 0')
    expect(come(type, 'at-least-one-member-of', first, both)).toBe('boolean true')
    expect(come(type, 'at-least-one-member-of', first, bag(type, later))).toBe('boolean false')
    expect(come(type, 'at-least-one-member-of', bag(type), both)).toBe('boolean false')
    expect(come(type, 'subset', first, both)).toBe('boolean true')
    expect(come(type, 'subset', both, first)).toBe('boolean false')
    expect(come(type, 'subset', bag(type), first)).toBe('boolean true')
    expect(come(type, 'set-equals', alike, first)).toBe('boolean true')
    expect(come(type, 'set-equals', first, both)).toBe('boolean false')
  })

  test('is compared by functions that take a function', () => {
    const functionId = ids.find((id) => id.endsWith(`:function:${type}-equal`)) ?? ''
    const over = (name: string, ...given: readonly Expression[]) =>
      shown(evaluated(applied(name, { kind: 'function', functionId }, ...given)))
    expect(over('3.0 any-of', a, both)).toBe('boolean true')
    expect(over('3.0 all-of', a, both)).toBe('boolean false')
    expect(over('3.0 all-of', b, alike)).toBe('boolean true')
    expect(over('3.0 any-of-any', bag(type, later), both)).toBe('boolean true')
    expect(over('3.0 any-of-any', bag(type, later), alike)).toBe('boolean false')
    expect(over('1.0 all-of-any', alike, both)).toBe('boolean true')
    expect(over('1.0 any-of-all', both, alike)).toBe('boolean true')
    expect(over('1.0 all-of-all', alike, alike)).toBe('boolean true')
    expect(over('1.0 all-of-all', both, alike)).toBe('boolean false')
    expect(over('3.0 map', a, both)).toBe('[boolean true false]')
  })
})

test.each(typesWith((type) => `${type}-less-than`))(
  '%s has an order in which equal values have one place',
  (type, one, same, later) => {
    const [a, b, c] = [literal(type, one), literal(type, same), literal(type, later)]
    const rows = ['less-than', 'less-than-or-equal', 'greater-than', 'greater-than-or-equal'].map(
      (name) => [come(type, name, a, c), come(type, name, a, b), come(type, name, c, a)],
    )
    const [yes, no] = ['boolean true', 'boolean false']
    expect(rows).toEqual([
      [yes, no, no],
      [yes, yes, no],
      [no, no, yes],
      [no, yes, yes],
    ])
  },
)

test.each(typesWith((type) => `string-from-${type}`))(
  '%s becomes a string, and the same value again',
  (type, one, same) => {
    const text = applied(`3.0 string-from-${type}`, literal(type, same))
    const again = applied(`3.0 ${type}-from-string`, text)
    expect(shown(evaluated(text))).toMatch(/^string ./u)
    if (functionOf(`${type}-equal`) === undefined)
      expect(shown(evaluated(again))).toBe(shown(evaluated(literal(type, one))))
    else expect(come(type, 'equal', again, literal(type, one))).toBe('boolean true')
  },
)
