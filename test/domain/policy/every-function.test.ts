import { describe, expect, test } from 'vitest'
import { functionTable } from '../../../domain/policy/function-table.ts'
import { elementOf } from '../../../domain/policy/kinds.ts'
import type { Expression } from '../../../domain/policy/policy.ts'
import type { DataType, Shape } from '../../../domain/policy/value.ts'
import {
  bagOfLiterals,
  evaluated,
  missing,
  shown,
  typeNamed,
  valueOf,
} from '../../support/policy/expressions.ts'

const samples: Readonly<Record<Exclude<DataType, 'xpathExpression'>, readonly [string, string]>> = {
  string: ['a', 'b'],
  boolean: ['true', 'false'],
  integer: ['0', '-1'],
  double: ['1', 'NaN'],
  time: ['12:00:00', '12:00:01Z'],
  date: ['2026-01-01', '2026-01-02'],
  dateTime: ['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z'],
  dayTimeDuration: ['P1D', '-PT1S'],
  yearMonthDuration: ['P1Y', '-P1M'],
  anyURI: ['urn:a', 'urn:b'],
  hexBinary: ['0A', ''],
  base64Binary: ['YWI=', ''],
  x500Name: ['cn=Pia,c=NO', 'c=NO'],
  rfc822Name: ['pia@ror.no', 'ola@ror.no'],
  ipAddress: ['10.0.0.1', '[::1]'],
  dnsName: ['ror.no', '*.no'],
}

function sample(shape: Shape, at = 0): Expression {
  const type = typeNamed(elementOf(shape).replace('bag of ', ''))
  if (type === 'xpathExpression') return pathTo('//a')
  const value = valueOf(type, samples[type][at] ?? '')
  return elementOf(shape) === shape
    ? { kind: 'literal', value }
    : bagOfLiterals(type, [value, value])
}

const pathTo = (path: string): Expression => ({
  kind: 'literal',
  value: {
    type: 'xpathExpression',
    value: { path, category: 'urn:nobody', prefixes: new Map() },
  },
})

/** An argument of the shape that has no value: an attribute that must be there and is not. */
function failing(shape: Shape): Expression {
  const type = typeNamed(elementOf(shape).replace('bag of ', ''))
  if (elementOf(shape) !== shape) return missing(type)
  if (type === 'xpathExpression') return pathTo('][')
  const version = type.endsWith('Duration') ? '3.0' : /Address|dns/u.test(type) ? '2.0' : '1.0'
  const functionId = `urn:oasis:names:tc:xacml:${version}:function:${type}-one-and-only`
  return { kind: 'apply', functionId, arguments: [missing(type)] }
}

const functions = [...functionTable].map(([id, definition]) => ({
  id,
  definition,
  shapes: [...definition.parameters, ...(definition.rest === undefined ? [] : [definition.rest])],
}))

describe('every function', () => {
  test('is one of the 246 of the standard that take no function, or a name before theirs', () => {
    const earlier = functions.filter(({ id }) => /:1\.0:.*(?:Duration|xpath)|uri-string/u.test(id))
    expect(functions.length - earlier.length).toBe(246)
    expect(earlier.length).toBe(30)
  })

  test.each(functions)(
    '$id has a value or a reason of the type it says',
    ({ id, definition, shapes }) => {
      const result = evaluated({
        kind: 'apply',
        functionId: id,
        arguments: shapes.map((shape, at) => sample(shape, at % 2)),
      })
      const isBag = elementOf(definition.result) !== definition.result
      expect(['failure', isBag ? 'bag' : definition.result]).toContain(result.type)
    },
  )

  test.each(functions)('$id fails for the reason that its first argument has', ({ id, shapes }) => {
    const given = shapes.map((shape, at) => (at === 0 ? failing(shape) : sample(shape)))
    const result = evaluated({ kind: 'apply', functionId: id, arguments: given })
    expect(['missing-attribute', 'syntax-error']).toContain(shown(result))
  })

  test.each(functions)('$id refuses an argument of another type', ({ id, shapes }) => {
    const given = shapes.map((shape, at) =>
      at > 0 ? sample(shape) : sample(shape === 'string' ? 'boolean' : 'string'),
    )
    expect(() => evaluated({ kind: 'apply', functionId: id, arguments: given })).toThrow(/takes a/u)
  })

  test.each(functions)(
    '$id refuses too few and too many arguments',
    ({ id, definition, shapes }) => {
      const all = shapes.map((shape) => sample(shape))
      const tooMany = definition.rest === undefined ? [...all, ...all] : []
      const tooFew = definition.parameters.slice(1).map((shape) => sample(shape))
      const wrong = [tooMany, tooFew].filter(
        (given) => given.length < definition.parameters.length || given.length > shapes.length,
      )
      for (const given of wrong)
        expect(() => evaluated({ kind: 'apply', functionId: id, arguments: given })).toThrow(
          /takes/u,
        )
    },
  )
})
