import { beforeAll, describe, expect, test } from 'vitest'
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
  policyXml,
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
    const form = policyForm(policyXml.replace('</xacml:Policy>', `${denied}</xacml:Policy>`))
    const path = `${resourcePath}/${resource}/policy`
    expect((await here.world.call(token, 'POST', path, form)).statusCode).toBe(201)
    const { Attribute } = category([resourceAttribute, resource], [orgNoAttribute, party])
    const about = { Attribute: [...Attribute, { AttributeId: amount, Value, DataType }] }
    expect(await here.said(askedOf(here.id, { Resource: [about] }))).toEqual([said])
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
