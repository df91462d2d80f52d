import { beforeAll, describe, expect, test } from 'vitest'
import {
  about,
  actionAttribute,
  askedOf,
  orgNoAttribute,
  resourceAttribute,
  systemUserAttribute,
} from '../support/decision-questions.ts'
import { type DecisionDesk, decisionDesk } from '../support/decision-desk.ts'
import { owner, party } from '../support/fixtures.ts'
import { differences, shapes } from '../support/shape.ts'
import { registryScope, resource } from '../support/story-world.ts'

const decisionPath = '/authorization/api/v1/decision'

describe('the decision point, asked from inside', () => {
  let desk: DecisionDesk
  let world: DecisionDesk['world']
  let id: string
  let asOwner: string
  const said = (...given: Parameters<DecisionDesk['said']>) => desk.said(...given)

  beforeAll(async () => {
    desk = await decisionDesk()
    ;({ world, id, asOwner } = desk)
  })

  test('answers as it does outside, but for the names of some faults', async () => {
    expect(await said(askedOf(id), asOwner, decisionPath)).toEqual(['Permit/ok'])
    const inside = async (body: unknown) => said(body, asOwner, decisionPath)
    const syntaxError = ['Indeterminate/syntax-error']
    expect(await inside(askedOf(id, { AccessSubject: [] }))).toEqual(syntaxError)
    expect(await inside(askedOf(id, { Resource: [about('no-such-resource')] }))).toEqual(
      syntaxError,
    )
    for (const body of [{}, { Request: null }, null, { Request: { Action: 3 } }])
      expect(await inside(body)).toEqual(syntaxError)
  })

  test('answers in the recorded shape, and wants the same token', async () => {
    const answer = await world.call(asOwner, 'POST', decisionPath, { body: askedOf(id) })
    const shape = shapes.find((one) => one.route === decisionPath && one.status === 200)
    if (shape === undefined) throw new Error('no shape was recorded')
    expect(differences(answer.json(), shape, ['response[].status.statusMessage'])).toEqual([])
    expect((await world.call(undefined, 'POST', decisionPath, { body: {} })).statusCode).toBe(401)
    const wrong = await world.organisation(owner, registryScope)
    expect((await world.call(wrong, 'POST', decisionPath, { body: {} })).statusCode).toBe(403)
  })

  const xml = async (payload: string) => {
    const headers = { 'content-type': 'application/xml' }
    const answer = await world.call(asOwner, 'POST', decisionPath, { payload, headers })
    expect(answer.headers['content-type']).toBe('application/xml; charset=utf-8')
    return answer.body
  }
  const attributes = (kind: string, key: string, ...pairs: readonly [string, string][]) =>
    `<Attributes Category="${kind}" xml:id="${key}">${pairs
      .map(
        ([name, value]) =>
          `<Attribute AttributeId="${name}" IncludeInResult="${name === actionAttribute}"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">${value}</AttributeValue></Attribute>`,
      )
      .join('')}</Attributes>`
  const document = (act: string, more = '') =>
    `<Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" ReturnPolicyIdList="false" CombinedDecision="false">
      ${attributes('urn:oasis:names:tc:xacml:1.0:subject-category:access-subject', 's', [systemUserAttribute, id])}
      ${attributes('urn:oasis:names:tc:xacml:3.0:attribute-category:action', 'a', [actionAttribute, act])}
      ${attributes('urn:oasis:names:tc:xacml:3.0:attribute-category:resource', 'r', [resourceAttribute, resource], [orgNoAttribute, party])}
      ${more}</Request>`

  test('takes XML, and answers in XML', async () => {
    const permit = await xml(document('read'))
    expect(permit).toContain('<Decision>Permit</Decision>')
    expect(permit).toContain('urn:altinn:minimum-authenticationlevel')
    expect(permit).toContain('>read</AttributeValue>')
    expect(await xml(document('&lt;x&gt;'))).toContain('<Decision>NotApplicable</Decision>')
    const reference = (key: string) => `<AttributesReference ReferenceId="${key}"/>`
    const part = `<RequestReference>${['s', 'a', 'r'].map(reference).join('')}</RequestReference>`
    const two = await xml(document('read', `<MultiRequests>${part}${part}</MultiRequests>`))
    expect(two.match(/<Decision>Permit<\/Decision>/gu)).toHaveLength(2)
  })

  test.each(['', '<a/>', '<Request', '<!DOCTYPE a><a/>', '{}'])(
    'takes %j for no question',
    async (text) => {
      const answer = await xml(text)
      expect(answer).toContain('<Decision>Indeterminate</Decision>')
      expect(answer).toContain('status:syntax-error')
    },
  )
})
