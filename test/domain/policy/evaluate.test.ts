import { describe, expect, test } from 'vitest'
import { compilePolicy } from '../../../domain/policy/compile-policy.ts'
import { evaluate } from '../../../domain/policy/evaluate.ts'
import { stringAttribute } from '../../../domain/policy/request.ts'
import { dateTimeKind } from '../../../domain/policy/time-kinds.ts'
import {
  applyXml,
  conditionXml,
  decide,
  designatorXml,
  having,
  matchXml,
  policySetXml,
  policyXml,
  readable,
  ruleXml,
  stringXml,
  targetXml,
} from '../../support/policy/xml.ts'

const anything = '<Target/>'
const role = (text: string) => matchXml('role', text)
const level = (text: string) => matchXml('level', text)
const unknown = matchXml('nothing', 'x', true)

const ask = (target: string, attributes: Readonly<Record<string, readonly string[]>>) =>
  decide(policyXml(target + ruleXml()), attributes).decision

describe('a target', () => {
  test.each([
    ['without parts matches everything', anything, {}, 'Permit'],
    ['matches one value of several', targetXml([role('dagl')]), { role: ['x', 'dagl'] }, 'Permit'],
    [
      'needs every match of an AllOf',
      targetXml([role('dagl') + level('3')]),
      { role: ['dagl'] },
      'NotApplicable',
    ],
    [
      'needs one AllOf of an AnyOf',
      targetXml([role('lede'), role('dagl')]),
      { role: ['dagl'] },
      'Permit',
    ],
    [
      'needs every AnyOf, also of one category',
      targetXml([role('dagl')], [role('lede')]),
      { role: ['dagl'] },
      'NotApplicable',
    ],
    [
      'with both of one category matches who has both',
      targetXml([role('dagl')], [role('lede')]),
      { role: ['dagl', 'lede'] },
      'Permit',
    ],
    [
      'cannot be told without an attribute that must be there',
      targetXml([unknown]),
      {},
      'Indeterminate',
    ],
    ['is told by another AllOf', targetXml([unknown, role('dagl')]), { role: ['dagl'] }, 'Permit'],
    [
      'is told by another match',
      targetXml([unknown + role('dagl')]),
      { role: ['lede'] },
      'NotApplicable',
    ],
    ['is told by another AnyOf', targetXml([unknown], [role('dagl')]), {}, 'NotApplicable'],
  ])('%s', (_, target, attributes, expected) => {
    expect(ask(target, attributes)).toBe(expected)
  })
})

const holds = (text: string) => applyXml('1.0 string-is-in', stringXml(text), designatorXml('role'))

describe('a rule', () => {
  test.each([
    ['with a condition that holds has its effect', conditionXml(holds('dagl')), 'Permit'],
    ['with a condition that does not is not applicable', conditionXml(holds('x')), 'NotApplicable'],
    [
      'with a condition that cannot be told is Indeterminate',
      conditionXml(applyXml('1.0 string-is-in', stringXml('x'), designatorXml('nothing', true))),
      'Indeterminate',
    ],
    [
      'whose target does not match is never asked for its condition',
      ruleXml(
        `${targetXml([role('x')])}<Condition>${applyXml('1.0 string-is-in', stringXml('x'), designatorXml('nothing', true))}</Condition>`,
      ),
      'NotApplicable',
    ],
  ])('%s', (_, rule, expected) => {
    expect(decide(policyXml(anything + rule), { role: ['dagl'] }).decision).toBe(expected)
  })

  test('says which attribute is missing', () => {
    const { status } = decide(policyXml(anything + ruleXml(targetXml([unknown]))))
    expect(status).toEqual({ code: 'missing-attribute', message: 'nothing of urn:c is not given.' })
  })
})

const set = (rule: string) =>
  policySetXml(
    `${anything}${policyXml(targetXml([unknown]) + rule)}`,
    '3.0:policy-combining-algorithm:permit-unless-deny',
  )

describe('a policy whose own target cannot be told', () => {
  test('is NotApplicable when no rule applies', () => {
    expect(decide(policyXml(targetXml([unknown]) + ruleXml(targetXml([role('x')])))).decision).toBe(
      'NotApplicable',
    )
  })
  test('could have the effect of its rules and no other', () => {
    const denying = policyXml(targetXml([unknown]) + ruleXml('', 'Deny'))
    const permitting = policyXml(anything + ruleXml())
    const mixed = policySetXml(anything + permitting + denying)
    expect(decide(mixed).decision).toBe('Indeterminate')
    const harmless = policySetXml(
      anything + permitting + policyXml(targetXml([unknown]) + ruleXml()),
    )
    expect(decide(harmless).decision).toBe('Permit')
  })
  test('is passed over where only a Deny counts', () => {
    expect(decide(set(ruleXml('', 'Deny'))).decision).toBe('Permit')
  })
})

const duty = (kind: 'Obligation' | 'Advice', id: string, on: string, expression: string) => {
  const when = kind === 'Obligation' ? 'FulfillOn' : 'AppliesTo'
  const assignment = `<AttributeAssignmentExpression AttributeId="urn:a" Category="urn:k" Issuer="me">${expression}</AttributeAssignmentExpression>`
  return `<${kind}Expressions><${kind}Expression ${kind}Id="${id}" ${when}="${on}">${assignment}</${kind}Expression></${kind}Expressions>`
}

const assigned = (value: string) => ({
  attributeId: 'urn:a',
  category: 'urn:k',
  issuer: 'me',
  value: { type: 'string', value },
})

describe('obligations and advice', () => {
  test('go out with the decision they are for, from the rule and the policy', () => {
    const rule = ruleXml(duty('Obligation', 'urn:of-rule', 'Permit', stringXml('r')))
    const own = duty('Obligation', 'urn:of-policy', 'Permit', stringXml('p'))
    const advice = duty('Advice', 'urn:advice', 'Permit', stringXml('v'))
    const result = decide(policyXml(anything + rule + own + advice))
    expect(result.obligations).toEqual([
      { id: 'urn:of-rule', assignments: [assigned('r')] },
      { id: 'urn:of-policy', assignments: [assigned('p')] },
    ])
    expect(result.advice).toEqual([{ id: 'urn:advice', assignments: [assigned('v')] }])
  })

  test('for the other decision stay', () => {
    const result = decide(
      policyXml(anything + ruleXml() + duty('Obligation', 'urn:o', 'Deny', stringXml('p'))),
    )
    expect(result).toMatchObject({ decision: 'Permit', obligations: [] })
  })

  test('of rules that did not lead to the decision stay', () => {
    const permit = ruleXml(duty('Obligation', 'urn:o', 'Permit', stringXml('p')))
    const result = decide(policyXml(anything + permit + ruleXml('', 'Deny', 'urn:d')))
    expect(result).toMatchObject({ decision: 'Deny', obligations: [] })
  })

  test('have one assignment for each value of a bag', () => {
    const result = decide(
      policyXml(
        anything + ruleXml() + duty('Obligation', 'urn:o', 'Permit', designatorXml('role')),
      ),
      {
        role: ['a', 'b'],
      },
    )
    expect(result.obligations[0]?.assignments).toEqual([assigned('a'), assigned('b')])
  })

  test.each([
    [
      'a rule',
      policyXml(
        anything + ruleXml(duty('Advice', 'urn:o', 'Permit', designatorXml('nothing', true))),
      ),
    ],
    [
      'a policy',
      policyXml(
        anything +
          ruleXml() +
          duty('Obligation', 'urn:o', 'Permit', designatorXml('nothing', true)),
      ),
    ],
  ])('that have no value make %s Indeterminate', (_, xml) => {
    expect(decide(xml)).toMatchObject({
      decision: 'Indeterminate',
      status: { code: 'missing-attribute' },
      obligations: [],
    })
  })
})

const from = (issuer: string) => ({
  categories: [{ category: 'urn:c', attributes: [{ ...stringAttribute('role', ['a']), issuer }] }],
})

describe('attributes', () => {
  const issued = policyXml(
    `<Target><AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">${stringXml('a')}<AttributeDesignator Category="urn:c" AttributeId="role" Issuer="register" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/></Match></AllOf></AnyOf></Target>${ruleXml()}`,
  )
  const compiled = compilePolicy(readable(issued))

  test('count only from the issuer that is named', () => {
    expect(evaluate(compiled, from('register')).decision).toBe('Permit')
    expect(evaluate(compiled, from('someone')).decision).toBe('NotApplicable')
    expect(evaluate(compiled, { categories: [having({ role: ['a'] })] }).decision).toBe(
      'NotApplicable',
    )
  })

  test('of one category may come in several parts', () => {
    const both = policyXml(targetXml([role('dagl') + level('3')]) + ruleXml())
    const categories = [having({ role: ['dagl'] }), having({ level: ['3'] })]
    expect(evaluate(compilePolicy(readable(both)), { categories }).decision).toBe('Permit')
  })

  test('of the time are read by a policy that designates one, in itself or in what it refers to', () => {
    const environment = 'urn:oasis:names:tc:xacml:3.0:attribute-category:environment'
    const reading = (category: string, type: string, issuer = '') =>
      `<Target><AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:date-equal"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#date">2026-05-17</AttributeValue><AttributeDesignator Category="${category}" AttributeId="urn:oasis:names:tc:xacml:1.0:environment:current-${type}" DataType="http://www.w3.org/2001/XMLSchema#date"${issuer} MustBePresent="false"/></Match></AllOf></AnyOf></Target>`
    const compiledWith = (target: string) => compilePolicy(readable(policyXml(target + ruleXml())))
    expect(compiledWith(reading(environment, 'date')).readsClock).toBe(true)
    expect(compiledWith(reading('urn:example:category', 'date')).readsClock).toBe(false)
    expect(compiledWith('<Target/>').readsClock).toBe(false)
    const inner = readable(policyXml(reading(environment, 'date') + ruleXml()))
    const referring = readable(
      `<PolicySet xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicySetId="s" Version="1.0" PolicyCombiningAlgId="urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-overrides"><Target/><PolicyIdReference>${inner.id}</PolicyIdReference></PolicySet>`,
    )
    expect(compilePolicy(referring, () => inner).readsClock).toBe(true)
    expect(compilePolicy(referring).readsClock).toBe(false)
  })

  test('of the time are known without being sent, and the sent ones win', () => {
    const now = dateTimeKind.parse('2026-05-17T12:30:00+02:00')
    const clock = 'urn:oasis:names:tc:xacml:1.0:environment:current-time'
    const environment = 'urn:oasis:names:tc:xacml:3.0:attribute-category:environment'
    const xml = policyXml(
      `<Target><AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:time-equal"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#time">12:30:00+02:00</AttributeValue><AttributeDesignator Category="${environment}" AttributeId="${clock}" DataType="http://www.w3.org/2001/XMLSchema#time" MustBePresent="true"/></Match></AllOf></AnyOf></Target>${ruleXml()}`,
    )
    const policy = compilePolicy(readable(xml))
    const sent = [{ category: environment, attributes: [{ id: clock, values: [] }] }]
    expect(now).toBeDefined()
    expect(evaluate(policy, { categories: [], ...(now && { now }) }).decision).toBe('Permit')
    expect(evaluate(policy, { categories: sent, ...(now && { now }) }).decision).toBe(
      'Indeterminate',
    )
    expect(evaluate(policy, { categories: [] }).status.code).toBe('missing-attribute')
  })
})
