import { describe, expect, test } from 'vitest'
import { aggregates } from '../../application/aggregates.ts'
import { Instant, PersonRef } from '../../domain/values.ts'
import { skattNaering, smallCatalogue, withCatalogue } from '../support/catalogue.ts'
import { change, changeDesk, nobodys, notFound, own } from '../support/change-desk.ts'
import { correlationId, decisions, offer, swapBody } from '../support/change-story.ts'
import { deriveId } from '../support/derive-id.ts'
import { ola, otherParty, otherVendor, party, vendor } from '../support/fixtures.ts'
import { registerPath, registerScope, resource, system } from '../support/story-world.ts'

const { answer, ask, at, byPerson, byPia, read, take } = changeDesk()

describe('a stranger', () => {
  test('who is a vendor finds nothing of another’s', async () => {
    await ask()
    for (const path of [change, nobodys, `byexternalref/${system}/${party}/kunde-17`])
      expect((await read(path, otherVendor)).json()).toMatchObject(notFound)
    expect((await read(`bysystem/${system}`, otherVendor)).json()).toMatchObject({
      code: 'AUTH-00011',
      status: 404,
    })
    for (const id of [change, nobodys])
      expect((await take(id, otherVendor)).json()).toMatchObject(notFound)
    expect((await read(change)).json()).toMatchObject({ status: 'New' })
  })

  test('who manages access elsewhere finds nothing under a party of its own', async () => {
    const manager = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a98'
    await aggregates(at().world.store).parties.execute(
      otherParty,
      {
        type: 'RecordParty',
        orgNo: otherParty,
        uuid: deriveId('party', otherParty),
        name: 'Et annet selskap',
        form: 'AS',
        roles: [
          {
            role: 'daglig-leder',
            holder: { type: 'person', person: PersonRef.parse(manager) },
          },
        ],
        at: Instant.parse('2026-03-02T08:00:00.000Z'),
      },
      {
        commandId: deriveId('command', 'manager'),
        at: Instant.parse('2026-03-02T08:00:00.000Z'),
        actor: { type: 'system', process: 'test' },
        correlationId: 'manager',
      },
    )
    await ask()
    const elsewhere = Number(otherParty)
    for (const id of [change, nobodys]) {
      const asked = [
        await byPerson(manager, 'GET', `/${elsewhere}/${id}`),
        await byPerson(manager, 'POST', `/${elsewhere}/${id}/approve`),
        await byPerson(manager, 'POST', `/${elsewhere}/${id}/reject`),
      ]
      for (const one of asked) expect(one.json()).toMatchObject(notFound)
    }
    expect((await byPerson(manager, 'GET', `/${change}`)).json()).toMatchObject({
      code: 'AUTH-00066',
      status: 403,
    })
    expect((await byPerson(manager, 'GET', `/${elsewhere}/${party}/pending`)).json()).toMatchObject(
      { code: 'AUTH-00000' },
    )
    for (const verb of ['approve', 'reject'])
      expect((await byPerson(manager, 'POST', `/${own}/${change}/${verb}`)).statusCode).toBe(403)
    expect((await read(change)).json()).toMatchObject({ status: 'New' })
    expect(await decisions(at().world, at().systemUser)).toEqual(['Permit', 'NotApplicable'])
  })

  test('who has another role at the party neither sees nor answers', async () => {
    await ask()
    expect((await byPerson(ola, 'GET', `/${change}`)).json()).toMatchObject({ code: 'AUTH-00066' })
    for (const [method, path] of [
      ['GET', `/${own}/${change}`],
      ['GET', `/${own}/${party}/pending`],
      ['POST', `/${own}/${change}/approve`],
      ['POST', `/${own}/${change}/reject`],
    ] as const)
      expect((await byPerson(ola, method, path)).statusCode).toBe(403)
  })
})

describe('the party’s managers', () => {
  test('see what waits, and all that there is to know of it', async () => {
    await ask()
    await ask({ requiredAccessPackages: [{ urn: skattNaering }] }, correlationId(2))
    const pending = async () => (await byPia('GET', `/${own}/${party}/pending`)).json()
    expect(await pending()).toMatchObject([{ id: change }, { id: correlationId(2) }])
    expect((await byPia('GET', `/${own}/${change}`)).json()).toMatchObject({
      id: change,
      systemUserId: at().systemUser,
      ...swapBody(),
      status: 'New',
    })
    const portal = (await byPia('GET', `/${change}`)).json()
    expect(portal).toMatchObject({ partyId: own, partyUuid: expect.any(String), ...swapBody() })
    expect(portal).not.toHaveProperty('created')
    await answer('approve')
    expect(await pending()).toMatchObject([{ id: correlationId(2) }])
    await answer('reject', correlationId(2))
    expect(await pending()).toEqual([])
  })

  test('are told which package they cannot give, and what they cannot give is not given', async () => {
    await ask()
    const roles = smallCatalogue.roles.map((role) => ({
      ...role,
      packages: role.packages.filter(({ accessPackage }) => accessPackage !== skattNaering),
    }))
    await withCatalogue(at().world.store, { ...smallCatalogue, roles }, 'not hers')
    const notHers = { code: 'AUTH-00053', status: 400, detail: skattNaering }
    expect((await byPia('GET', `/${change}`)).json()).toMatchObject(notHers)
    expect((await answer('approve')).json()).toMatchObject(notHers)
    expect(await decisions(at().world, at().systemUser)).toEqual(['Permit', 'NotApplicable'])
    await answer('reject')
    expect((await byPia('GET', `/${change}`)).json()).toMatchObject({ status: 'Rejected' })
  })

  test('cannot approve what the system no longer offers', async () => {
    await ask()
    await offer(at().world, [resource])
    expect((await answer('approve')).json()).toMatchObject({ code: 'AUTH-00001', status: 400 })
    const token = await at().world.organisation(vendor, registerScope)
    await at().world.call(token, 'DELETE', `${registerPath}/${system}`)
    expect((await answer('approve')).json()).toMatchObject({ code: 'AUTH-00011', status: 404 })
  })
})
