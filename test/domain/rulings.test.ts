import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PolicyInForce } from '../../domain/decision/facts.ts'
import type { Question } from '../../domain/decision/question.ts'
import { ruling, type Standing } from '../../domain/decision/rulings.ts'
import { actionId, category } from '../../domain/policy/altinn-attributes.ts'
import { Instant, SystemUserId } from '../../domain/values.ts'
import { preparePolicy } from '../../infrastructure/xacml/prepare-policy.ts'
import { otherParty, party, resourceId } from '../support/fixtures.ts'
import { applyXml, policyXml, ruleXml, stringXml } from '../support/policy/xml.ts'

const schema = 'http://www.w3.org/2001/XMLSchema#'
const noon = Instant.parse('2026-03-02T12:00:00.000Z')
const systemUsers = ['1', '2'].map((last) =>
  SystemUserId.parse(`7d1c3d35-5a54-4a62-8d1a-5a3f3c0b9b1${last}`),
)

const designator = (of: keyof typeof category, id: string, type = 'string') =>
  `<AttributeDesignator Category="${category[of]}" AttributeId="${id}" DataType="${schema}${type}" MustBePresent="false"/>`

const isIn = (text: string, bag: string) => applyXml('1.0 string-is-in', stringXml(text), bag)

const matched = (of: keyof typeof category, id: string, text: string) =>
  `<Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">${stringXml(text)}${designator(of, id)}</Match>`

const clock = 'urn:oasis:names:tc:xacml:1.0:environment:current-dateTime'

/** What a policy may ask for beside the standing. */
const conditions = {
  nothing: '',
  party: isIn(party, designator('resource', 'urn:altinn:organization:identifier-no')),
  systemUser: isIn(systemUsers[0] ?? '', designator('subject', 'urn:altinn:systemuser:uuid')),
  task: isIn('Task_1', designator('resource', 'urn:altinn:task')),
  time: applyXml(
    '1.0 dateTime-less-than',
    applyXml('1.0 dateTime-one-and-only', designator('environment', clock, 'dateTime')),
    `<AttributeValue DataType="${schema}dateTime">${noon}</AttributeValue>`,
  ),
}

type Condition = keyof typeof conditions

function policyOn(condition: Condition): PolicyInForce {
  const rule = (accessPackage: string, action: string, inside = '') =>
    ruleXml(
      `<Target><AnyOf><AllOf>${matched('subject', 'urn:altinn:accesspackage', accessPackage)}${matched('resource', 'urn:altinn:resource', resourceId)}${matched('action', actionId, action)}</AllOf></AnyOf></Target>${inside}`,
      'Permit',
      `urn:${accessPackage}:${action}`,
    )
  const asked = conditions[condition] && `<Condition>${conditions[condition]}</Condition>`
  return preparePolicy(
    1,
    policyXml(`<Target/>${rule('lonn', 'read', asked)}${rule('skatt', 'write')}`),
  )
}

const policies = {
  nothing: policyOn('nothing'),
  party: policyOn('party'),
  systemUser: policyOn('systemUser'),
  task: policyOn('task'),
  time: policyOn('time'),
}

const question: fc.Arbitrary<Question> = fc.record({
  systemUser: fc.constantFrom(...systemUsers),
  action: fc.constantFrom('read', 'write', 'confirm'),
  resource: fc.constant(resourceId),
  party: fc.constantFrom(party, otherParty),
  attributes: fc.constantFrom([], [{ id: 'urn:altinn:task', value: 'Task_1' }]),
})

const now = fc.constantFrom(noon, Instant.parse('2026-03-02T11:59:00.000Z'))
const packages = fc.subarray(['lonn', 'skatt', 'annet'])

const standingIn = ({ rights }: PolicyInForce): fc.Arbitrary<Standing> => {
  const subjects = [...rights.values()].flatMap((right) => right.subjects)
  return fc.oneof(packages, fc.constantFrom(...subjects))
}

const read = (systemUser: SystemUserId | undefined): Question => ({
  systemUser: systemUser ?? SystemUserId.parse(crypto.randomUUID()),
  action: 'read',
  resource: resourceId,
  party,
  attributes: [],
})

describe('what a policy said before', () => {
  test.for(Object.entries(policies))('is what it says now, if it asks for %s', ([, policy]) => {
    const asked = fc.record({ question, standing: standingIn(policy), now })
    fc.assert(
      fc.property(fc.array(asked, { minLength: 2, maxLength: 20 }), (cases) => {
        for (const { question: one, ...where } of cases) {
          const fresh = ruling({ compiled: policy.compiled, rulings: undefined }, one, where)
          expect(ruling(policy, one, where)).toEqual(fresh)
        }
      }),
    )
  })

  test.for(['party', 'systemUser', 'time'] as const)(
    'is not kept by a policy that asks for the %s',
    (condition) => {
      expect(policies[condition].rulings).toBeUndefined()
    },
  )

  test('is kept for all that stand alike', () => {
    const policy = policyOn('nothing')
    const where = { standing: ['lonn'], now: undefined }
    const results = systemUsers.map((one) => ruling(policy, read(one), where))
    expect(results[0]?.decision).toBe('Permit')
    expect(results[1]).toBe(results[0])
  })

  test('takes no more room than is set aside for it', () => {
    const policy = policyOn('nothing')
    for (let n = 0; n < 2_500; n += 1)
      ruling(policy, read(undefined), { standing: [`package-${n}`], now: undefined })
    expect(policy.rulings?.get('read')?.size).toBeLessThanOrEqual(1_000)
  })
})
