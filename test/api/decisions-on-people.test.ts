import { beforeAll, describe, expect, test } from 'vitest'
import { aggregates } from '../../application/aggregates.ts'
import { recordOwnResources } from '../../application/record-own-resources.ts'
import { OrgNo } from '../../domain/values.ts'
import { portalOwner } from '../../domain/resource/own-resources.ts'
import { readNewPolicy } from '../../infrastructure/xacml/read-policy.ts'
import { piasUserId } from '../support/api-world.ts'
import { type DecisionDesk, decisionDesk } from '../support/decision-desk.ts'
import {
  about,
  action,
  askedOf,
  category,
  manyOf,
  orgNoAttribute,
  resourceAttribute,
  subject,
} from '../support/decision-questions.ts'
import { deriveId } from '../support/derive-id.ts'
import { at, context, ola, otherParty, party, pia } from '../support/fixtures.ts'
import { pdpScope } from '../support/story-world.ts'

const portal = 'altinn_access_management'
const inside = '/authorization/api/v1/decision'
const subUnit = OrgNo.parse('315000001')
const person = (id: string, attribute = 'urn:altinn:person:uuid') => category([attribute, id])
const of = (who: object, changes: object = {}) =>
  askedOf('', { AccessSubject: [who], Resource: [about(portal)], ...changes })

describe('the decision point, asked about people', () => {
  let desk: DecisionDesk
  let asPortal: string
  let recordAgain: () => Promise<void>

  beforeAll(async () => {
    desk = await decisionDesk()
    const { world } = desk
    let count = 0
    const newId = () => deriveId('own', String((count += 1)))
    const record = recordOwnResources({
      aggregates: aggregates(world.store),
      readPolicy: readNewPolicy,
      newId,
    })
    await record(at)
    recordAgain = () => record(at)
    asPortal = await world.organisation(portalOwner, pdpScope)
    await aggregates(world.store).parties.execute(
      subUnit,
      {
        type: 'RecordParty',
        orgNo: subUnit,
        uuid: deriveId('party', subUnit),
        name: 'Verksted',
        form: 'BEDR',
        parent: party,
        roles: [],
        at,
      },
      context('sub-unit'),
    )
  })

  test('whose own resources are recorded once', async () => {
    const before = await desk.world.store.head()
    await recordAgain()
    expect(await desk.world.store.head()).toBe(before)
  })

  test.each<[name: string, who: object, said: string]>([
    ['permits who manages access', person(pia), 'Permit/ok'],
    ['knows her by her user id', person(String(piasUserId), 'urn:altinn:userid'), 'Permit/ok'],
    ['knows her by her party', person(pia, 'urn:altinn:party:uuid'), 'Permit/ok'],
    ['not who has another role there', person(ola), 'NotApplicable/ok'],
    ['not who is nobody', person(deriveId('person', 'nobody')), 'NotApplicable/ok'],
    ['not a user id of nobody', person('1', 'urn:altinn:userid'), 'NotApplicable/ok'],
    [
      'is told a user id that is none',
      person('Pia', 'urn:altinn:userid'),
      'Indeterminate/syntax-error',
    ],
    ['is told a UUID that is none', person('Pia'), 'Indeterminate/syntax-error'],
    [
      'is told of two people',
      category(['urn:altinn:person:uuid', pia], ['urn:altinn:person:uuid', ola]),
      'Indeterminate/processing-error',
    ],
    [
      'believes no role that is only stated',
      category(['urn:altinn:person:uuid', ola], ['urn:altinn:rolecode', 'hovedadministrator']),
      'NotApplicable/ok',
    ],
    [
      'is told of a person and a system user in one',
      category(['urn:altinn:person:uuid', pia], ['urn:altinn:systemuser:uuid', pia]),
      'Indeterminate/processing-error',
    ],
    [
      'is told a role alone',
      person('dagl', 'urn:altinn:rolecode'),
      'Indeterminate/processing-error',
    ],
  ])('%s', async (_name, who, said) => {
    const question = of(who, { Action: [action('write')] })
    expect(await desk.said(question, asPortal)).toEqual([said])
  })

  test('asks for a login of level 3, and says which role it was', async () => {
    const [answer] = await desk.put(of(person(pia)), asPortal)
    expect(answer).toMatchObject({
      obligations: [{ attributeAssignment: [{ value: '3' }] }],
      why: expect.stringContaining('daglig-leder'),
    })
  })

  test('counts a role at the main unit for its sub-unit, and not at another party', async () => {
    const asked = (orgNo: string) => of(person(pia), { Resource: [about(portal, orgNo)] })
    expect(await desk.said(asked(subUnit), asPortal)).toEqual(['Permit/ok'])
    expect(await desk.said(asked(otherParty), asPortal)).toEqual(['NotApplicable/ok'])
  })

  test('takes the party by its UUID', async () => {
    const byUuid = category(
      [resourceAttribute, portal],
      ['urn:altinn:party:uuid', deriveId('party', party)],
    )
    expect(await desk.said(of(person(pia), { Resource: [byUuid] }), asPortal)).toEqual([
      'Permit/ok',
    ])
  })

  test('hides the portal’s resources from another service owner', async () => {
    expect(await desk.said(of(person(pia)))).toEqual(['Indeterminate/processing-error'])
  })

  test('answers about people and system users together, in their order, from one position', async () => {
    const admin = await desk.world.organisation(portalOwner, 'altinn:authorization/authorize.admin')
    const many = manyOf(
      {
        subjects: { pia: person(pia), system: subject(desk.id), ola: person(ola) },
        actions: { read: action('read') },
        resources: { portal: about(portal), service: about() },
      },
      ['ola read portal', 'system read service', 'pia read portal', 'system read portal'],
    )
    expect(await desk.said(many, admin)).toEqual([
      'NotApplicable/ok',
      'Permit/ok',
      'Permit/ok',
      'NotApplicable/ok',
    ])
  })

  test('loses the access with the role, at once', async () => {
    const { world } = desk
    const read = of(person(ola), {
      Resource: [category([resourceAttribute, portal], [orgNoAttribute, otherParty])],
    })
    const record = (roles: readonly string[]) =>
      aggregates(world.store).parties.execute(
        otherParty,
        {
          type: 'RecordParty',
          orgNo: otherParty,
          uuid: deriveId('party', otherParty),
          name: 'Selskap',
          form: 'AS',
          roles: roles.map((role) => ({ role, holder: { type: 'person', person: ola } })),
          at,
        },
        context(`roles ${roles.join(' ')}`),
      )
    await record(['daglig-leder'])
    expect(await desk.said(read, asPortal)).toEqual(['Permit/ok'])
    await record([])
    expect(await desk.said(read, asPortal)).toEqual(['NotApplicable/ok'])
  })

  test('names nobody by a number inside the platform', async () => {
    const number = person('no number of anybody', 'urn:altinn:person:identifier-no')
    expect(await desk.said(of(number), asPortal, inside)).toEqual(['NotApplicable/ok'])
  })
})
