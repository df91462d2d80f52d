import { describe, expect, test } from 'vitest'
import { aggregates } from '../../application/aggregates.ts'
import { expireRequests } from '../../application/expire-requests.ts'
import { Instant } from '../../domain/values.ts'
import { kravOgUtlegg, skattNaering } from '../support/catalogue.ts'
import { change, changeDesk, notFound, own, vendorsChanges } from '../support/change-desk.ts'
import {
  correlationId,
  decisions,
  offer,
  otherResource,
  right,
  swapBody,
} from '../support/change-story.ts'
import { deriveId } from '../support/derive-id.ts'
import { party, pia, vendor } from '../support/fixtures.ts'
import {
  client,
  lookUpScope,
  readScope,
  requestPath,
  resource,
  system,
  systemUserPath,
} from '../support/story-world.ts'

const { answer, ask, at, byPia, read, take } = changeDesk()
const dayMs = 86_400_000

describe('a change', () => {
  test('is asked for once, read by the vendor, and told where to be confirmed', async () => {
    const asked = await ask(swapBody({ redirectUrl: 'https://smartcloud.example/kvittering?s=1' }))
    expect(asked.statusCode).toBe(201)
    expect(asked.headers['location']).toBe(`http://127.0.0.1:5100${vendorsChanges}/${change}`)
    expect(asked.headers['consistency-token']).toEqual(expect.any(String))
    expect(asked.json()).toEqual({
      id: change,
      externalRef: 'kunde-17',
      systemId: system,
      systemUserId: at().systemUser,
      partyOrgNo: party,
      ...swapBody(),
      status: 'New',
      redirectUrl: 'https://smartcloud.example/kvittering?s=1',
      confirmUrl: `http://127.0.0.1:5100/accessmanagement/ui/systemuser/changerequest?id=${change}&DONTCHOOSEREPORTEE=true`,
      created: '2026-03-02T08:00:00.000Z',
      timedOut: false,
    })
    expect((await read(change)).json()).toEqual(asked.json())
    expect((await read(`byexternalref/${system}/${party}/kunde-17`)).json()).toEqual(asked.json())
    for (const body of [swapBody(), { unwantedRights: [right(otherResource)] }]) {
      const again = await ask(body)
      expect([again.statusCode, again.json()]).toEqual([200, asked.json()])
    }
  })

  test('that is approved is at once in the detail, the PDP and the look-up, and told to the vendor', async () => {
    await ask()
    const lookUp = async () =>
      at().world.call(
        await at().world.organisation(vendor, lookUpScope),
        'GET',
        `${systemUserPath}/byExternalId?clientId=${client}&systemProviderOrgNo=${vendor}&systemUserOwnerOrgNo=${party}&externalRef=kunde-17`,
      )
    const detail = async () =>
      (
        await at().world.call(
          await at().world.person(pia),
          'GET',
          `${systemUserPath}/${own}/${at().systemUser}`,
        )
      ).json()
    const listed = async () =>
      (
        await at().world.call(await at().world.person(pia), 'GET', `${systemUserPath}/${own}`)
      ).json()
    const before = (await lookUp()).json()
    expect(await decisions(at().world, at().systemUser)).toEqual(['Permit', 'NotApplicable'])
    expect(await detail()).toMatchObject({
      rights: [right(resource)],
      accessPackages: [{ urn: kravOgUtlegg }],
    })
    const approved = await answer('approve')
    expect([approved.statusCode, approved.body]).toEqual([200, 'true'])
    expect(approved.headers['consistency-token']).toEqual(expect.any(String))
    expect(await decisions(at().world, at().systemUser)).toEqual(['NotApplicable', 'Permit'])
    expect(await detail()).toMatchObject({
      rights: [right(otherResource)],
      accessPackages: [{ urn: skattNaering }],
    })
    expect(await listed()).toMatchObject([{ accessPackages: [{ urn: skattNaering }] }])
    expect((await lookUp()).json()).toEqual(before)
    expect((await read(change)).json()).toMatchObject({ status: 'Accepted', timedOut: false })
    expect((await ask()).json()).toMatchObject({ status: 'Accepted' })
    for (const verb of ['approve', 'reject'])
      expect((await answer(verb)).json()).toMatchObject({ code: 'AUTH-00013', status: 409 })
  })

  test('leaves the request as it was asked for', async () => {
    const request = async () =>
      (
        await at().world.call(
          await at().world.organisation(vendor, readScope),
          'GET',
          `${requestPath}/vendor/${at().systemUser}`,
        )
      ).json()
    const before = await request()
    await ask()
    await answer('approve')
    expect(await request()).toEqual(before)
  })

  test('ends with all that it gave when the party withdraws its power of attorney', async () => {
    await ask()
    await answer('approve')
    await offer(at().world, [resource])
    const pias = await at().world.person(pia)
    const path = `${systemUserPath}/${own}/${at().systemUser}`
    expect((await at().world.call(pias, 'DELETE', path)).statusCode).toBe(202)
    expect(await decisions(at().world, at().systemUser)).toEqual(['NotApplicable', 'NotApplicable'])
  })

  test('that is rejected changes nothing, and says why', async () => {
    await ask()
    const no = await byPia('POST', `/${own}/${change}/reject`, { reason: 'Ikke nå.' })
    expect([no.statusCode, no.body]).toEqual([200, 'true'])
    expect((await read(change)).json()).toMatchObject({
      status: 'Rejected',
      rejectReason: 'Ikke nå.',
    })
    expect(await decisions(at().world, at().systemUser)).toEqual(['Permit', 'NotApplicable'])
    expect((await answer('reject')).json()).toMatchObject({ code: 'AUTH-00013', status: 409 })
  })

  test('that is taken back is gone for everybody, and its id is used', async () => {
    await ask()
    const gone = await take(change)
    expect([gone.statusCode, gone.body]).toEqual([202, ''])
    expect((await read(change)).json()).toMatchObject(notFound)
    for (const verb of ['approve', 'reject'])
      expect((await answer(verb)).json()).toMatchObject(notFound)
    for (const path of [`/${own}/${change}`, `/${change}`])
      expect((await byPia('GET', path)).json()).toMatchObject(notFound)
    expect((await ask()).json()).toMatchObject({ code: 'AUTH-00061', status: 409 })
    expect((await ask(swapBody(), correlationId(2))).statusCode).toBe(201)
    await answer('approve', correlationId(2))
    expect((await take(correlationId(2))).json()).toMatchObject({ code: 'AUTH-00013' })
  })

  test.each([
    ['before', async () => 0],
    ['after', () => expire()],
  ])('is timed out and cannot be answered, %s that is recorded', async (_, record) => {
    await ask()
    at().world.clock += 180 * dayMs - 1
    const pending = () => byPia('GET', `/${own}/${party}/pending`)
    expect((await pending()).json()).toMatchObject([{ id: change, timedOut: false }])
    at().world.clock += 1
    await record()
    expect((await pending()).json()).toEqual([])
    expect((await byPia('GET', `/${own}/${change}`)).json()).toMatchObject({
      status: 'New',
      timedOut: true,
    })
    for (const verb of ['approve', 'reject'])
      expect((await answer(verb)).json()).toMatchObject({ code: 'AUTH-00013', status: 409 })
  })
})

const expire = () => {
  const deps = { views: at().world.views, deriveId, aggregates: aggregates(at().world.store) }
  return expireRequests(deps)(Instant.parse(new Date(at().world.clock).toISOString()))
}
