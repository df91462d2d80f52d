import { describe, expect, test } from 'vitest'
import { referencesMax } from '../../../domain/policy/limits.ts'
import {
  applyXml,
  conditionXml,
  decide,
  designatorXml,
  policySetXml,
  policyXml,
  readable,
  ruleXml,
  stringXml,
} from '../../support/policy/xml.ts'
import { readPolicy } from '../../../infrastructure/xacml/read-policy.ts'

const anything = '<Target/>'
const variable = (id: string, expression: string) =>
  `<VariableDefinition VariableId="${id}">${expression}</VariableDefinition>`
const named = (id: string) => `<VariableReference VariableId="${id}"/>`

describe('variables', () => {
  const isDagl = applyXml('1.0 string-is-in', stringXml('dagl'), designatorXml('role'))

  test('stand for their expression, wherever it is defined', () => {
    const xml = policyXml(
      anything +
        variable('outer', applyXml('1.0 not', named('inner'))) +
        variable('inner', isDagl) +
        conditionXml(named('outer')),
    )
    expect(decide(xml, { role: ['x'] }).decision).toBe('Permit')
    expect(decide(xml, { role: ['dagl'] }).decision).toBe('NotApplicable')
  })

  test('of variables of variables do not multiply the work', () => {
    const doubling = Array.from({ length: 40 }, (_, at) =>
      variable(`v${at + 1}`, applyXml('1.0 and', named(`v${at}`), named(`v${at}`))),
    )
    const xml = policyXml(
      anything + variable('v0', isDagl) + doubling.join('') + conditionXml(named('v40')),
    )
    expect(decide(xml, { role: ['dagl'] }).decision).toBe('Permit')
  })

  test('of texts of texts end at the longest text there may be', () => {
    const doubling = Array.from({ length: 60 }, (_, at) =>
      variable(`v${at + 1}`, applyXml('2.0 string-concatenate', named(`v${at}`), named(`v${at}`))),
    )
    const equal = applyXml('1.0 string-equal', named('v60'), stringXml('a'))
    const xml = policyXml(
      anything + variable('v0', stringXml('a')) + doubling.join('') + conditionXml(equal),
    )
    expect(decide(xml).status.code).toBe('processing-error')
  })

  test.each([
    ['are not defined', conditionXml(named('v')), 'The variable v is not defined.'],
    [
      'are defined by themselves',
      variable('v', named('v')),
      'The variable v is defined by itself.',
    ],
    ['are defined twice', variable('v', stringXml('a')).repeat(2), 'defines the variable v again'],
  ])('that %s are refused', (_, inside, message) => {
    const reading = readPolicy(policyXml(anything + inside))
    expect(reading.ok ? '' : reading.problem.message).toContain(message)
  })
})

describe('policies in sets', () => {
  const reference = '<PolicyIdReference>urn:p</PolicyIdReference>'
  const permitting = readable(policyXml(anything + ruleXml()))

  test('say which of them came to the decision, innermost first', () => {
    const { policies } = decide(policySetXml(anything + policyXml(anything + ruleXml())))
    expect(policies).toEqual([
      { kind: 'policy', id: 'urn:p', version: '1.0' },
      { kind: 'policy-set', id: 'urn:s', version: '1.0' },
    ])
  })

  test('may be referred to', () => {
    expect(decide(policySetXml(anything + reference), {}, () => permitting).decision).toBe('Permit')
  })

  test('that are referred to and not known make the set Indeterminate', () => {
    expect(decide(policySetXml(anything + reference))).toMatchObject({
      decision: 'Indeterminate',
      status: { code: 'processing-error', message: expect.stringContaining('urn:p') },
    })
  })

  test('are not taken for sets, nor sets for policies', () => {
    const xml = policySetXml(`${anything}<PolicySetIdReference>urn:p</PolicySetIdReference>`)
    expect(decide(xml, {}, () => permitting).decision).toBe('Indeterminate')
  })

  test('that lead back to themselves end at a limit', () => {
    const xml = policySetXml(`${anything}<PolicySetIdReference>urn:s</PolicySetIdReference>`)
    const self = readable(xml)
    expect(() => decide(xml, {}, () => self)).toThrow(/inside one another/u)
  })

  test('that multiply by reference end at a limit', () => {
    const wide = policySetXml(anything + reference.repeat(referencesMax + 1))
    expect(() => decide(wide, {}, () => permitting)).toThrow(/are referred to/u)
  })
})
