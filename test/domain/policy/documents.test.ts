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

  test('that lead back to themselves make an evaluation that needs them Indeterminate', () => {
    const loop = `${anything}<PolicySetIdReference>urn:s</PolicySetIdReference>`
    const self = readable(policySetXml(loop))
    expect(decide(policySetXml(loop), {}, () => self)).toMatchObject({
      decision: 'Indeterminate',
      status: { code: 'processing-error', message: 'The policy urn:s refers to itself.' },
    })
    const denied = policySetXml(loop + policyXml(anything + ruleXml('', 'Deny')))
    expect(decide(denied, {}, () => self).decision).toBe('Deny')
  })

  test('that lead on and on end at a limit', () => {
    const chain = (at: number) =>
      policySetXml(
        `${anything}<PolicySetIdReference>urn:s${at + 1}</PolicySetIdReference>`,
      ).replace('"urn:s"', `"urn:s${at}"`)
    const next = ({ id }: { readonly id: string }) => readable(chain(Number(id.slice(5))))
    expect(() => decide(chain(0), {}, next)).toThrow(/inside one another/u)
  })

  // What is known of one policy: each version permits.
  const versions = ['1.0', '1.9', '1.10', '2.0.1', '2.1', '3'].map((version) =>
    readable(policyXml(anything + ruleXml()).replace('Version="1.0"', `Version="${version}"`)),
  )

  test.each([
    ['', '3'],
    ['Version="1.9"', '1.9'],
    ['Version="1.*"', '1.10'],
    ['Version="*"', '3'],
    ['Version="2.+"', '2.1'],
    ['Version="*.0.1"', '2.0.1'],
    ['Version="+"', '3'],
    ['Version="3.+"', 'none'],
    ['Version="1"', 'none'],
    ['LatestVersion="2.0"', '1.10'],
    ['LatestVersion="2.*"', '2.1'],
    ['LatestVersion="1.+"', '1.10'],
    ['EarliestVersion="1.10" LatestVersion="1.10"', '1.10'],
    ['EarliestVersion="1.11" LatestVersion="2.0.0"', 'none'],
    ['EarliestVersion="3.1"', 'none'],
    ['EarliestVersion="4.*"', 'none'],
    ['Version="1.+" EarliestVersion="2"', 'none'],
  ])('are taken in the latest version that fits %s', (attributes, expected) => {
    const xml = policySetXml(
      `${anything}<PolicyIdReference ${attributes}>urn:p</PolicyIdReference>`,
    )
    const { policies } = decide(xml, {}, () => versions)
    expect(policies[0]?.version ?? 'none').toBe(expected)
  })

  test.each(['', '1.', '.1', '+.1', 'a', '1.**'])(
    'are not referred to by the version %j',
    (text) => {
      const reading = readPolicy(
        policySetXml(`${anything}<PolicyIdReference Version="${text}">urn:p</PolicyIdReference>`),
      )
      expect(reading.ok ? '' : reading.problem.message).toContain('is no pattern of versions')
    },
  )

  test('that multiply by reference end at a limit', () => {
    const wide = policySetXml(anything + reference.repeat(referencesMax + 1))
    expect(() => decide(wide, {}, () => permitting)).toThrow(/are referred to/u)
  })
})
