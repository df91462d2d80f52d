import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { offerPackages } from '../support/agent-story.ts'
import { skattNaering, smallCatalogue, withCatalogue } from '../support/catalogue.ts'
import { ola, otherParty, owner, party, vendor } from '../support/fixtures.ts'
import {
  lookUpScope,
  readScope,
  registerPath,
  registerScope,
  requestPath,
  resource,
  system,
  systemBody,
  systemUserPath,
} from '../support/story-world.ts'
import { systemUserWorld } from '../support/system-user-world.ts'

const own = Number(party)
const User = z.looseObject({ id: z.string(), integrationTitle: z.string() })

type Story = Awaited<ReturnType<typeof systemUserWorld>>

let world: Story['world']
let pias: string
let create: Story['create']
let created: Story['created']
let ask: Story['ask']
let answer: Story['answer']
let decisionOn: Story['decisionOn']

beforeEach(async () => {
  ;({ world, pias, create, created, ask, answer, decisionOn } = await systemUserWorld())
})

describe('a system user that a party makes itself', () => {
  test('holds all that the system asks for, at once', async () => {
    await offerPackages(world, [skattNaering])
    await world.call(
      await world.organisation(vendor, registerScope),
      'PUT',
      `${registerPath}/${system}`,
      {
        body: systemBody({ accessPackages: [{ urn: skattNaering }] }),
      },
    )
    const made = await create()
    expect(made.statusCode).toBe(200)
    expect(made.json()).toMatchObject({
      integrationTitle: 'Vårt regnskap',
      systemId: system,
      productName: 'SmartRegnskap',
      reporteeOrgNo: party,
      partyId: String(own),
      externalRef: party,
      supplierOrgno: vendor,
      userType: 'standard',
      isDeleted: false,
      accessPackages: [{ urn: skattNaering }],
    })
    const { id } = User.parse(made.json())
    const held = await world.call(pias, 'GET', `${systemUserPath}/${own}/${id}/delegations`)
    expect(held.json()).toEqual({
      systemUserId: id,
      rights: [{ resource: [{ id: 'urn:altinn:resource', value: resource }] }],
      accessPackages: [{ urn: skattNaering }],
    })
    expect(await decisionOn(id)).toBe('Permit')
    const listed = await world.call(pias, 'GET', `${systemUserPath}/${own}`)
    expect(listed.json()).toEqual([made.json()])
  })

  test('is found by a token look-up, and ends as any other', async () => {
    const id = await created()
    const token = await world.organisation(owner, lookUpScope)
    const lookUp = `${systemUserPath}/byExternalId?clientId=${systemBody().clientId[0]}&systemProviderOrgNo=${vendor}&systemUserOwnerOrgNo=${party}`
    expect((await world.call(token, 'GET', lookUp)).json()).toMatchObject({ id })
    expect((await world.call(pias, 'DELETE', `${systemUserPath}/${own}/${id}`)).statusCode).toBe(
      202,
    )
    expect((await world.call(token, 'GET', lookUp)).statusCode).toBe(404)
    expect(await decisionOn(id)).toBe('NotApplicable')
    expect((await create()).statusCode).toBe(200)
  })

  test('may belong to a system of the party’s own making, which nobody else sees', async () => {
    const ours = `${party}_eget`
    const token = await world.organisation(party, registerScope)
    const body = systemBody({
      id: ours,
      vendor: { ID: `0192:${party}` },
      clientId: ['eget'],
      isVisible: false,
    })
    expect((await world.call(token, 'POST', registerPath, { body })).statusCode).toBe(200)
    const made = await create({ systemId: ours })
    expect(made.json()).toMatchObject({ systemId: ours, supplierOrgno: party })
    expect(await decisionOn(User.parse(made.json()).id)).toBe('Permit')
    const lookUp = `${systemUserPath}/byExternalId?clientId=eget&systemProviderOrgNo=${party}&systemUserOwnerOrgNo=${party}`
    const maskinporten = await world.organisation(owner, lookUpScope)
    expect((await world.call(maskinporten, 'GET', lookUp)).json()).toMatchObject({ systemId: ours })
  })

  test('cannot belong to a hidden system of somebody else, or to a deleted one', async () => {
    const token = await world.organisation(vendor, registerScope)
    const path = `${registerPath}/${system}`
    await world.call(token, 'PUT', path, { body: systemBody({ isVisible: false }) })
    expect((await create()).json()).toMatchObject({ code: 'AUTH-00011' })
    await world.call(token, 'PUT', path, { body: systemBody() })
    await world.call(token, 'DELETE', path)
    expect((await create()).json()).toMatchObject({ code: 'AUTH-00011' })
    expect((await create({ systemId: 'no system' })).json()).toMatchObject({ code: 'AUTH-00011' })
  })

  test('is made by those who manage access alone', async () => {
    expect((await create({}, await world.person(ola))).statusCode).toBe(403)
    expect((await create({}, pias, Number(otherParty))).statusCode).toBe(403)
  })

  test('is not made beside a request that waits for an answer', async () => {
    const id = await ask({ externalRef: undefined })
    expect((await create()).json()).toMatchObject({ code: 'AUTH-00007', status: 400 })
    expect((await answer(id, 'approve')).body).toBe('true')
    expect((await create()).json()).toMatchObject({ code: 'AUTH-00004', status: 400 })
  })

  test('takes the place of a request that was rejected', async () => {
    const id = await ask({ externalRef: undefined })
    await answer(id, 'reject')
    const made = await create()
    expect(made.statusCode).toBe(200)
    expect(User.parse(made.json()).id).not.toBe(id)
    const vendors = await world.organisation(vendor, readScope)
    expect((await world.call(vendors, 'GET', `${requestPath}/vendor/${id}`)).statusCode).toBe(404)
  })

  test('with a right that is not the person’s to give is not made, nor anything of it', async () => {
    const token = await world.organisation(vendor, registerScope)
    const body = systemBody({ rights: [], accessPackages: [{ urn: skattNaering }] })
    await world.call(token, 'PUT', `${registerPath}/${system}`, { body })
    const roles = smallCatalogue.roles.map((role) => ({
      ...role,
      packages: role.packages.filter(({ accessPackage }) => accessPackage !== skattNaering),
    }))
    await withCatalogue(world.store, { ...smallCatalogue, roles }, 'not hers')
    expect((await create()).json()).toMatchObject({ code: 'AUTH-00053' })
    expect((await world.call(pias, 'GET', `${systemUserPath}/${own}`)).json()).toEqual([])
  })
})

describe('the title of a system user', () => {
  const put = (body: Readonly<Record<string, unknown>>, token = pias) =>
    world.call(token, 'PUT', systemUserPath, { body })
  const titled = async (id: string): Promise<string> =>
    User.parse((await world.call(pias, 'GET', `${systemUserPath}/${own}/${id}`)).json())
      .integrationTitle

  test('is the party’s to change', async () => {
    const id = await created()
    const body = { id, reporteeOrgNo: party, integrationTitle: ' Nytt navn ', systemId: system }
    const changed = await put(body)
    expect([changed.statusCode, changed.body]).toEqual([200, ''])
    expect(changed.headers['consistency-token']).toBeDefined()
    expect(await titled(id)).toBe('Nytt navn')
    const token = await world.organisation(owner, lookUpScope)
    const lookUp = `${systemUserPath}/byExternalId?clientId=${systemBody().clientId[0]}&systemProviderOrgNo=${vendor}&systemUserOwnerOrgNo=${party}`
    expect((await world.call(token, 'GET', lookUp)).json()).toMatchObject({
      integrationTitle: 'Nytt navn',
    })
  })

  test('is not anybody else’s', async () => {
    const id = await created()
    const body = { id, reporteeOrgNo: party, integrationTitle: 'Nytt' }
    expect((await put(body, await world.person(ola))).statusCode).toBe(403)
    expect((await put({ ...body, reporteeOrgNo: otherParty })).statusCode).toBe(403)
    const nothing = { ...body, id: '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99' }
    expect((await put(nothing)).json()).toMatchObject({ code: 'AUTH-00015', status: 404 })
    expect((await put({ ...body, id: 'x' })).statusCode).toBe(400)
    expect(await titled(id)).toBe('Vårt regnskap')
  })
})
