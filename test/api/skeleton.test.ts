import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { buildApi } from '../../api/build-api.ts'

describe('the API', () => {
  let app: FastifyInstance
  let ready = false
  beforeAll(() => {
    app = buildApi({
      now: () => 0,
      newId: () => '00000000-0000-4000-8000-000000000000',
      deriveId: (...parts) => parts.join(),
      readiness: async () =>
        ready ? { ready: true } : { ready: false, reason: 'the views are being built' },
      publicUrl: () => 'http://127.0.0.1:5100',
      jwks: { keys: [] },
      verifyOutsideToken: async () => ({ verified: false, reason: 'none is' }),
      exchangeToken: async () => ({ exchanged: false, code: 'no-person' }),
      verifyToken: async () => ({ verified: false, reason: 'none is' }),
      installationId: 'test',
      reportFault: () => undefined,
    })
  })
  afterAll(() => app.close())

  test('is live at once', async () => {
    expect((await app.inject('/health/live')).json()).toEqual({ status: 'live' })
  })
  test('is ready when the views are', async () => {
    expect((await app.inject('/health/ready')).statusCode).toBe(503)
    ready = true
    expect((await app.inject('/health/ready')).statusCode).toBe(200)
  })
  test('answers nothing on an unknown path', async () => {
    const answer = await app.inject('/nowhere')
    expect([answer.statusCode, answer.body, answer.headers['content-type']]).toEqual([
      404,
      '',
      undefined,
    ])
  })
  test('says which methods a path has', async () => {
    const answer = await app.inject({ method: 'POST', url: '/HEALTH/live?x=1', payload: { a: 1 } })
    expect([answer.statusCode, answer.body, answer.headers.allow]).toEqual([405, '', 'GET'])
  })
  test('refuses a path that cannot be read with a problem that does not repeat it', async () => {
    const answer = await app.inject('/health/%E0%A4%A')
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(answer.body).not.toContain('%E0')
  })
})
