import { beforeAll, describe, expect, test } from 'vitest'
import { aggregates } from '../../application/aggregates.ts'
import { organisationFacts } from '../../application/organisation-links.ts'
import { decisionPart } from '../../application/decision-log.ts'
import { category as categoryId, subjectAttribute } from '../../domain/policy/altinn-attributes.ts'
import { OrgNo, ResourceId } from '../../domain/values.ts'
import { orgCodes } from '../../projections/org-codes.ts'
import { parties } from '../../projections/parties.ts'
import { ref } from '../../projections/views.ts'
import { type AuthzenDesk, authzenDesk } from '../support/authzen-desk.ts'
import { registerSays, uuidOf } from '../support/client-world.ts'
import {
  about,
  action,
  askedOf,
  category,
  resourceAttribute,
  subject,
} from '../support/decision-questions.ts'
import {
  context,
  otherOwner,
  otherParty,
  otherVendor,
  owner,
  party,
  pia,
} from '../support/fixtures.ts'
import { altinnRule, attributeMatch } from '../support/policy/altinn.ts'
import { policyXml } from '../support/policy/xml.ts'
import {
  pdpScope,
  policyForm,
  registryScope,
  resource,
  resourceBody,
  resourcePath,
} from '../support/story-world.ts'

const orgNumber = subjectAttribute.organizationNumber
const branch = OrgNo.parse('315000002')
const organisation = (orgNo: string, attribute: string = orgNumber) => category([attribute, orgNo])
const of = (who: object, changes: object = {}) =>
  askedOf('', { AccessSubject: [who], Resource: [about(resource, otherParty)], ...changes })
const accountant = (orgNo: OrgNo) =>
  ({ role: 'regnskapsforer', holder: { type: 'organisation', orgNo } }) as const

/** A policy that names one subject. */
const naming = (id: string, attribute: string, value: string) => {
  const named = attributeMatch(categoryId.subject, attribute, value)
  return policyXml(
    `<Target/>${altinnRule({
      subjects: `<AnyOf><AllOf>${named}</AllOf></AnyOf>`,
      resource: [[resourceAttribute, id]],
      actions: ['read'],
    })}`,
  )
}

const basis = {
  resource: ResourceId.parse(resource),
  party: otherParty,
  action: 'read',
  attributes: [],
}

let desk: AuthzenDesk

/** A resource of an owner, with such a policy. */
async function register(id: string, [attribute, value]: readonly [string, string]) {
  const token = await desk.world.organisation(owner, registryScope)
  const body = resourceBody({ identifier: id })
  const made = await desk.world.call(token, 'POST', resourcePath, { body })
  expect(made.statusCode).toBe(201)
  const path = `${resourcePath}/${id}/policy`
  const put = await desk.world.call(token, 'POST', path, policyForm(naming(id, attribute, value)))
  expect(put.statusCode).toBe(201)
}

beforeAll(async () => {
  desk = await authzenDesk()
  const { world } = desk
  await registerSays(world, otherParty, [accountant(party)])
  await registerSays(world, owner, [])
  await registerSays(world, otherOwner, [])
  const by = context('branch')
  const known = { orgNo: branch, uuid: uuidOf(branch), name: 'Verksted', form: 'BEDR' }
  await aggregates(world.store).parties.execute(
    branch,
    { type: 'RecordParty', ...known, parent: otherParty, roles: [], at: by.at },
    by,
  )
  await register('named-by-number', [orgNumber, party])
  await register('named-by-earlier-number', [subjectAttribute.organizationNumberEarlier, party])
  await register('named-by-kind', [subjectAttribute.partyType, 'organization'])
  await register('named-by-code', [subjectAttribute.org, 'skd'])
})

describe('the decision point, asked about organisations', () => {
  test.each<[name: string, who: object, said: string]>([
    ['permits who is the accountant', organisation(party), 'Permit/ok'],
    [
      'knows it by the earlier name of its number',
      organisation(party, subjectAttribute.organizationNumberEarlier),
      'Permit/ok',
    ],
    [
      'knows it by its party id',
      organisation(String(Number(party)), subjectAttribute.partyId),
      'Permit/ok',
    ],
    [
      'is told a party id that is none',
      organisation('0310702641', subjectAttribute.partyId),
      'Indeterminate/syntax-error',
    ],
    ['not who is nothing there', organisation(owner), 'NotApplicable/ok'],
    ['not the party for itself', organisation(otherParty), 'NotApplicable/ok'],
    ['not who is not in the register', organisation(otherVendor), 'NotApplicable/ok'],
    ['is told a number that is none', organisation('12'), 'Indeterminate/syntax-error'],
    [
      'is told of two organisations',
      category([orgNumber, party], [subjectAttribute.organizationNumberEarlier, owner]),
      'Indeterminate/processing-error',
    ],
    [
      'is told of two service owners',
      category([subjectAttribute.org, 'skd'], [subjectAttribute.org, 'nav']),
      'Indeterminate/processing-error',
    ],
    ['not a service owner of no code', category([subjectAttribute.org, 'nav']), 'NotApplicable/ok'],
    ['not what is no code', category([subjectAttribute.org, 'S K D']), 'NotApplicable/ok'],
    [
      'believes no role that is only stated',
      category([orgNumber, owner], [subjectAttribute.roleCode, 'dagl']),
      'NotApplicable/ok',
    ],
    [
      'takes a person who is named beside it for the one who asks',
      category([orgNumber, party], [subjectAttribute.personUuid, pia]),
      'NotApplicable/ok',
    ],
    [
      'is told of a system user beside it',
      category([orgNumber, party], [subjectAttribute.systemUserUuid, pia]),
      'Indeterminate/processing-error',
    ],
  ])('%s', async (_name, who, said) => {
    expect(await desk.said(of(who))).toEqual([said])
  })

  test('gives an organisation nothing of what its people can do for it', async () => {
    const [answer] = await desk.put(of(organisation(party), { Resource: [about()] }))
    expect(answer).toMatchObject({
      said: 'NotApplicable/ok',
      why: expect.stringContaining('neither'),
    })
  })

  test('says by which role it was, and counts one at a main unit for its sub-unit', async () => {
    for (const at of [otherParty, branch]) {
      const [answer] = await desk.put(of(organisation(party), { Resource: [about(resource, at)] }))
      expect(answer).toMatchObject({ said: 'Permit/ok', why: expect.stringContaining('regnskaps') })
    }
  })

  test.each([
    ['named-by-number', organisation(party), 'Permit/ok'],
    ['named-by-number', organisation(owner), 'NotApplicable/ok'],
    ['named-by-earlier-number', organisation(party), 'Permit/ok'],
    ['named-by-kind', organisation(owner), 'Permit/ok'],
    ['named-by-kind', organisation(otherVendor), 'NotApplicable/ok'],
    ['named-by-kind', category([subjectAttribute.personUuid, pia]), 'NotApplicable/ok'],
    ['named-by-code', organisation(owner), 'Permit/ok'],
    ['named-by-code', category([subjectAttribute.org, 'skd']), 'Permit/ok'],
    ['named-by-code', organisation(party), 'NotApplicable/ok'],
    [
      'named-by-code',
      category([orgNumber, party], [subjectAttribute.org, 'skd']),
      'NotApplicable/ok',
    ],
  ])('asks %s of %j, and is told %s', async (id, who, said) => {
    const asked = of(who, { Resource: [about(id, otherParty)] })
    expect(await desk.said(asked)).toEqual([said])
  })

  test('takes a short code for nobody’s but the one’s who registered it first', async () => {
    const { documents } = await desk.world.views.fetch([
      ref(parties, otherParty),
      ref(orgCodes, 'skd'),
    ])
    const [known, code] = documents
    const factsOf = (orgNo: OrgNo) =>
      organisationFacts({ ...basis, organisation: orgNo }, [
        undefined,
        known,
        known,
        known,
        undefined,
        code,
        undefined,
        undefined,
      ]).organisation?.orgCode
    expect(factsOf(owner)).toBe('skd')
    expect(factsOf(otherOwner)).toBeUndefined()
  })

  test('hides the resource from another service owner', async () => {
    const token = await desk.world.organisation(otherOwner, pdpScope)
    expect(await desk.said(of(organisation(party)), token)).toEqual([
      'Indeterminate/processing-error',
    ])
  })

  test('loses the access with the relation, at once', async () => {
    const { world } = desk
    await registerSays(world, otherParty, [])
    expect(await desk.said(of(organisation(party)))).toEqual(['NotApplicable/ok'])
    await registerSays(world, otherParty, [accountant(party)])
    expect(await desk.said(of(organisation(party)))).toEqual(['Permit/ok'])
  })

  test('answers about organisations beside people and system users, in their order', async () => {
    const at = [about(resource, otherParty)]
    const named = (Id: string, one: object) => ({ Id, ...one })
    const many = {
      Request: {
        AccessSubject: [
          named('o', organisation(party)),
          named('s', subject(desk.id)),
          named('p', category([subjectAttribute.personUuid, pia])),
        ],
        Action: [named('a', action('read'))],
        Resource: [...at.map((one) => named('r', one)), named('own', about())],
        MultiRequests: {
          RequestReference: ['s r', 'o r', 'p own', 's own', 'o own'].map((ids) => ({
            ReferenceId: ['a', ...ids.split(' ')],
          })),
        },
      },
    }
    expect(await desk.said(many)).toEqual([
      'NotApplicable/ok',
      'Permit/ok',
      'Permit/ok',
      'Permit/ok',
      'NotApplicable/ok',
    ])
  })

  test('notes for the decision log which organisation it was', async () => {
    await desk.said(of(organisation(party)))
    const noted = desk.world.decisions.at(-1)
    if (noted === undefined || !('question' in noted)) throw new Error('nothing was noted')
    expect(decisionPart(noted.question, noted.answer)).toMatchObject({
      organisation: party,
      decision: 'Permit',
      reason: 'role-held',
    })
  })
})

describe('AuthZEN, asked about organisations', () => {
  const asked = (id: string, at: string, changes: object = {}) => ({
    subject: { type: 'organization', id },
    action: { name: 'read' },
    resource: { type: 'resource', id: resource, properties: { party: at } },
    ...changes,
  })

  test('says and finds what XACML says', async () => {
    for (const who of [party, owner, otherParty, otherVendor, '12'])
      for (const at of [party, otherParty, branch]) {
        const { decision } = await desk.evaluate(asked(who, at))
        const [said] = await desk.said(of(organisation(who), { Resource: [about(resource, at)] }))
        expect(decision).toBe(said === 'Permit/ok')
        const properties = { party: at }
        const resources = await desk.search(
          'resource',
          asked(who, at, { resource: { type: 'resource', properties } }),
        )
        expect(resources.results.some(({ id }) => id === resource)).toBe(decision)
        const actions = await desk.search('action', asked(who, at))
        expect(actions.results.some(({ name }) => name === 'read')).toBe(decision)
      }
  })

  test('lists neither organisations nor parties, as a policy can let all through', async () => {
    const who = asked(party, otherParty, { subject: { type: 'organization' } })
    expect((await desk.post('search/subject', who)).statusCode).toBe(400)
    const where = asked(party, otherParty, { resource: { type: 'resource' } })
    expect((await desk.post('search/resource', where)).statusCode).toBe(400)
  })
})
