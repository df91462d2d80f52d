import { beforeAll, describe, expect, test } from 'vitest'
import { type AuthzenDesk, authzenDesk, authzenQuestion } from '../support/authzen-desk.ts'
import { owner, party } from '../support/fixtures.ts'
import { resource } from '../support/story-world.ts'

let desk: AuthzenDesk
beforeAll(async () => {
  desk = await authzenDesk()
})

describe('the id of a request', () => {
  const path = '/access/v1/evaluation'
  const metadata = '/.well-known/authzen-configuration'
  const nobody = async () => undefined
  const asOwner = async () => desk.asOwner

  test.each<
    [
      answer: string,
      status: number,
      call: {
        readonly as?: () => Promise<string | undefined>
        readonly method?: 'GET' | 'POST'
        readonly url?: string
        readonly headers?: Readonly<Record<string, string>>
        readonly payload?: string
      },
    ]
  >([
    ['a decision', 200, {}],
    ['the metadata', 200, { as: nobody, method: 'GET', url: metadata }],
    ['a question that cannot be read', 400, { payload: '{' }],
    ['a token of no log', 400, { headers: { 'consistency-token': 'x' } }],
    ['nobody', 401, { as: nobody }],
    ['somebody without the scope', 403, { as: () => desk.world.organisation(owner, 'x:y') }],
    ['another method', 405, { method: 'GET' }],
    ['too long a body', 413, { payload: 'x'.repeat(70_000) }],
    ['a position that is yet to come', 503, { headers: { 'consistency-token': 'test-99999999' } }],
  ])('is given back as it came with the answer to %s', async (_name, status, call) => {
    const { as: who = asOwner, method = 'POST', url = path, headers, payload } = call
    const id = 'Søk nr. 7; "a",b'
    const answer = await desk.world.call(await who(), method, url, {
      headers: { 'x-request-id': id, 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { payload: payload ?? JSON.stringify(authzenQuestion(desk.id)) }),
    })
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['x-request-id']).toBe(id)
  })

  test('goes over the wire byte for byte', async () => {
    const here = await authzenDesk()
    const url = await here.world.app.listen({ port: 0, host: '127.0.0.1' })
    const id = 'Søk nr. 7; "ÿ"'
    const headers = { authorization: `Bearer ${here.asOwner}`, 'content-type': 'application/json' }
    for (const body of [JSON.stringify(authzenQuestion(here.id)), '{']) {
      const answer = await fetch(`${url}/access/v1/evaluation`, {
        method: 'POST',
        headers: { ...headers, 'x-request-id': id },
        body,
      })
      expect(answer.headers.get('x-request-id')).toBe(id)
      expect((await answer.text()).length).toBe(Number(answer.headers.get('content-length')))
    }
    await here.world.app.close()
  })

  test('is not made up for who gives none', async () => {
    const answer = await desk.post('evaluation', authzenQuestion(desk.id))
    expect(answer.headers).not.toHaveProperty('x-request-id')
  })
})

describe('the context of a question', () => {
  test.each([['now'], [7], [[]], [null]])('is an object, not %j', async (context) => {
    const body = authzenQuestion(desk.id, { context })
    for (const path of ['evaluation', 'evaluations', 'search/subject', 'search/resource'])
      expect((await desk.post(path, body)).statusCode).toBe(400)
  })

  test('of one in a batch takes the place of the others’', async () => {
    const body = authzenQuestion(desk.id, {
      context: { time: 'now' },
      evaluations: [{}, { context: { time: 'then' } }, { context: 'then' }],
    })
    expect(await desk.evaluateAll(body)).toMatchObject([
      { decision: true },
      { decision: true },
      { decision: false, context: { error: { status: 400 } } },
    ])
  })
})

describe('a search among what nobody knows', () => {
  const user = { type: 'user', id: 'nonexistent-user' }
  const stranger = { type: 'systemuser', id: 'nonexistent-user' }
  const record = { type: 'record', id: 'record-1' }
  const read = { name: 'read' }

  test.each<[what: 'subject' | 'resource' | 'action', body: object]>([
    ['subject', { subject: { type: 'spaceship' }, action: read, resource: record }],
    ['subject', { subject: { type: 'systemuser' }, action: read, resource: record }],
    ['subject', { subject: { type: 'organization' }, action: read, resource: record }],
    ['resource', { subject: user, action: read, resource: { type: 'record' } }],
    ['resource', { subject: { ...user, type: 'organization' }, action: read, resource: record }],
    ['action', { subject: user, resource: record }],
    ['action', { subject: stranger, resource: { type: 'resource', id: resource } }],
  ])('for a %s finds nothing, and takes nothing for missing: %j', async (what, body) => {
    expect(await desk.search(what, body)).toMatchObject({ results: [], page: { next_token: '' } })
  })
})

describe('the limit of a page', () => {
  test('of none tells how many there are, and where they begin', async () => {
    const body = authzenQuestion(desk.id, { page: { limit: 0 } })
    const { results, page } = await desk.search('action', body)
    expect({ results, page }).toMatchObject({ results: [], page: { count: 0, total: 2 } })
    const next = { page: { token: page.next_token } }
    const first = await desk.search('action', authzenQuestion(desk.id, next))
    expect(first).toMatchObject({ page: { next_token: '', count: 2 } })
  })

  test('may be more than there can be', async () => {
    const body = authzenQuestion(desk.id, {
      page: { limit: Number.MAX_SAFE_INTEGER, properties: { sort: 'name' } },
    })
    expect(await desk.search('action', body)).toMatchObject({
      results: [{ name: 'read' }, { name: 'write' }],
      page: { next_token: '', total: 2 },
    })
  })

  test('leaves pages of nothing at their end', async () => {
    const properties = { party, 'urn:altinn:task': 'Task_1' }
    const body = authzenQuestion(desk.id, {
      action: { name: 'delete' },
      resource: { type: 'resource', properties },
      page: { limit: 0 },
    })
    expect((await desk.search('resource', body)).page.next_token).toBe('')
  })
})
