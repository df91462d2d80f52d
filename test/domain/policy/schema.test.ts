import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readNewPolicy, readPolicy } from '../../../infrastructure/xacml/read-policy.ts'
import {
  applyXml,
  designatorXml,
  matchXml,
  policySetXml,
  policyXml,
  ruleXml,
  stringXml,
  targetXml,
} from '../../support/policy/xml.ts'

const anything = '<Target/>'
const trueXml =
  '<AttributeValue DataType="http://www.w3.org/2001/XMLSchema#boolean">true</AttributeValue>'
const duty = (name: 'Obligation' | 'Advice', inside = '') => {
  const on = name === 'Obligation' ? 'FulfillOn' : 'AppliesTo'
  return `<${name}Expressions><${name}Expression ${name}Id="urn:d" ${on}="Permit">${inside}</${name}Expression></${name}Expressions>`
}
const assignment = (more = '') =>
  `<AttributeAssignmentExpression AttributeId="urn:a"${more}>${trueXml}</AttributeAssignmentExpression>`
const variable = (more = '') =>
  `<VariableDefinition VariableId="v"${more}>${trueXml}</VariableDefinition>`
const combiner = `<CombinerParameter ParameterName="p">${trueXml}</CombinerParameter>`

function problemOf(xml: string): string {
  const reading = readNewPolicy(xml)
  return reading.ok ? 'none' : `${reading.problem.code}: ${reading.problem.message}`
}

describe('a policy that is handed in', () => {
  test('may have everything that the schema has, in its order', () => {
    const rule = ruleXml(
      `<Description>d</Description>${targetXml([matchXml('a', 'b')])}<Condition><Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:not"><Description>d</Description>${trueXml}</Apply></Condition>${duty('Obligation', assignment(' Category="urn:c" Issuer="i"'))}${duty('Advice')}`,
    )
    const parts = `<Description>d</Description><PolicyDefaults><XPathVersion>http://www.w3.org/TR/1999/REC-xpath-19991116</XPathVersion></PolicyDefaults>${anything}<CombinerParameters>${combiner}</CombinerParameters><RuleCombinerParameters RuleIdRef="urn:r">${combiner}</RuleCombinerParameters>${rule}${variable()}${ruleXml()}${duty('Obligation')}${duty('Advice')}`
    expect(problemOf(policyXml(parts).replace('<Policy ', '<Policy MaxDelegationDepth="3" '))).toBe(
      'none',
    )
    const reference =
      '<PolicyIdReference Version="1.*" EarliestVersion="1" LatestVersion="2">p</PolicyIdReference>'
    expect(problemOf(policySetXml(`${anything}${reference}${policyXml(parts)}${reference}`))).toBe(
      'none',
    )
  })

  test('may have attributes of other vocabularies anywhere, and of none on a value', () => {
    const placed = policyXml(anything + ruleXml().replace('<Rule ', '<Rule y:note="n" ')).replace(
      '<Policy ',
      '<Policy xmlns:xsl="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="urn:y" xsl:schemaLocation="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17 http://docs.oasis-open.org/xacml/3.0/xacml-core-v3-schema-wd-17.xsd" ',
    )
    expect(problemOf(placed)).toBe('none')
    const prefixed = placed
      .replaceAll(/<(\/?)(?=\w)/gu, '<$1xacml:')
      .replace('xmlns=', 'xmlns:xacml=')
    expect(problemOf(prefixed)).toBe('none')
    const value = stringXml('b').replace('<AttributeValue ', '<AttributeValue note="n" ')
    const noted = matchXml('a', 'b').replace(stringXml('b'), value)
    expect(problemOf(policyXml(targetXml([noted])))).toBe('none')
  })

  test.each([
    [
      'a target after the rules',
      policyXml(ruleXml() + anything),
      '<Rule> on line 1 stands in <Policy> where there must be <Target>',
    ],
    [
      'a description after the target',
      policyXml(`${anything}<Description>d</Description>`),
      '<Description> on line 1 is out of order in <Policy>',
    ],
    [
      'a rule after the obligations',
      policyXml(anything + duty('Obligation') + ruleXml()),
      '<Rule> on line 1 is out of order in <Policy>',
    ],
    [
      'advice before obligations',
      policyXml(anything + duty('Advice') + duty('Obligation')),
      '<ObligationExpressions> on line 1 is out of order',
    ],
    [
      'a condition before the target',
      policyXml(anything + ruleXml(`<Condition>${trueXml}</Condition>${anything}`)),
      '<Target> on line 1 is out of order in <Rule>',
    ],
    [
      'a designator before the value',
      policyXml(
        targetXml([
          matchXml('a', 'b').replace(
            /(<AttributeValue.*<\/AttributeValue>)(<AttributeDesignator.*\/>)/u,
            '$2$1',
          ),
        ]),
      ),
      '<AttributeDesignator> on line 1 stands in <Match> where there must be <AttributeValue>',
    ],
    [
      'a description after an argument',
      policyXml(
        anything +
          ruleXml(
            `<Condition>${applyXml('1.0 not', trueXml, '<Description>d</Description>')}</Condition>`,
          ),
      ),
      '<Description> on line 1 is out of order in <Apply>',
    ],
    [
      'an attribute of the policy',
      policyXml(anything).replace('<Policy ', '<Policy Owner="me" '),
      '<Policy> on line 1 has an attribute Owner',
    ],
    [
      'an attribute of a rule',
      policyXml(anything + ruleXml().replace('<Rule ', '<Rule Priority="1" ')),
      '<Rule> on line 1 has an attribute Priority',
    ],
    [
      'an attribute of a target',
      policyXml('<Target Id="t"/>'),
      '<Target> on line 1 has an attribute Id',
    ],
    [
      'an attribute of a designator',
      policyXml(
        targetXml([matchXml('a', 'b').replace('MustBePresent', 'Mustbepresent="x" MustBePresent')]),
      ),
      '<AttributeDesignator> on line 1 has an attribute Mustbepresent',
    ],
    [
      'an attribute of a variable',
      policyXml(anything + variable(' Type="b"')),
      '<VariableDefinition> on line 1 has an attribute Type',
    ],
    [
      'an attribute of an assignment',
      policyXml(anything + duty('Obligation', assignment(' DataType="x"'))),
      '<AttributeAssignmentExpression> on line 1 has an attribute DataType',
    ],
    [
      'an element in a designator',
      policyXml(
        targetXml([
          matchXml('a', 'b').replace(
            designatorXml('a'),
            designatorXml('a').replace('/>', '><b/></AttributeDesignator>'),
          ),
        ]),
      ),
      '<b> on line 1 does not belong in <AttributeDesignator>',
    ],
    [
      'text in a designator',
      policyXml(
        targetXml([
          matchXml('a', 'b').replace(
            designatorXml('a'),
            designatorXml('a').replace('/>', '>b</AttributeDesignator>'),
          ),
        ]),
      ),
      '<AttributeDesignator> on line 1 has text where none belongs',
    ],
    [
      'defaults of nothing',
      policyXml(`<PolicyDefaults/>${anything}`),
      '<PolicyDefaults> on line 1 has no <XPathVersion>',
    ],
    [
      'a parameter without a name',
      policyXml(
        `${anything}<CombinerParameters>${combiner.replace(' ParameterName="p"', '')}</CombinerParameters>`,
      ),
      '<CombinerParameter> on line 1 has no attribute ParameterName',
    ],
    [
      'a stranger among the parameters',
      policyXml(`${anything}<CombinerParameters><Rule/></CombinerParameters>`),
      '<Rule> on line 1 does not belong in <CombinerParameters>',
    ],
  ])('is refused for %s, and goes on being read if it was taken before', (_, xml, problem) => {
    expect(problemOf(xml)).toContain(`not-a-policy: ${problem}`)
    expect(readPolicy(xml)).toMatchObject({ ok: true })
  })

  test('is refused for what it means before it is for its form', () => {
    const both = policyXml(ruleXml('', 'Maybe') + anything)
    expect(problemOf(both)).toContain('has the Effect Maybe')
  })
})

const beside = fileURLToPath(new URL('../../../../shared/conformance/xacml3', import.meta.url))
const folders = [
  fileURLToPath(new URL('../../../servers/story/policies', import.meta.url)),
  process.env['XACML3_SUITE'] ?? beside,
]

test('no policy that is known to be good is refused', () => {
  for (const folder of folders.filter((one) => existsSync(one))) {
    const files = readdirSync(folder).filter((file) => file.endsWith('.xml'))
    for (const file of files) {
      const xml = readFileSync(join(folder, file), 'utf8')
      if (readPolicy(xml).ok) expect([file, problemOf(xml)]).toEqual([file, 'none'])
    }
  }
})
