import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type AuthzenDesk, authzenDesk, authzenQuestion } from '../support/authzen-desk.ts'
import { registerSays } from '../support/client-world.ts'
import { askedOf, about, action } from '../support/decision-questions.ts'
import { ola, otherOwner, otherParty, party, pia } from '../support/fixtures.ts'
import { systemUserPath, pdpScope, resource } from '../support/story-world.ts'

const stranger = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99'
const about9 = (properties: object) => ({ type: 'resource', id: resource, properties })

let desk: AuthzenDesk
beforeAll(async () => {
  desk = await authzenDesk()
})

describe('an evaluation', () => {
  test('says yes, by what, and from where', async () => {
    const answer = await desk.post('evaluation', authzenQuestion(desk.id))
    expect(answer.json()).toMatchObject({
      decision: true,
      context: {
        code: 'right-delegated',
        reason: expect.stringContaining('delegated'),
        position: answer.headers['consistency-token'],
        policy_version: 1,
        obligations: [{ attributes: { 'urn:altinn:minimum-authenticationlevel': '3' } }],
      },
    })
  })

  test.each<[name: string, changes: object, code: string]>([
    ['an action not delegated', { action: { name: 'delete' } }, 'not-among-the-delegated-rights'],
    ['a stranger', { subject: { type: 'systemuser', id: stranger } }, 'no-such-system-user'],
    ['no id at all', { subject: { type: 'systemuser', id: 'Pia' } }, 'nothing-known'],
    ['subjects of no type', { subject: { type: 'robot', id: stranger } }, 'nothing-known'],
    ['a person', { subject: { type: 'person', id: ola } }, 'role-gives-it-not'],
    ['another party', { resource: about9({ party: otherParty }) }, 'nothing-delegated'],
    ['no party', { resource: about9({}) }, 'nothing-known'],
    [
      'no such resource',
      { resource: { type: 'resource', id: 'no-such', properties: { party } } },
      'no-such-resource',
    ],
    [
      'resources of no type',
      { resource: { type: 'house', id: resource, properties: { party } } },
      'nothing-known',
    ],
  ])('says no to %s, and why', async (_name, changes, code) => {
    expect(await desk.evaluate(authzenQuestion(desk.id, changes))).toMatchObject({
      decision: false,
      context: { code },
    })
  })

  test('passes over what it does not know', async () => {
    const body = authzenQuestion(desk.id, { context: { time: 'now' }, more: [1] })
    expect(await desk.evaluate(body)).toMatchObject({ decision: true })
  })

  test('tells another service owner of no such resource', async () => {
    const token = await desk.world.organisation(otherOwner, pdpScope)
    expect(await desk.evaluate(authzenQuestion(desk.id), token)).toMatchObject({
      decision: false,
      context: { code: 'no-such-resource' },
    })
  })

  test.each<[name: string, payload: string, type: string]>([
    ['no subject', JSON.stringify({ ...authzenQuestion(''), subject: undefined }), ''],
    ['a number for an id', JSON.stringify(authzenQuestion('')).replace('"read"', '1'), ''],
    ['a list', '[]', ''],
    ['nothing', '', ''],
    ['no JSON', '{', ''],
    ['another content type', JSON.stringify(authzenQuestion('')), 'text/plain'],
  ])('is refused with 400 for %s', async (_name, payload, type) => {
    const headers = { 'content-type': type === '' ? 'application/json' : type }
    const answer = await desk.world.call(desk.asOwner, 'POST', '/access/v1/evaluation', {
      payload,
      headers,
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.body.length).toBeGreaterThan(10)
  })
})

describe('a batch', () => {
  const yes = {}
  const no = { action: { name: 'delete' } }
  const decisions = async (
    evaluations: readonly unknown[],
    semantic?: string,
  ): Promise<readonly boolean[]> => {
    const options = semantic === undefined ? {} : { options: { evaluations_semantic: semantic } }
    const answers = await desk.evaluateAll({ ...authzenQuestion(desk.id), evaluations, ...options })
    return answers.map(({ decision }) => decision)
  }

  test('answers in order, with defaults for what is left out', async () => {
    expect(await decisions([no, yes, no])).toEqual([false, true, false])
  })

  test.each<[semantic: string, answered: readonly boolean[]]>([
    ['execute_all', [true, false, true]],
    ['deny_on_first_deny', [true, false]],
    ['permit_on_first_permit', [true]],
  ])('is settled by %s', async (semantic, answered) => {
    expect(await decisions([yes, no, yes], semantic)).toEqual(answered)
  })

  test('refuses a semantic that there is not', async () => {
    const body = { evaluations: [yes], options: { evaluations_semantic: 'coin' } }
    expect((await desk.post('evaluations', body)).statusCode).toBe(400)
  })

  test('fills in an identifier, and nothing else, of an entity that is given', async () => {
    const withParty = { resource: { id: resource, properties: { party } } }
    const withoutParty = { resource: { id: resource } }
    expect(await decisions([withParty, withoutParty])).toEqual([true, false])
  })

  test('tells of a broken one alone', async () => {
    const answers = await desk.evaluateAll({
      action: { name: 'read' },
      resource: about9({ party }),
      evaluations: [{ subject: { type: 'systemuser', id: desk.id } }, {}, 7],
    })
    expect(answers).toMatchObject([
      { decision: true },
      { decision: false, context: { error: { status: 400, message: 'subject is missing.' } } },
      { decision: false, context: { error: { status: 400 } } },
    ])
  })

  test('without any is a single question', async () => {
    for (const evaluations of [undefined, []]) {
      const answer = await desk.post('evaluations', { ...authzenQuestion(desk.id), evaluations })
      expect(answer.json()).toMatchObject({ decision: true })
    }
  })

  test('answers the same question twice alike', async () => {
    expect(await decisions([yes, yes])).toEqual([true, true])
  })
})

describe('a search', () => {
  test('finds who may do something', async () => {
    const { results } = await desk.search('subject', {
      ...authzenQuestion(desk.id),
      subject: { type: 'systemuser', id: 'not looked at' },
    })
    expect(results).toEqual([{ type: 'systemuser', id: desk.id }])
  })

  test('finds the people, too', async () => {
    const body = { ...authzenQuestion(desk.id), subject: { type: 'person' } }
    expect((await desk.search('subject', body)).results).toEqual([{ type: 'person', id: pia }])
  })

  test('finds with what, and for whom', async () => {
    const body = { ...authzenQuestion(desk.id), resource: { type: 'resource' } }
    expect((await desk.search('resource', body)).results).toEqual([
      { type: 'resource', id: resource, properties: { party } },
    ])
  })

  test('finds what may be done', async () => {
    const { results } = await desk.search('action', authzenQuestion(desk.id))
    expect(results).toEqual([{ name: 'read' }, { name: 'write' }])
  })

  test.each<[what: 'subject' | 'resource' | 'action', changes: object]>([
    ['subject', { subject: { type: 'robot' } }],
    ['subject', { resource: { type: 'house', id: resource, properties: { party } } }],
    ['resource', { resource: { type: 'house' } }],
    ['resource', { subject: { type: 'systemuser', id: stranger } }],
    ['action', { subject: { type: 'systemuser', id: 'Pia' } }],
    ['action', { resource: { type: 'resource', id: 'no-such', properties: { party } } }],
  ])('of %s for what there is not finds nothing: %j', async (what, changes) => {
    const { results, page } = await desk.search(what, authzenQuestion(desk.id, changes))
    expect({ results, page }).toEqual({
      results: [],
      page: { next_token: '', count: 0, total: 0 },
    })
  })

  test.each<[what: string, changes: object]>([
    ['subject', { subject: {} }],
    ['subject', { resource: about9({}) }],
    ['action', { resource: about9({ party: 'Pia' }) }],
    ['resource', { resource: about9({ party: 'Pia' }) }],
    ['action', { page: { limit: -1 } }],
    ['action', { context: 'now' }],
    ['action', { page: { token: 'a.1' } }],
  ])('of %s is refused when it is incomplete: %j', async (what, changes) => {
    const answer = await desk.post(`search/${what}`, authzenQuestion(desk.id, changes))
    expect(answer.statusCode).toBe(400)
  })

  test('finds nothing for another service owner', async () => {
    const token = await desk.world.organisation(otherOwner, pdpScope)
    for (const what of ['subject', 'resource', 'action'] as const)
      expect((await desk.search(what, authzenQuestion(desk.id), token)).results).toEqual([])
  })

  test('is paged through as it was at its first page, whatever happens meanwhile', async () => {
    const other = await authzenDesk()
    const { world } = other
    const pias = await world.person(pia)
    const body = authzenQuestion(other.id)
    const first = await other.search('action', { ...body, page: { limit: 1 } })
    expect(first).toMatchObject({ results: [{ name: 'read' }], page: { count: 1, total: 2 } })
    await world.call(pias, 'DELETE', `${systemUserPath}/${Number(party)}/${other.id}`)
    const token = first.page.next_token
    const second = await other.search('action', { ...body, page: { limit: 1, token } })
    expect(second).toMatchObject({ results: [{ name: 'write' }], page: { next_token: '' } })
    expect((await other.search('action', body)).results).toEqual([])
    const foreign = { ...body, action: { name: 'x' }, page: { token } }
    expect((await other.post('search/action', foreign)).statusCode).toBe(400)
    const stranger9 = await world.organisation(otherOwner, pdpScope)
    const again = await other.post(
      'search/action',
      { ...body, page: { limit: 1, token } },
      stranger9,
    )
    expect(again.statusCode).toBe(400)
  })
})

test('the metadata names each place by the configuration, not by how it was asked', async () => {
  const answer = await desk.world.call(undefined, 'GET', '/.well-known/authzen-configuration', {
    headers: { host: 'evil.example' },
  })
  expect(answer.json()).toEqual({
    policy_decision_point: 'http://127.0.0.1:5100',
    access_evaluation_endpoint: 'http://127.0.0.1:5100/access/v1/evaluation',
    access_evaluations_endpoint: 'http://127.0.0.1:5100/access/v1/evaluations',
    search_subject_endpoint: 'http://127.0.0.1:5100/access/v1/search/subject',
    search_resource_endpoint: 'http://127.0.0.1:5100/access/v1/search/resource',
    search_action_endpoint: 'http://127.0.0.1:5100/access/v1/search/action',
  })
})

describe('search, evaluation and XACML', () => {
  const people = [pia, ola]
  const leader = { role: 'daglig-leder', holder: { type: 'person', person: ola } } as const
  const parties = [party, otherParty, '999999999']
  const actions = ['read', 'write', 'delete']
  const step = fc.constantFrom('ask', 'approve', 'reject', 'revoke', 'roles', 'no-roles')

  test('never disagree, whatever has happened', async () => {
    const seen = { permits: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        const here = await authzenDesk()
        const users = [here.id, ...(await acted(here, steps))]
        for (const subject of [
          ...users.map((id) => ({ type: 'systemuser', id })),
          ...people.map((id) => ({ type: 'person', id })),
        ])
          seen.permits += await agreesFor(here, subject)
      }),
      { numRuns: 15 },
    )
    expect(seen.permits).toBeGreaterThan(10)
  })

  /** Does what the steps say; the ids of the system users that were asked for. */
  async function acted({ world, ...on }: AuthzenDesk, steps: readonly string[]) {
    const asked: string[] = []
    for (const [i, one] of steps.entries()) {
      const last = asked.at(-1) ?? on.id
      if (one === 'ask') asked.push(await on.ask({ externalRef: `more-${i}` }))
      else if (one === 'approve' || one === 'reject') await on.answer(last, one)
      else if (one === 'revoke')
        await world.call(on.pias, 'DELETE', `${systemUserPath}/${Number(party)}/${last}`)
      else await registerSays(world, otherParty, one === 'roles' ? [leader] : [])
    }
    return asked
  }

  async function agreesFor(here: AuthzenDesk, subject: { type: string; id: string }) {
    let permits = 0
    for (const at of parties)
      for (const name of actions) {
        const whole = { subject, action: { name }, resource: about9({ party: at }) }
        const { decision } = await here.evaluate(whole)
        const who = await here.search('subject', { ...whole, subject: { type: subject.type } })
        const what = await here.search('resource', {
          ...whole,
          resource: { type: 'resource', properties: { party: at } },
        })
        const acts = await here.search('action', whole)
        expect(who.results.some(({ id }) => id === subject.id)).toBe(decision)
        expect(what.results.some(({ id }) => id === resource)).toBe(decision)
        const where = await here.search('resource', { ...whole, resource: { type: 'resource' } })
        expect(where.results).toEqual(
          decision
            ? expect.arrayContaining([
                { type: 'resource', id: resource, properties: { party: at } },
              ])
            : expect.not.arrayContaining([
                { type: 'resource', id: resource, properties: { party: at } },
              ]),
        )
        expect(acts.results.some((one) => one['name'] === name)).toBe(decision)
        if (subject.type === 'systemuser') {
          const asked = { Action: [action(name)], Resource: [about(resource, at)] }
          const [xacml] = await here.said(askedOf(subject.id, asked))
          expect(xacml?.startsWith('Permit')).toBe(decision)
        }
        if (decision) permits += 1
      }
    return permits
  }
})
