import { describe, expect, test } from 'vitest'
import { elementDepthMax, elementsMax, policyLengthMax } from '../../../domain/policy/limits.ts'
import { readNewPolicy, readPolicy } from '../../../infrastructure/xacml/read-policy.ts'
import {
  applyXml,
  conditionXml,
  designatorXml,
  matchXml,
  policySetXml,
  policyXml,
  ruleXml,
  stringXml,
  targetXml,
} from '../../support/policy/xml.ts'

const anything = '<Target/>'
const sound = policyXml(anything + ruleXml())
const typed = (type: string, text: string) =>
  `<AttributeValue DataType="http://www.w3.org/2001/XMLSchema#${type}">${text}</AttributeValue>`
const inCondition = (expression: string) => policyXml(anything + conditionXml(expression))

function problemOf(xml: string): string {
  const reading = readPolicy(xml)
  return reading.ok ? 'none' : `${reading.problem.code}: ${reading.problem.message}`
}

describe('reading a policy', () => {
  test('takes a sound one, whatever prefix it has', () => {
    expect(problemOf(sound)).toBe('none')
    const prefixed = sound.replaceAll(/<(\/?)(?=\w)/gu, '<$1x:').replace('xmlns=', 'xmlns:x=')
    expect(problemOf(`\uFEFF<?xml version="1.0"?><!-- by hand -->\r\n${prefixed}`)).toBe('none')
  })

  test('keeps the white space of texts and takes character data', () => {
    const value = '<![CDATA[ a<b ]]><!-- and -->&amp;&#x41;'
    const reading = readPolicy(policyXml(targetXml([matchXml('role', value)]) + ruleXml()))
    expect(reading).toMatchObject({
      ok: true,
      policy: { target: [[[{ value: { type: 'string', value: ' a<b &A' } }]]] },
    })
  })

  test('reads past remarks, wherever they stand', () => {
    const remark = '<!-- a --><?b c?>'
    const match = matchXml('a', 'b')
    const remarked = match.replaceAll('><', `>${remark}<`).replace('>b<', `>b${remark}<`)
    const xml = policyXml(
      `${remark}<Target>${remark}<AnyOf><AllOf>${remarked}</AllOf></AnyOf></Target>${ruleXml(remark)}`,
    )
    for (const read of [readPolicy, readNewPolicy])
      expect(read(xml)).toMatchObject({
        ok: true,
        policy: { target: [[[{ value: { type: 'string', value: 'b' } }]]] },
      })
  })

  test('counts a text as one, whatever remarks stand in it', () => {
    const long = 'a'.repeat(60_000)
    expect(problemOf(inCondition(stringXml(`${long}<!-- -->${long}`)))).toMatch(/^too-large: /u)
  })

  test.each([
    ['no XML', 'Policy', 'not-xml: Not well-formed XML'],
    ['an open element', '<a>', 'not-xml: Not well-formed XML'],
    ['a document type', `<!DOCTYPE Policy>${sound}`, 'not-xml: A document type (DOCTYPE)'],
    [
      'an entity of its own',
      `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>`,
      'not-xml: Not well-formed XML',
    ],
    ['a prefix that is not declared', '<x:Policy/>', 'not-xml: The name x:Policy on line 1'],
    ['another vocabulary', '<Policy/>', 'not-a-policy: <Policy> on line 1 is neither'],
    [
      'an element out of place',
      policyXml(`${anything}<Role/>`),
      'not-a-policy: <Role> on line 1 does not belong',
    ],
    [
      'text out of place',
      policyXml(`${anything}text`),
      'not-a-policy: <Policy> on line 1 has text',
    ],
    ['no target', policyXml(ruleXml()), 'not-a-policy: <Policy> on line 1 has no <Target>'],
    ['two targets', policyXml(anything + anything), 'more than one <Target>'],
    ['no version', sound.replace('Version="1.0"', ''), 'has no attribute Version'],
    ['a version in words', sound.replace('"1.0"', '"one"'), 'has the Version one'],
    ['an effect that is none', policyXml(anything + ruleXml('', 'Maybe')), 'has the Effect Maybe'],
    ['an empty AnyOf', policyXml('<Target><AnyOf/></Target>'), '<AnyOf> on line 1 has no <AllOf>'],
    [
      'a match without an attribute',
      policyXml(targetXml([matchXml('a', 'b').replace(designatorXml('a'), '')])),
      'must have one value and one designator',
    ],
    [
      'an attribute that may be there, perhaps',
      inCondition(
        applyXml(
          '1.0 string-is-in',
          stringXml('a'),
          designatorXml('b').replace('"false"', '"perhaps"'),
        ),
      ),
      'has a MustBePresent of perhaps',
    ],
    [
      'a condition of two expressions',
      inCondition(stringXml('a').repeat(2)),
      'must have one expression',
    ],
    [
      'a condition that is no boolean',
      inCondition(stringXml('a')),
      'wrong-type: The condition of rule urn:r is a string',
    ],
    [
      'an unknown function',
      inCondition(applyXml('1.0 string-magic')),
      'unknown-function: The function urn:oasis',
    ],
    [
      'a match by a function that gives no boolean',
      policyXml(
        targetXml([
          matchXml('a', 'b').replace(
            '1.0:function:string-equal',
            '2.0:function:string-concatenate',
          ),
        ]),
      ),
      'wrong-type: urn:oasis:names:tc:xacml:2.0:function:string-concatenate cannot match',
    ],
    [
      'an argument of another type',
      inCondition(applyXml('1.0 string-equal', stringXml('a'), typed('integer', '1'))),
      'takes a string as argument 2, not a integer',
    ],
    [
      'a function in place of a value',
      inCondition(applyXml('1.0 not', '<Function FunctionId="urn:f"/>')),
      'wrong-type: The function urn:f stands where a value is needed',
    ],
    [
      'an unknown data type',
      inCondition(typed('colour', 'red')),
      'unknown-data-type: <AttributeValue>',
    ],
    [
      'a value that is no literal',
      inCondition(typed('integer', 'one')),
      'not-a-literal: <AttributeValue>',
    ],
    [
      'an element in a value',
      inCondition(typed('string', '<b/>')),
      '<b> on line 1 does not belong',
    ],
    [
      'an unknown algorithm',
      policyXml(anything + ruleXml(), '3.0:rule-combining-algorithm:coin-toss'),
      'unknown-algorithm: The combining algorithm',
    ],
    [
      'an algorithm for policies over rules',
      policyXml(anything, '1.0:policy-combining-algorithm:only-one-applicable'),
      'unknown-algorithm',
    ],
    ['an issuer', policyXml(`<PolicyIssuer/>${anything}`), 'not-supported: <PolicyIssuer>'],
    [
      'another XPath than 1.0',
      policyXml(
        `<PolicyDefaults><XPathVersion>http://www.w3.org/TR/2007/REC-xpath20-20070123</XPathVersion></PolicyDefaults>${anything}`,
      ),
      'not-supported: <XPathVersion>',
    ],
    [
      'a regular expression that is none',
      inCondition(applyXml('1.0 string-regexp-match', stringXml('(a'), stringXml('a'))),
      'not-a-literal: A regular expression is not understood at its end',
    ],
    [
      'an XPath that is none',
      inCondition(
        applyXml(
          '1.0 string-is-in',
          stringXml('a'),
          '<AttributeSelector Category="urn:c" Path="a[" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/>',
        ),
      ),
      'not-a-literal: An XPath is not understood',
    ],
  ])('refuses %s', (_, xml, problem) => {
    expect(problemOf(xml)).toContain(problem)
  })

  test('names the line', () => {
    const xml = policyXml(`\n${anything}\n<Rule\n  RuleId="urn:r"/>`)
    expect(problemOf(xml)).toBe('not-a-policy: <Rule> on line 3 has no attribute Effect.')
  })

  const nested = (depth: number, inside: string): string =>
    depth === 0 ? inside : applyXml('1.0 not', nested(depth - 1, inside))

  test.each([
    ['a document that is too long', ' '.repeat(policyLengthMax + 1)],
    ['too many elements', `<a>${'<b/>'.repeat(elementsMax)}</a>`],
    ['elements too deep', inCondition(nested(elementDepthMax, typed('boolean', 'true')))],
    ['elements far too deep', '<a>'.repeat(100_000) + '</a>'.repeat(100_000)],
    ['a value that is too long', inCondition(stringXml('a'.repeat(100_001)))],
    ['an attribute that is too long', `<a b="${'a'.repeat(100_001)}"/>`],
    [
      'policies too deep',
      Array.from({ length: 20 }).reduce<string>((inner) => policySetXml(anything + inner), sound),
    ],
  ])('refuses %s as too large', (_, xml) => {
    expect(problemOf(xml)).toMatch(/^too-large: /u)
  })
})
