import { beforeEach, describe, expect, test } from 'vitest'
import { limits } from '../../api/http/limits.ts'
import { otherVendor, party, vendor } from '../support/fixtures.ts'
import {
  authorizePath,
  pdpScope,
  question,
  policyForm,
  policyXml,
  registerPath,
  registerScope,
  registryScope,
  requestBody,
  requestPath,
  resource,
  resourcePath,
  systemBody,
  systemUserPath,
  writeScope,
} from '../support/story-world.ts'
import { owner } from '../support/fixtures.ts'
import { systemUserWorld } from '../support/system-user-world.ts'

type Story = Awaited<ReturnType<typeof systemUserWorld>>

const own = Number(party)
let story: Story
let world: Story['world']
let vendors: string

beforeEach(async () => {
  story = await systemUserWorld()
  ;({ world } = story)
  vendors = await world.organisation(vendor, writeScope)
})

const headers = (key: string) => ({ 'idempotency-key': key })
const ask = (key: string, changes: Readonly<Record<string, unknown>> = {}, by = vendors) =>
  world.call(by, 'POST', `${requestPath}/vendor`, {
    body: requestBody(changes),
    headers: headers(key),
  })

describe('a call made again with its key', () => {
  test('is answered as the first time, whatever has happened since', async () => {
    const first = await ask('one')
    expect(first.statusCode).toBe(201)
    expect(first.headers['idempotency-replayed']).toBeUndefined()
    const { id } = first.json<{ id: string }>()
    await story.answer(id, 'approve')
    await world.call(story.pias, 'DELETE', `${systemUserPath}/${own}/${id}`)
    const before = world.log.length
    const again = await ask('one')
    expect([again.statusCode, again.body]).toEqual([201, first.body])
    expect(again.headers['location']).toBe(first.headers['location'])
    expect(again.headers['consistency-token']).toBe(first.headers['consistency-token'])
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(world.log).toHaveLength(before)
  })

  test('approves once, and says so as often as it is asked', async () => {
    const id = await story.ask()
    const path = `${requestPath}/${own}/${id}/approve`
    const approve = (key: string) => world.call(story.pias, 'POST', path, { headers: headers(key) })
    expect((await approve('yes')).body).toBe('true')
    expect((await approve('yes')).body).toBe('true')
    expect((await approve('another')).statusCode).toBe(409)
    await world.call(story.pias, 'DELETE', `${systemUserPath}/${own}/${id}`)
    expect((await approve('yes')).body).toBe('true')
    expect(await story.decisionOn(id)).toBe('NotApplicable')
  })

  test('at the same time is done once', async () => {
    const all = await Promise.all(['same', 'same', 'same'].map((key) => ask(key)))
    expect(new Set(all.map(({ body }) => body)).size).toBe(1)
    expect(all.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201])
  })

  test('and another body is refused', async () => {
    await ask('one')
    const before = world.log.length
    const other = await ask('one', { externalRef: 'another' })
    expect([other.statusCode, other.json()]).toMatchObject([422, { status: 422 }])
    expect(world.log).toHaveLength(before)
  })

  test('is another call by another caller, and at another place', async () => {
    await ask('one')
    const others = await world.organisation(otherVendor, writeScope)
    expect((await ask('one', {}, others)).json()).toMatchObject({ code: 'AUTH-00011' })
    const registrar = await world.organisation(vendor, registerScope)
    const body = systemBody({ id: `${vendor}_one`, clientId: ['one'] })
    const made = await world.call(registrar, 'POST', registerPath, {
      body,
      headers: headers('one'),
    })
    expect(made.statusCode).toBe(200)
  })

  test('may be made anew after it was refused', async () => {
    expect((await ask('late', { systemId: `${vendor}_late` })).statusCode).toBe(404)
    const registrar = await world.organisation(vendor, registerScope)
    const body = systemBody({ id: `${vendor}_late`, clientId: ['late'] })
    await world.call(registrar, 'POST', registerPath, { body })
    expect((await ask('late', { systemId: `${vendor}_late` })).statusCode).toBe(201)
  })

  test('is answered to nobody who may not make it', async () => {
    await ask('one')
    const reader = await world.organisation(vendor, 'altinn:another/scope')
    expect((await ask('one', {}, reader)).statusCode).toBe(403)
    expect((await ask('bad key', {})).statusCode).toBe(400)
  })

  test('is no call to keep if it only asks: a decision is of its moment', async () => {
    const id = await story.ask()
    await story.answer(id, 'approve')
    const asker = await world.organisation(owner, pdpScope)
    const decide = async () => {
      const more = { body: question(id), headers: { ...headers('q'), 'if-match': '"1"' } }
      return (await world.call(asker, 'POST', authorizePath, more)).body
    }
    expect(await decide()).toContain('"Permit"')
    await world.call(story.pias, 'DELETE', `${systemUserPath}/${own}/${id}`)
    expect(await decide()).toContain('"NotApplicable"')
  })

  describe('with a file', () => {
    const path = `${resourcePath}/${resource}/policy`
    const upload = async (key: string, form: ReturnType<typeof policyForm>, by?: string) =>
      world.call(by ?? (await world.organisation(owner, registryScope)), 'POST', path, {
        ...form,
        headers: { ...form.headers, ...headers(key) },
      })
    const nextXml = policyXml.replace('</', ' </')
    const policyNow = async () => (await world.call('', 'GET', path)).body

    test('is answered as the first time, and brings no older file back', async () => {
      const first = await upload('file', policyForm(policyXml))
      expect(first.statusCode).toBe(201)
      expect((await upload('next', policyForm(nextXml))).statusCode).toBe(201)
      const before = world.log.length
      const again = await upload('file', policyForm(policyXml))
      expect([again.statusCode, again.headers['location']]).toEqual([
        201,
        first.headers['location'],
      ])
      expect(again.headers['idempotency-replayed']).toBe('true')
      expect(world.log).toHaveLength(before)
      expect(await policyNow()).toBe(nextXml)
    })

    test('is the same call however its parts are parted', async () => {
      await upload('file', policyForm(policyXml))
      const parted = policyForm(policyXml, 'policyFile', 'another-boundary')
      const again = await upload('file', parted)
      expect(again.headers['idempotency-replayed']).toBe('true')
    })

    test('and another file is refused, as is the same one in another field', async () => {
      await upload('file', policyForm(policyXml))
      const before = world.log.length
      for (const other of [policyForm(nextXml), policyForm(policyXml, 'another')])
        expect((await upload('file', other)).statusCode).toBe(422)
      expect(world.log).toHaveLength(before)
    })

    test('may be made anew after it was refused', async () => {
      expect((await upload('file', policyForm('<x/>'))).statusCode).toBe(400)
      expect((await upload('file', policyForm(policyXml, 'another'))).statusCode).toBe(400)
      expect((await upload('file', policyForm(policyXml))).statusCode).toBe(201)
    })

    test('is answered to nobody who may not make it, and takes no key that is none', async () => {
      await upload('file', policyForm(policyXml))
      const reader = await world.organisation(owner, 'altinn:another/scope')
      expect((await upload('file', policyForm(policyXml), reader)).statusCode).toBe(403)
      expect((await upload('bad key', policyForm(policyXml))).statusCode).toBe(400)
    })

    test('is read for nobody who may not make it', async () => {
      const tooLarge = policyForm(' '.repeat(limits.policyBytesMax + 1))
      expect((await upload('large', tooLarge)).statusCode).toBe(413)
      const reader = await world.organisation(owner, 'altinn:another/scope')
      expect((await upload('large', tooLarge, reader)).statusCode).toBe(403)
    })
  })
})
