import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aggregates } from '../../application/aggregates.ts'
import { type DecisionDesk, decisionDesk } from '../support/decision-desk.ts'
import {
  about,
  action,
  actionAttribute,
  askedOf,
  category,
  manyOf,
  orgNoAttribute,
  resourceAttribute,
  subject,
} from '../support/decision-questions.ts'
import { deriveId } from '../support/derive-id.ts'
import { context, otherOwner, otherParty, owner, party } from '../support/fixtures.ts'
import {
  pdpScope,
  policyForm,
  policyXml,
  registryScope,
  resource,
  resourceBody,
  resourcePath,
  systemUserPath,
} from '../support/story-world.ts'

const adminScope = 'altinn:authorization/authorize.admin'
const stranger = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99'

describe('the decision point', () => {
  let desk: DecisionDesk
  let world: DecisionDesk['world']
  let id: string
  let asOwner: string
  const ask = (...given: Parameters<DecisionDesk['put']>) => desk.put(...given)
  const said = (...given: Parameters<DecisionDesk['said']>) => desk.said(...given)

  beforeAll(async () => {
    desk = await decisionDesk()
    ;({ world, id, asOwner } = desk)
  })

  test.each<[name: string, changes: object, said: string]>([
    ['permits what was delegated', {}, 'Permit/ok'],
    ['knows no other action', { Action: [action('delete')] }, 'NotApplicable/ok'],
    ['is asked for no action', { Action: [] }, 'NotApplicable/ok'],
    [
      'is asked for a party that is none',
      { Resource: [about(resource, '999999999')] },
      'Indeterminate/syntax-error',
    ],
    ['is asked for another party', { Resource: [about(resource, otherParty)] }, 'NotApplicable/ok'],
    [
      'is asked about no such resource',
      { Resource: [about('no-such-resource')] },
      'Indeterminate/processing-error',
    ],
    ['is asked about nothing', { Resource: [] }, 'Indeterminate/processing-error'],
    ['is asked for nobody', { AccessSubject: [] }, 'Indeterminate/processing-error'],
    ['is asked for a stranger', { AccessSubject: [subject(stranger)] }, 'NotApplicable/ok'],
    [
      'is told the party by its id',
      { Resource: [category([resourceAttribute, resource], ['urn:altinn:partyid', party])] },
      'Permit/ok',
    ],
    [
      'is told the party by its UUID',
      {
        Resource: [
          category(
            [resourceAttribute, resource],
            ['urn:altinn:party:uuid', deriveId('party', party)],
          ),
        ],
      },
      'Permit/ok',
    ],
    [
      'is told a UUID that is nobody’s',
      { Resource: [category([resourceAttribute, resource], ['urn:altinn:party:uuid', stranger])] },
      'Indeterminate/syntax-error',
    ],
    [
      'is told a number and the UUID of another',
      {
        Resource: [
          category(
            [resourceAttribute, resource],
            [orgNoAttribute, party],
            ['urn:altinn:party:uuid', deriveId('party', otherParty)],
          ),
        ],
      },
      'Indeterminate/syntax-error',
    ],
    [
      'is told the party by an instance',
      {
        Resource: [
          category(
            [resourceAttribute, resource],
            ['urn:altinn:instance-id', `${party}/${stranger}`],
          ),
        ],
      },
      'Permit/ok',
    ],
    [
      'is told two parties',
      {
        Resource: [
          category(
            [resourceAttribute, resource],
            [orgNoAttribute, party],
            [orgNoAttribute, otherParty],
          ),
        ],
      },
      'Indeterminate/processing-error',
    ],
    [
      'takes no notice of what is not read',
      { ReturnPolicyIdList: true, CombinedDecision: true, RecipientSubject: [{}] },
      'Permit/ok',
    ],
    [
      'reads categories by their ids',
      {
        AccessSubject: [],
        Category: [
          {
            CategoryId: 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject',
            ...subject('ID'),
          },
        ],
      },
      'Permit/ok',
    ],
    [
      'takes one reference for none',
      { MultiRequests: { RequestReference: [{ ReferenceId: ['x'] }] } },
      'Permit/ok',
    ],
  ])('%s', async (_name, changes, expected) => {
    const text = JSON.stringify(askedOf(id, { ...changes })).replace('"ID"', `"${id}"`)
    expect(await said(JSON.parse(text))).toEqual([expected])
  })

  test('answers each part for itself, in order, duplicates too', async () => {
    const body = manyOf(
      {
        subjects: { s1: subject(id), s2: subject('no-uuid') },
        actions: { a1: action('read'), a2: action('delete') },
        resources: { r1: about(), r2: about('no-such-resource') },
      },
      ['s1 a1 r1', 's1 a2 r1', 's1 a1 r2', 's2 a1 r1', 'a1 r1', '', 's1 a1 r9', 's1 a1 r1'],
    )
    const parts = await ask(body)
    expect(parts.map((part) => part.said)).toEqual([
      'Permit/ok',
      'NotApplicable/ok',
      'Indeterminate/processing-error',
      'Indeterminate/processing-error',
      'Indeterminate/processing-error',
      'Indeterminate/processing-error',
      'Indeterminate/processing-error',
      'Permit/ok',
    ])
    expect(parts[6]?.why).toBe('Reference 3 of this part is to nothing in the request.')
    expect(parts.every(({ why }) => why.length > 0)).toBe(true)
    expect(parts[0]).toEqual(parts[7])
  })

  test('answers the same questions in the same words anew, from where the log is by then', async () => {
    const given = await desk.approved({ externalRef: 'withdrawn-between-two-questions' })
    const body = manyOf(
      {
        subjects: { s1: subject(id), s2: subject(given) },
        actions: { a1: action('read') },
        resources: { r1: about() },
      },
      ['s1 a1 r1', 's2 a1 r1'],
    )
    for (let times = 0; times < 3; times += 1)
      expect(await said(body)).toEqual(['Permit/ok', 'Permit/ok'])
    await world.call(desk.pias, 'DELETE', `${systemUserPath}/${Number(party)}/${given}`)
    for (let times = 0; times < 3; times += 1)
      expect(await said(body)).toEqual(['Permit/ok', 'NotApplicable/ok'])
  })

  test('shows again what it was asked to, if the policy speaks of the action', async () => {
    const shown = (name: string) => ({
      Attribute: [{ AttributeId: actionAttribute, Value: name, IncludeInResult: true }],
    })
    const [permit] = await ask(askedOf(id, { Action: [shown('read')] }))
    expect(permit?.category).toMatchObject([{ attribute: [{ value: 'read' }] }])
    const other = about(resource, otherParty)
    const [no] = await ask(askedOf(id, { Action: [shown('write')], Resource: [other] }))
    expect(no?.category).toMatchObject([{ attribute: [{ value: 'write' }] }])
    const [unheard] = await ask(askedOf(id, { Action: [shown('delete')] }))
    expect(unheard?.category).toBeNull()
  })

  test('tells a service owner of another’s resource what it tells of none', async () => {
    const other = await world.organisation(otherOwner, pdpScope)
    const none = await ask(askedOf(id, { Resource: [about('no-such-resource')] }), other)
    expect(await ask(askedOf(id), other)).toEqual(none)
    const references = ['s a r', 's a r']
    const body = manyOf(
      { subjects: { s: subject(id) }, actions: { a: action('read') }, resources: { r: about() } },
      references,
    )
    expect(await ask(body, other)).toEqual([...none, ...none])
    const admin = await world.organisation(otherOwner, adminScope)
    expect(await said(askedOf(id), admin)).toEqual(['Permit/ok'])
    // The same text, remembered as the same question, is still each asker's own.
    expect(await said(askedOf(id), asOwner)).toEqual(['Permit/ok'])
    expect(await ask(askedOf(id), other)).toEqual(none)
  })

  describe('of an app', () => {
    const appId = 'app_skd_a_b'
    const asApp = category(
      ['urn:altinn:org', 'skd'],
      ['urn:altinn:app', 'a_b'],
      [orgNoAttribute, party],
    )

    beforeAll(async () => {
      const token = await world.organisation(owner, registryScope)
      await world.call(token, 'POST', resourcePath, {
        body: resourceBody({ identifier: appId, resourceType: 'AltinnApp' }),
      })
      const xml = policyXml.replaceAll(resource, appId)
      await world.call(token, 'POST', `${resourcePath}/${appId}/policy`, policyForm(xml))
    })

    test('takes its two names for its one', async () => {
      const [byTwo] = await ask(askedOf(id, { Resource: [asApp] }))
      const [byOne] = await ask(askedOf(id, { Resource: [about(appId)] }))
      expect(byTwo).toEqual(byOne)
      expect(byTwo?.said).toBe('NotApplicable/ok')
    })
  })

  describe('of a sub-unit', () => {
    const business = '315058384'
    const branch = '315058392'
    let count = 0
    const record = (orgNo: string, form: string, parent = party) => {
      const { parties } = aggregates(world.store)
      const number = z.string().brand<'OrgNo'>().parse(orgNo)
      const command = {
        type: 'RecordParty',
        orgNo: number,
        uuid: deriveId('party', orgNo),
        name: 'Underenhet',
        form,
        parent,
        roles: [],
        at: context('register').at,
      } as const
      return parties.execute(number, command, context(`register ${(count += 1)}`))
    }

    test('counts what its main unit gave, while it is the main unit', async () => {
      const body = askedOf(id, { Resource: [about(resource, business)] })
      expect(await said(body)).toEqual(['Indeterminate/syntax-error'])
      await record(business, 'BEDR')
      const [permit] = await ask(body)
      expect(permit).toMatchObject({ said: 'Permit/ok' })
      expect(permit?.why).toContain(`for the main unit ${party}`)
      await record(business, 'BEDR', otherParty)
      expect(await said(body)).toEqual(['NotApplicable/ok'])
      await record(business, 'BEDR')
      expect(await said(body)).toEqual(['Permit/ok'])
    })

    test('counts nothing of a body that it merely belongs to', async () => {
      await record(branch, 'ORGL')
      expect(await said(askedOf(id, { Resource: [about(resource, branch)] }))).toEqual([
        'NotApplicable/ok',
      ])
    })
  })
})
