import { beforeEach, describe, expect, test } from 'vitest'
import { actionId, category } from '../../domain/policy/altinn-attributes.ts'
import { type AuthzenDesk, authzenDesk, authzenQuestion } from '../support/authzen-desk.ts'
import { owner, party, pia } from '../support/fixtures.ts'
import {
  pdpScope,
  policyForm,
  policyWith,
  policyXml,
  question,
  registryScope,
  resource,
  resourcePath,
} from '../support/story-world.ts'

const schema = 'http://www.w3.org/2001/XMLSchema#'
const clock = 'urn:oasis:names:tc:xacml:1.0:environment:current-'
const morning = Date.parse('2026-03-02T11:59:00Z')
const afternoon = Date.parse('2026-03-02T12:01:00Z')

const match = (type: string, [name, value]: readonly [string, string], at: string, id: string) =>
  `<xacml:Match MatchId="urn:oasis:names:tc:xacml:1.0:function:${name}"><xacml:AttributeValue DataType="${schema}${type}">${value}</xacml:AttributeValue><xacml:AttributeDesignator Category="${at}" AttributeId="${id}" DataType="${schema}${type}" MustBePresent="true"/></xacml:Match>`
const isAbout = match(
  'string',
  ['string-equal', resource],
  category.resource,
  'urn:altinn:resource',
)

/** Denies everything from noon on, as told by one of the three attributes. */
const untilNoon = (type: string, noon: string, of = type): string =>
  policyWith(
    `<xacml:Rule RuleId="urn:example:closed" Effect="Deny"><xacml:Target><xacml:AnyOf><xacml:AllOf>${isAbout}${match(type, [`${type}-less-than-or-equal`, noon], category.environment, `${clock}${of}`)}</xacml:AllOf></xacml:AnyOf></xacml:Target></xacml:Rule>`,
  )

let desk: AuthzenDesk

const upload = async (xml: string): Promise<void> => {
  const token = await desk.world.organisation(owner, registryScope)
  const path = `${resourcePath}/${resource}/policy`
  expect((await desk.world.call(token, 'POST', path, policyForm(xml))).statusCode).toBe(201)
}

beforeEach(async () => {
  desk = await authzenDesk()
  await upload(untilNoon('time', '12:00:00Z'))
})

/** The token is of its time. */
const tokenAt = async (moment: number): Promise<string> => {
  desk.world.clock = moment
  return desk.world.organisation(owner, pdpScope)
}

const told = (DataType: string, Value: string, of = 'time') => ({
  Category: [
    {
      CategoryId: category.environment,
      Attribute: [{ AttributeId: `${clock}${of}`, Value, DataType }],
    },
  ],
})

const several = (id: string) => {
  const { Request } = question(id)
  const named = (name: string, [one]: readonly object[]) => [{ Id: name, ...one }]
  const reference = { ReferenceId: ['who', 'what', 'do'] }
  return {
    Request: {
      AccessSubject: named('who', Request.AccessSubject),
      Action: named('do', Request.Action),
      Resource: named('what', Request.Resource),
      MultiRequests: { RequestReference: [reference, reference] },
    },
  }
}

const ofPerson = () =>
  question(desk.id, {
    AccessSubject: [{ Attribute: [{ AttributeId: 'urn:altinn:person:uuid', Value: pia }] }],
  })

describe('a policy that permits until noon', () => {
  test('is asked the time each time, of one question put again', async () => {
    const ask = async (moment: number) => desk.said(question(desk.id), await tokenAt(moment))
    for (let round = 0; round < 3; round += 1) {
      expect(await ask(morning)).toEqual(['Permit/ok'])
      expect(await ask(morning + 1)).toEqual(['Permit/ok'])
      expect(await ask(afternoon)).toEqual(['Deny/ok'])
    }
  })

  test('likewise of many in one body, of people, and in the other dialect', async () => {
    const batch = { evaluations: [{}, { action: { name: 'write' } }], ...authzenQuestion(desk.id) }
    const ask = async (moment: number) => {
      const token = await tokenAt(moment)
      const evaluations = await desk.evaluateAll(batch, token)
      return {
        many: await desk.said(several(desk.id), token),
        person: await desk.said(ofPerson(), token),
        one: (await desk.evaluate(authzenQuestion(desk.id), token)).decision,
        batch: evaluations.map(({ decision }) => decision),
      }
    }
    const open = {
      many: ['Permit/ok', 'Permit/ok'],
      person: ['Permit/ok'],
      one: true,
      batch: [true, true],
    }
    const closed = {
      many: ['Deny/ok', 'Deny/ok'],
      person: ['Deny/ok'],
      one: false,
      batch: [false, false],
    }
    for (let round = 0; round < 3; round += 1) {
      expect(await ask(morning)).toEqual(open)
      expect(await ask(afternoon)).toEqual(closed)
    }
  })

  test('is searched as it decides', async () => {
    const ask = async (moment: number) => {
      const token = await tokenAt(moment)
      const whole = authzenQuestion(desk.id)
      const results = async (what: 'subject' | 'resource' | 'action', changes: object = {}) =>
        (await desk.search(what, { ...whole, ...changes }, token)).page.total
      return {
        subject: await results('subject', { subject: { type: 'systemuser' } }),
        resource: await results('resource', {
          resource: { type: 'resource', properties: { party } },
        }),
        action: (await results('action')) > 0,
      }
    }
    expect(await ask(morning)).toEqual({ subject: 1, resource: 1, action: true })
    expect(await ask(afternoon)).toEqual({ subject: 0, resource: 0, action: false })
  })

  test.each([
    ['date', '2026-03-02Z', '2026-03-01T23:59:59.999Z', '2026-03-02T00:00:00.000Z'],
    ['dateTime', '2026-03-02T12:00:00Z', '2026-03-02T11:59:59.999Z', '2026-03-02T12:00:00.000Z'],
    ['dateTime', '2026-03-02T12:00:00', '2026-03-02T11:59:59.999Z', '2026-03-02T12:00:00.000Z'],
    ['time', '14:00:00+02:00', '2026-03-02T11:59:59.999Z', '2026-03-02T12:00:00.000Z'],
  ])('knows the %s %s in UTC', async (type, noon, before, after) => {
    await upload(untilNoon(type, noon))
    const ask = async (moment: string) =>
      desk.said(question(desk.id), await tokenAt(Date.parse(moment)))
    expect(await ask(before)).toEqual(['Permit/ok'])
    expect(await ask(after)).toEqual(['Deny/ok'])
  })

  test('is not told a time by an attribute that is of another type', async () => {
    await upload(untilNoon('time', '12:00:00Z', 'date'))
    expect(await desk.said(question(desk.id), await tokenAt(morning))).toEqual([
      'Indeterminate/missing-attribute',
    ])
  })
})

describe('the time that a question brings', () => {
  test.each<[type: string, value: string, said: string]>([
    [`${schema}time`, '13:00:00Z', 'Deny/ok'],
    [`${schema}time`, '11:00:00Z', 'Permit/ok'],
    [`${schema}time`, 'eleven', 'Indeterminate/syntax-error'],
    // It is said, but is no time: the clock is not asked instead.
    ['', '11:00:00Z', 'Indeterminate/missing-attribute'],
  ])('is the one that counts: %s %s', async (type, value, said) => {
    for (const moment of [morning, afternoon]) {
      const token = await tokenAt(moment)
      expect(await desk.said(question(desk.id, told(type, value)), token)).toEqual([said])
    }
  })

  test('is read in AuthZEN by what it is called', async () => {
    const ask = async (value: string) => {
      const context = { [`${clock}time`]: value }
      const { decision, context: why } = await desk.evaluate(
        authzenQuestion(desk.id, { context }),
        await tokenAt(afternoon),
      )
      return [decision, why.code]
    }
    expect(await ask('11:00:00Z')).toEqual([true, 'right-delegated'])
    expect(await ask('13:00:00Z')).toEqual([false, 'policy-denies'])
    expect(await ask('eleven')).toEqual([false, 'policy-undecided'])
  })
})

describe('the decision log', () => {
  test('keeps the time that the policy was told, and none of one that has no rule of time', async () => {
    const moments = () =>
      desk.world.decisions.map((one) => ('moment' in one ? one.moment : 'not asked'))
    await desk.said(question(desk.id), await tokenAt(morning))
    await desk.said(several(desk.id), await tokenAt(morning))
    expect(moments()).toEqual(Array.from({ length: 3 }, () => '2026-03-02T11:59:00.000Z'))
    await upload(policyXml)
    await desk.said(question(desk.id), await tokenAt(morning))
    expect(moments().at(-1)).toBeUndefined()
  })
})

const xml = (systemUser: string, time: string): string => {
  const attributes = (at: string, id: string, value: string, type = 'string') =>
    `<Attributes Category="${at}"><Attribute AttributeId="${id}" IncludeInResult="false"><AttributeValue DataType="${schema}${type}">${value}</AttributeValue></Attribute></Attributes>`
  return `<Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" ReturnPolicyIdList="false" CombinedDecision="false">${[
    attributes(category.subject, 'urn:altinn:systemuser:uuid', systemUser),
    attributes(category.resource, 'urn:altinn:resource', resource),
    attributes(category.resource, 'urn:altinn:organization:identifier-no', party),
    attributes(category.action, actionId, 'read'),
    time === '' ? '' : attributes(category.environment, `${clock}time`, time, 'time'),
  ].join('')}</Request>`
}

test('the XML form asks the clock, and tells another time, as the others do', async () => {
  const ask = async (moment: number, time = '') => {
    const answer = await desk.world.call(
      await tokenAt(moment),
      'POST',
      '/authorization/api/v1/decision',
      {
        payload: xml(desk.id, time),
        headers: { 'content-type': 'application/xml' },
      },
    )
    return /<Decision>(\w+)</u.exec(answer.body)?.[1]
  }
  expect(await ask(morning)).toBe('Permit')
  expect(await ask(afternoon)).toBe('Deny')
  expect(await ask(afternoon, '11:00:00Z')).toBe('Permit')
  expect(await ask(morning, '13:00:00Z')).toBe('Deny')
})
