import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  accounting,
  agentBody,
  agentWorld,
  auditing,
  offerPackages,
} from '../support/agent-story.ts'
import type { ApiWorld } from '../support/api-world.ts'
import { ola, otherParty, otherVendor, party, pia, vendor } from '../support/fixtures.ts'
import {
  readScope,
  requestBody,
  requestPath,
  system,
  systemUserPath,
  writeScope,
} from '../support/story-world.ts'

const vendors = `${requestPath}/vendor`
const agents = `${vendors}/agent`
const partyId = Number(party)
const Made = z.object({ id: z.string() })
const Listed = z.object({ data: z.array(Made) })

describe('requests for agents', () => {
  let world: ApiWorld
  let writer: string
  let reader: string
  let pias: string
  const post = (path: string, body: unknown) => world.call(writer, 'POST', path, { body })
  const agent = async (changes: Readonly<Record<string, unknown>> = {}): Promise<string> =>
    Made.parse((await post(agents, agentBody(changes))).json()).id
  const answer = (verb: string, id: string, token = pias) =>
    world.call(token, 'POST', `${requestPath}/agent/${partyId}/${id}/${verb}`)

  beforeEach(async () => {
    world = await agentWorld()
    writer = await world.organisation(vendor, writeScope)
    reader = await world.organisation(vendor, readScope)
    pias = await world.person(pia)
  })

  test('are made once, without rights, and answered on a page of their own', async () => {
    const made = await post(agents, agentBody())
    expect(made.statusCode).toBe(201)
    const { id } = Made.parse(made.json())
    expect(made.json()).toMatchObject({
      status: 'New',
      accessPackages: [{ urn: accounting }],
      confirmUrl: `http://127.0.0.1:5100/accessmanagement/ui/systemuser/agentrequest?id=${id}&DONTCHOOSEREPORTEE=true`,
    })
    expect(made.json()).not.toHaveProperty('rights')
    expect(made.headers['location']).toBe(`http://127.0.0.1:5100${agents}/${id}`)
    const again = await post(agents, agentBody())
    expect([again.statusCode, again.json()]).toEqual([200, made.json()])
  })

  test('are found by id, by reference and in the list of their own kind alone', async () => {
    const id = await agent()
    const standard = Made.parse((await post(vendors, requestBody())).json()).id
    const get = async (path: string) => world.call(reader, 'GET', path)
    expect((await get(`${agents}/${id}`)).json()).toMatchObject({ id })
    expect((await get(`${vendors}/${standard}`)).json()).toMatchObject({ id: standard })
    for (const path of [`${vendors}/${id}`, `${agents}/${standard}`])
      expect((await get(path)).json()).toMatchObject({ code: 'AUTH-00010', status: 404 })
    const byRef = `byexternalref/${system}/${party}/agent-1`
    expect((await get(`${agents}/${byRef}`)).json()).toMatchObject({ id })
    expect((await get(`${vendors}/${byRef}`)).statusCode).toBe(404)
    const idsIn = async (path: string) =>
      Listed.parse((await get(`${path}/bysystem/${system}`)).json()).data.map((one) => one.id)
    expect(await idsIn(agents)).toEqual([id])
    expect(await idsIn(vendors)).toEqual([standard])
  })

  test('are nothing to another vendor', async () => {
    const id = await agent()
    const others = await world.organisation(otherVendor, readScope)
    expect((await world.call(others, 'GET', `${agents}/${id}`)).statusCode).toBe(404)
    const list = await world.call(others, 'GET', `${agents}/bysystem/${system}`)
    expect(list.json()).toMatchObject({ code: 'AUTH-00011' })
    const asked = { body: agentBody({ externalRef: 'another' }) }
    const theirs = await world.organisation(otherVendor, writeScope)
    for (const body of [asked, { body: agentBody() }])
      expect((await world.call(theirs, 'POST', agents, body)).json()).toMatchObject({
        code: 'AUTH-00011',
      })
  })

  test('are approved by storing what was asked for, and delegating nothing', async () => {
    const id = await agent()
    const approved = await answer('approve', id)
    expect([approved.statusCode, approved.body]).toEqual([200, 'true'])
    expect(world.log.map(({ type }) => type)).not.toContain('DelegationGranted')
    const seen = await world.call(reader, 'GET', `${agents}/${id}`)
    expect(seen.json()).toMatchObject({ status: 'Accepted', accessPackages: [{ urn: accounting }] })
    expect((await answer('approve', id)).json()).toMatchObject({ code: 'AUTH-00013', status: 409 })
    expect((await post(agents, agentBody())).json()).toMatchObject({ code: 'AUTH-00004' })
    const standard = await world.call(pias, 'GET', `${systemUserPath}/${partyId}`)
    expect(standard.json()).toEqual([])
  })

  test('whose package the system no longer asks for cannot be approved', async () => {
    const id = await agent()
    await offerPackages(world, [auditing])
    expect((await answer('approve', id)).json()).toMatchObject({
      code: 'AUTH-00063',
      NotFoundPackages: accounting,
    })
  })

  test('are rejected once, and stay so', async () => {
    const id = await agent()
    expect((await answer('reject', id)).body).toBe('true')
    expect((await answer('reject', id)).json()).toMatchObject({ code: 'AUTH-00013' })
    expect((await post(agents, agentBody())).json()).toMatchObject({ id, status: 'Rejected' })
    expect((await world.call(writer, 'DELETE', `${vendors}/${id}`)).statusCode).toBe(202)
    expect((await answer('reject', id)).json()).toMatchObject({ code: 'AUTH-00030' })
    expect(await agent()).not.toBe(id)
  })

  test.each(['approve', 'reject'])(
    '%s: one that is not the party’s, or of the other kind, is not found',
    async (verb) => {
      const elsewhere = await agent({ partyOrgNo: otherParty })
      const standard = Made.parse((await post(vendors, requestBody())).json()).id
      for (const id of [elsewhere, standard, '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99'])
        expect((await answer(verb, id)).json()).toMatchObject({ code: 'AUTH-00030', status: 404 })
      const own = await agent()
      const asStandard = await world.call(pias, 'POST', `${requestPath}/${partyId}/${own}/${verb}`)
      expect(asStandard.json()).toMatchObject({ code: 'AUTH-00010' })
      expect((await answer(verb, own, await world.person(ola))).statusCode).toBe(403)
    },
  )

  test('are read by whoever manages access, and passed on by whoever has a role', async () => {
    const id = await agent()
    const olas = await world.person(ola)
    const read = await world.call(pias, 'GET', `${requestPath}/agent/${partyId}/${id}`)
    expect(read.json()).toMatchObject({ id, escalated: false })
    expect(read.json()).not.toHaveProperty('confirmUrl')
    expect((await world.call(olas, 'GET', `${requestPath}/agent/${id}`)).json()).toMatchObject({
      id,
      systemUserType: 'Standard',
      userMayEscalateButNotApprove: true,
      rights: [],
    })
    expect((await world.call(pias, 'GET', `${requestPath}/${id}`)).statusCode).toBe(404)
    expect((await answer('escalate', id, olas)).body).toBe('true')
    const stranger = await world.person('5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a98')
    expect((await answer('escalate', id, stranger)).json()).toMatchObject({ code: 'AUTH-00010' })
    await answer('approve', id)
    expect((await answer('escalate', id, olas)).body).toBe('true')
  })

  test.each([
    ['none', { accessPackages: [] }, 'AUTH-00058'],
    ['null', { accessPackages: null }, 'AUTH-00058'],
    ['one that the system does not ask for', { accessPackages: [{ urn: auditing }] }, 'AUTH-00063'],
    ['what is no package', { accessPackages: [{ urn: 'everything' }] }, 'AUTH-00063'],
    [
      'more than there are',
      { accessPackages: [{ urn: accounting }, { urn: accounting }] },
      'AUTH-00063',
    ],
  ])('that ask for %s are refused', async (_, changes, code) => {
    const refused = await post(agents, agentBody(changes))
    expect(refused.json()).toMatchObject({ code, status: 400 })
  })

  test('must name packages at all', async () => {
    const refused = await post(agents, agentBody({ accessPackages: undefined }))
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({ errors: { $: [expect.any(String)] } })
  })

  test('share their triple with requests of the other kind', async () => {
    const rejected = await agent()
    const same = requestBody({ externalRef: 'agent-1' })
    expect((await post(vendors, same)).json()).toMatchObject({ code: 'AUTH-00007', status: 400 })
    await answer('reject', rejected)
    expect((await post(vendors, same)).json()).toMatchObject({ code: 'AUTH-00009', status: 400 })
    await world.call(writer, 'DELETE', `${vendors}/${rejected}`)
    expect((await post(vendors, same)).statusCode).toBe(201)
    expect((await post(agents, agentBody())).json()).toMatchObject({ code: 'AUTH-00007' })
  })

  test('wait on the list of their party once they were passed on', async () => {
    const id = await agent()
    const standard = Made.parse((await post(vendors, requestBody())).json()).id
    const pending = async (path: string, token = pias) =>
      world.call(token, 'GET', `${requestPath}${path}/pending`)
    const own = `${partyId}/${party}`
    expect((await pending(`/agent/${own}`)).json()).toEqual([])
    expect((await pending(`/${own}`)).json()).toMatchObject([{ id: standard, status: 'New' }])
    await answer('escalate', id)
    expect((await pending(`/agent/${own}`)).json()).toMatchObject([{ id, escalated: true }])
    expect((await pending(`/${own}`)).json()).toHaveLength(1)
    for (const orgNo of [otherParty, '999999999', 'none'])
      expect((await pending(`/agent/${partyId}/${orgNo}`)).json()).toMatchObject({
        code: 'AUTH-00000',
        status: 400,
      })
    expect((await pending(`/agent/${own}`, await world.person(ola))).statusCode).toBe(403)
    expect((await pending(`/${Number(otherParty)}/${otherParty}`)).statusCode).toBe(403)
    await answer('approve', id)
    expect((await pending(`/agent/${own}`)).json()).toEqual([])
  })
})
