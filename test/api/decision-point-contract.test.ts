import { beforeAll, describe, expect, test } from 'vitest'
import { authzenDesk, authzenQuestion } from '../support/authzen-desk.ts'
import { type DecisionDesk, decisionDesk } from '../support/decision-desk.ts'
import {
  action,
  actionAttribute,
  askedOf,
  category,
  manyOf,
  orgNoAttribute,
  resourceAttribute,
  subject,
  systemUserAttribute,
} from '../support/decision-questions.ts'
import { deriveId } from '../support/derive-id.ts'
import { otherParty, owner, party } from '../support/fixtures.ts'
import {
  authorizePath,
  policyForm,
  policyWith,
  registryScope,
  resource,
  resourcePath,
} from '../support/story-world.ts'

const stringType = 'http://www.w3.org/2001/XMLSchema#string'
const integerType = 'http://www.w3.org/2001/XMLSchema#integer'
const partyIdAttribute = 'urn:altinn:partyid'
const instanceAttribute = 'urn:altinn:instance-id'
const instance = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99'

let desk: DecisionDesk
let id: string
beforeAll(async () => {
  desk = await decisionDesk()
  ;({ id } = desk)
})

const echoOf = async (changes: Readonly<Record<string, unknown>>) => {
  const { world, asOwner } = desk
  const answer = await world.call(asOwner, 'POST', authorizePath, { body: askedOf(id, changes) })
  return answer.json().response[0].category
}

const shown = (AttributeId: string, Value: string, DataType?: string) => ({
  Attribute: [
    { AttributeId, Value, IncludeInResult: true, ...(DataType !== undefined && { DataType }) },
  ],
})
const echoed = (categoryId: string, attributeId: string, value: string, dataType = stringType) => ({
  categoryId,
  id: null,
  content: null,
  attribute: [{ attributeId, value, issuer: null, dataType, includeInResult: false }],
})
const subjects = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject'
const actions = 'urn:oasis:names:tc:xacml:3.0:attribute-category:action'
const resources = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource'

describe('what is shown again', () => {
  test('has the whole name of its type, however short it was asked with', async () => {
    const { Attribute: uri } = shown('urn:example:what', 'urn:x', 'anyURI')
    const about = category([resourceAttribute, resource], [orgNoAttribute, party])
    expect(
      await echoOf({
        AccessSubject: [shown(systemUserAttribute, id, 'string')],
        Action: [shown(actionAttribute, 'read', '')],
        Resource: [{ Attribute: [...about.Attribute, ...uri] }],
      }),
    ).toEqual([
      echoed(subjects, systemUserAttribute, id),
      echoed(actions, actionAttribute, 'read'),
      echoed(resources, 'urn:example:what', 'urn:x', 'http://www.w3.org/2001/XMLSchema#anyURI'),
    ])
  })

  test('is the party too, where an instance alone names it', async () => {
    const ofInstance = [resourceAttribute, resource] as const
    const named = [instanceAttribute, `${party}/${instance}`] as const
    expect(await echoOf({ Resource: [category(ofInstance, named)] })).toEqual([
      echoed(resources, partyIdAttribute, party),
    ])
    const stated = category(ofInstance, named, [orgNoAttribute, party])
    expect(await echoOf({ Resource: [stated] })).toBeNull()
  })

  test('is so for each part of many', async () => {
    const about = category(
      [resourceAttribute, resource],
      [instanceAttribute, `${party}/${instance}`],
    )
    const body = manyOf(
      { subjects: { s: subject(id) }, actions: { a: action('read') }, resources: { r: about } },
      ['s a r', 's a r'],
    )
    const parts = await desk.put(body)
    expect(parts.map((part) => part.category)).toMatchObject([
      [{ attribute: [{ value: party }] }],
      [{ attribute: [{ value: party }] }],
    ])
  })
})

describe('an instance', () => {
  const twoParties = ['Indeterminate/processing-error']

  test.each<[how: string, pair: readonly [string, string], said: readonly string[]]>([
    ['number', [orgNoAttribute, party], ['Permit/ok']],
    ['party id', [partyIdAttribute, party], ['Permit/ok']],
    ['UUID', ['urn:altinn:party:uuid', deriveId('party', party)], ['Permit/ok']],
    ['another instance', [instanceAttribute, `${party}/${id}`], ['Permit/ok']],
    ['the number of another', [orgNoAttribute, otherParty], twoParties],
    ['the party id of another', [partyIdAttribute, otherParty], twoParties],
    ['an instance of another', [instanceAttribute, `${otherParty}/${id}`], twoParties],
    [
      'the UUID of another',
      ['urn:altinn:party:uuid', deriveId('party', otherParty)],
      ['Indeterminate/syntax-error'],
    ],
  ])('of a party that is also told by %s', async (_how, pair, said) => {
    const about = category(
      [resourceAttribute, resource],
      [instanceAttribute, `${party}/${instance}`],
      pair,
    )
    expect(await desk.said(askedOf(id, { Resource: [about] }))).toEqual(said)
  })
})

describe('an attribute of another type than text', () => {
  const amount = 'urn:example:amount'
  const denied = `<xacml:Rule RuleId="urn:example:too-much" Effect="Deny"><xacml:Target><xacml:AnyOf><xacml:AllOf>
    <xacml:Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">
      <xacml:AttributeValue DataType="${stringType}">${resource}</xacml:AttributeValue>
      <xacml:AttributeDesignator AttributeId="${resourceAttribute}" Category="${resources}" DataType="${stringType}" MustBePresent="false"/>
    </xacml:Match>
    <xacml:Match MatchId="urn:oasis:names:tc:xacml:1.0:function:integer-equal">
      <xacml:AttributeValue DataType="${integerType}">7</xacml:AttributeValue>
      <xacml:AttributeDesignator AttributeId="${amount}" Category="${resources}" DataType="${integerType}" MustBePresent="false"/>
    </xacml:Match></xacml:AllOf></xacml:AnyOf></xacml:Target></xacml:Rule>`

  test.each<[value: string, type: string, said: string]>([
    ['7', integerType, 'Deny/ok'],
    ['07', integerType, 'Deny/ok'],
    ['8', integerType, 'Permit/ok'],
    ['7', stringType, 'Permit/ok'],
    ['seven', integerType, 'Indeterminate/syntax-error'],
    ['7', 'integer', 'Indeterminate/processing-error'],
  ])('is one to the policy, too: %s, a %s', async (Value, DataType, said) => {
    const here = await decisionDesk()
    const token = await here.world.organisation(owner, registryScope)
    const form = policyForm(policyWith(denied))
    const path = `${resourcePath}/${resource}/policy`
    expect((await here.world.call(token, 'POST', path, form)).statusCode).toBe(201)
    const { Attribute } = category([resourceAttribute, resource], [orgNoAttribute, party])
    const about = { Attribute: [...Attribute, { AttributeId: amount, Value, DataType }] }
    expect(await here.said(askedOf(here.id, { Resource: [about] }))).toEqual([said])
  })
})

describe('what is told beside the resource', () => {
  const amount = 'urn:example:amount'
  const environment = 'urn:oasis:names:tc:xacml:3.0:attribute-category:environment'
  const machine = 'urn:oasis:names:tc:xacml:1.0:subject-category:requesting-machine'
  const deniedBy = (at: string) => `<xacml:Rule RuleId="urn:example:no" Effect="Deny">
    <xacml:Target><xacml:AnyOf><xacml:AllOf>
    <xacml:Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">
      <xacml:AttributeValue DataType="${stringType}">${resource}</xacml:AttributeValue>
      <xacml:AttributeDesignator AttributeId="${resourceAttribute}" Category="${resources}" DataType="${stringType}" MustBePresent="false"/>
    </xacml:Match>
    <xacml:Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">
      <xacml:AttributeValue DataType="${stringType}">much</xacml:AttributeValue>
      <xacml:AttributeDesignator AttributeId="${amount}" Category="${at}" DataType="${stringType}" MustBePresent="false"/>
    </xacml:Match></xacml:AllOf></xacml:AnyOf></xacml:Target></xacml:Rule>`
  const { Attribute: acts } = action('read')
  const told = (value: string) => ({ AttributeId: amount, Value: value })
  const ofAction = (value: string) => ({ Action: [{ Attribute: [...acts, told(value)] }] })
  const around = (CategoryId: string) => (value: string) => ({
    Category: [{ CategoryId, Attribute: [told(value)] }],
  })

  const deskWith = async (at: string) => {
    const here = await authzenDesk()
    const token = await here.world.organisation(owner, registryScope)
    const form = policyForm(policyWith(deniedBy(at)))
    const path = `${resourcePath}/${resource}/policy`
    expect((await here.world.call(token, 'POST', path, form)).statusCode).toBe(201)
    return here
  }

  test.each<[where: string, at: string, change: (value: string) => object]>([
    ['of the action', actions, ofAction],
    ['of the surroundings', environment, around(environment)],
    ['of a category that is named', machine, around(machine)],
  ])('is seen by the policy: an attribute %s', async (_where, at, change) => {
    const here = await deskWith(at)
    const said = (value: string) => here.said(askedOf(here.id, { ...change(value) }))
    expect(await said('little')).toEqual(['Permit/ok'])
    expect(await said('much')).toEqual(['Deny/ok'])
  })

  test.each<[at: string, told: (value: string) => object]>([
    [actions, (value) => ({ action: { name: 'read', properties: { [amount]: value } } })],
    [environment, (value) => ({ context: { [amount]: value } })],
  ])('is told in AuthZEN by a URN: %s', async (at, change) => {
    const here = await deskWith(at)
    const asked = (value: string) => authzenQuestion(here.id, { ...change(value) })
    const { subject: who, ...few } = authzenQuestion(here.id, {
      evaluations: [{ ...change('much') }],
    })
    expect(await here.evaluate(asked('little'))).toMatchObject({ decision: true })
    expect(await here.evaluate(asked('much'))).toMatchObject({ decision: false })
    const [one] = await here.evaluateAll({ ...few, subject: who })
    expect(one).toMatchObject({ decision: false })
    const type = { subject: { type: 'systemuser' } }
    expect((await here.search('subject', { ...asked('little'), ...type })).results).toHaveLength(1)
    expect((await here.search('subject', { ...asked('much'), ...type })).results).toEqual([])
    const some = { resource: { type: 'resource' } }
    expect((await here.search('resource', { ...asked('little'), ...some })).results).toHaveLength(1)
    expect((await here.search('resource', { ...asked('much'), ...some })).results).toEqual([])
    const broken = change('much')
    const text = JSON.stringify(authzenQuestion(here.id, broken)).replace('"much"', '7')
    expect((await here.post('evaluation', JSON.parse(text))).statusCode).toBe(400)
  })

  test('is never who asks', async () => {
    const { Attribute } = category(['urn:altinn:accesspackage', 'krav-og-utlegg'])
    const CategoryId = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject'
    expect(await desk.said(askedOf(id, { Category: [{ CategoryId, Attribute }] }))).toEqual([
      'Indeterminate/processing-error',
    ])
  })

  test('is read as all attributes are', async () => {
    const wrong = { AttributeId: amount, Value: 'x', DataType: integerType }
    const Category = [{ CategoryId: environment, Attribute: [wrong] }]
    expect(await desk.said(askedOf(id, { Category }))).toEqual(['Indeterminate/syntax-error'])
  })
})

test.each<[accept: string, status: number]>([
  ['application/xml', 406],
  ['text/xml, application/xml;q=0.9', 406],
  ['application/json', 200],
  ['application/xml, application/json;q=0.5', 200],
  ['text/html, application/xml;q=0.9, */*;q=0.8', 200],
  ['text/html', 200],
])('who reads %s alone is answered %i', async (accept, status) => {
  const { world, asOwner } = desk
  const call = { body: askedOf(id), headers: { accept } }
  const answer = await world.call(asOwner, 'POST', authorizePath, call)
  expect(answer.statusCode).toBe(status)
})

test('a party’s id may be called an integer, and is then no less its name', async () => {
  const { Attribute: named } = category([resourceAttribute, resource])
  const typed = { AttributeId: partyIdAttribute, Value: party, DataType: integerType }
  const about = (...more: readonly object[]) => ({ Attribute: [...named, ...more] })
  expect(await desk.said(askedOf(id, { Resource: [about(typed)] }))).toEqual(['Permit/ok'])
  const other = { AttributeId: orgNoAttribute, Value: otherParty }
  expect(await desk.said(askedOf(id, { Resource: [about(typed, other)] }))).toEqual([
    'Indeterminate/processing-error',
  ])
})
