import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  type AccessListDesk,
  accessListDesk,
  fishers as path,
} from '../support/access-list-desk.ts'
import { registerSays } from '../support/client-world.ts'
import { about, action, askedOf, category, manyOf, subject } from '../support/decision-questions.ts'
import { otherParty, owner, party, pia } from '../support/fixtures.ts'
import { pdpScope, resource } from '../support/story-world.ts'

let story: AccessListDesk

describe('a resource that goes by access lists', () => {
  const said = () => story.desk.said(askedOf(story.desk.id))
  beforeEach(async () => {
    story = await accessListDesk()
    await story.put()
    await story.limit()
  })

  test('is denied to a party on none of them, and tells why', async () => {
    const [answer] = await story.desk.put(askedOf(story.desk.id))
    expect(answer).toMatchObject({ said: 'Deny/ok', obligations: null })
    expect(answer?.why).toContain('stands on no access list')
  })

  test('is open to who stands on one, for its actions, and no longer than that', async () => {
    await story.members('POST', party)
    expect(await said()).toEqual(['Deny/ok'])
    await story.connect(['write'])
    expect(await said()).toEqual(['Deny/ok'])
    await story.connect(['read'])
    expect(await said()).toEqual(['Permit/ok'])
    await story.connect([])
    expect(await said()).toEqual(['Permit/ok'])
    await story.members('DELETE', party)
    expect(await said()).toEqual(['Deny/ok'])
    await story.members('POST', party)
    await story.call('DELETE', path)
    expect(await said()).toEqual(['Deny/ok'])
    await story.put()
    await story.connect()
    expect(await said()).toEqual(['Deny/ok'])
    await story.members('POST', party)
    expect(await said()).toEqual(['Permit/ok'])
    await story.call('DELETE', `${path}/resource-connections/${resource}`)
    expect(await said()).toEqual(['Deny/ok'])
    await story.limit('Disabled')
    expect(await said()).toEqual(['Permit/ok'])
  })

  test('is denied in every part of a question, again and again', async () => {
    const body = manyOf(
      {
        subjects: { s: subject(story.desk.id) },
        actions: { a: action('read') },
        resources: { r: about() },
      },
      ['s a r', 's a r'],
    )
    for (let times = 0; times < 3; times += 1)
      expect(await story.desk.said(body)).toEqual(['Deny/ok', 'Deny/ok'])
    await story.members('POST', party)
    await story.connect()
    for (let times = 0; times < 3; times += 1)
      expect(await story.desk.said(body)).toEqual(['Permit/ok', 'Permit/ok'])
  })

  test('is denied to people and organisations as to software', async () => {
    await registerSays(story.world, party, [
      { role: 'daglig-leder', holder: { type: 'person', person: pia } },
      { role: 'regnskapsforer', holder: { type: 'organisation', orgNo: otherParty } },
    ])
    const subjects = [
      ['urn:altinn:person:uuid', pia],
      ['urn:altinn:organization:identifier-no', otherParty],
    ] as const
    const ask = (pair: (typeof subjects)[number]) =>
      story.desk.said(askedOf('', { AccessSubject: [category(pair)] }))
    for (const one of subjects) expect(await ask(one)).toEqual(['Deny/ok'])
    await story.members('POST', party)
    await story.connect()
    for (const one of subjects) expect(await ask(one)).toEqual(['Permit/ok'])
  })

  test('adds nothing where nothing is given', async () => {
    await story.members('POST', party)
    await story.connect()
    expect(await story.desk.said(askedOf(story.desk.id, { Action: [action('delete')] }))).toEqual([
      'NotApplicable/ok',
    ])
  })

  test('cannot be given to a system user of a party that stands on none', async () => {
    const asked = await story.desk.ask({ externalRef: 'by-list' })
    const refused = await story.desk.answer(asked, 'approve')
    expect([refused.statusCode, refused.json()]).toMatchObject([403, { code: 'AUTH-00069' }])
    await story.members('POST', party)
    await story.connect(['read'])
    expect((await story.desk.answer(asked, 'approve')).statusCode).toBe(200)
  })

  test('is found by a search of AuthZEN where it is open, and nowhere else', async () => {
    const by = await story.world.organisation(owner, pdpScope)
    const subjectAsked = { type: 'systemuser', id: story.desk.id }
    const properties = { party }
    const asked = async (what: string, more: object) =>
      (
        await story.call('POST', `/access/v1/${what}`, {
          by,
          body: {
            subject: subjectAsked,
            action: { name: 'read' },
            resource: { type: 'resource', id: resource, properties },
            ...more,
          },
        })
      ).json<{ decision?: boolean; results?: { id?: string; name?: string }[] }>()
    const isOpen = async () => {
      const { decision } = await asked('evaluation', {})
      const resources = await asked('search/resource', {
        resource: { type: 'resource', properties },
      })
      const subjects = await asked('search/subject', { subject: { type: 'systemuser' } })
      expect(resources.results?.some(({ id }) => id === resource)).toBe(decision)
      expect(subjects.results?.some(({ id }) => id === story.desk.id)).toBe(decision)
      return decision
    }
    expect(await isOpen()).toBe(false)
    await story.members('POST', party)
    await story.connect(['read'])
    expect(await isOpen()).toBe(true)
    await story.connect(['write'])
    expect(await isOpen()).toBe(false)
  })

  test('is among what a system user may use only where its party stands on a list', async () => {
    const by = await story.world.organisation(
      owner,
      'altinn:accessmanagement/authorizedparties.resourceowner',
    )
    const url = '/accessmanagement/api/v1/resourceowner/authorizedparties?includeResources=true'
    const body = { type: 'urn:altinn:systemuser:uuid', value: story.desk.id }
    const listed = async () =>
      z
        .array(z.object({ authorizedResources: z.array(z.string()) }))
        .parse((await story.call('POST', url, { by, body })).json())
        .flatMap((one) => one.authorizedResources)
    expect(await listed()).toEqual([])
    await story.members('POST', party)
    await story.connect(['read'])
    expect(await listed()).toEqual([resource])
    await story.limit('Disabled')
    await story.members('DELETE', party)
    expect(await listed()).toEqual([resource])
  })

  test('is told to services as it is decided', async () => {
    const by = await story.world.organisation(owner, 'altinn:authorization/authorize.admin')
    const ask = async (orgNo: string, name = 'read') => {
      const answer = await story.call(
        'POST',
        '/authorization/api/v1/accesslist/accessmanagement/authorization',
        {
          by,
          body: {
            subject: { type: 'urn:altinn:organization:identifier-no', value: orgNo },
            resource: { type: 'urn:altinn:resource', value: resource },
            action: { type: 'urn:oasis:names:tc:xacml:1.0:action:action-id', value: name },
          },
        },
      )
      return z.object({ result: z.string() }).parse(answer.json()).result
    }
    await story.members('POST', party)
    await story.connect(['read'])
    expect(await ask(party)).toBe('Authorized')
    expect(await ask(party, 'write')).toBe('NotAuthorized')
    expect(await ask(otherParty)).toBe('NotAuthorized')
    await story.limit('Disabled')
    expect(await ask(otherParty)).toBe('Authorized')
  })
})
