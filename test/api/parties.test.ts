import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aggregates } from '../../application/aggregates.ts'
import { organisationForms } from '../../domain/party/forms.ts'
import { OrgNo } from '../../domain/values.ts'
import { type ApiWorld, apiWorld, piasUserId } from '../support/api-world.ts'
import { context, ola, otherParty, party, pia } from '../support/fixtures.ts'
import { registerSays, uuidOf } from '../support/client-world.ts'
import { differences, shapes } from '../support/shape.ts'

const base = '/authorization/api/v1'
const branch = OrgNo.parse('315000002')
const olasUserId = 20_000_002

describe('the parties of a user', () => {
  let world: ApiWorld
  beforeAll(async () => {
    world = await apiWorld()
    const by = context('branch')
    const known = { orgNo: branch, uuid: uuidOf(branch), name: 'Verksted', form: 'BEDR' }
    await aggregates(world.store).parties.execute(
      branch,
      { type: 'RecordParty', ...known, parent: party, roles: [], at: by.at },
      by,
    )
  })

  const askedBy = async (who: string, userId: number, path: string) => {
    const token = await world.person(who, { 'urn:altinn:userid': userId })
    return world.call(token, 'GET', `${base}/${path}`)
  }
  const pias = (path: string) => askedBy(pia, piasUserId, path)

  test('stand with their sub-units, in the shape that was recorded', async () => {
    const found = (await pias(`parties?userId=${piasUserId}`)).json()
    expect(found).toMatchObject([
      {
        partyId: Number(party),
        orgNumber: party,
        ssn: null,
        childParties: [{ orgNumber: branch, childParties: null }],
      },
    ])
    const shape = shapes.find(({ route, status }) => route === `${base}/parties` && status === 200)
    expect(shape && differences(found, shape, [])).toEqual([])
  })

  test.each([
    [party, pia, piasUserId, true],
    [branch, pia, piasUserId, true],
    [branch, ola, olasUserId, true],
    [otherParty, pia, piasUserId, false],
    ['999999999', pia, piasUserId, false],
  ])('validate %s for %s', async (orgNo, who, userId, isTheirs) => {
    const path = `parties/${Number(orgNo)}/validate?USERID=${userId}`
    expect((await askedBy(who, userId, path)).body).toBe(String(isTheirs))
  })

  test('are no longer theirs when the role has ended', async () => {
    const here = `parties/${Number(otherParty)}/validate?userId=${olasUserId}`
    const leader = { role: 'daglig-leder', holder: { type: 'person', person: ola } } as const
    await registerSays(world, otherParty, [leader])
    expect((await askedBy(ola, olasUserId, here)).body).toBe('true')
    await registerSays(world, otherParty, [{ ...leader, role: 'no-such-role' }])
    expect((await askedBy(ola, olasUserId, here)).body).toBe('false')
  })

  test('have the roles by which policies name them', async () => {
    const path = (orgNo: string) =>
      `roles?coveredByUserId=${piasUserId}&offeredByPartyId=${Number(orgNo)}`
    expect((await pias(path(branch))).json()).toContainEqual({ type: 'altinn', value: 'dagl' })
    expect((await pias(path(otherParty))).json()).toEqual([])
  })

  test.each([
    ['parties', 404],
    ['parties?userId=0', 404],
    ['parties?userId=Pia', 400],
    [`parties?userId=${olasUserId}`, 403],
    [`parties/${Number(party)}/validate`, 404],
    [`parties/0/validate?userId=${piasUserId}`, 404],
    [`parties/${Number(party)}/validate?userId=${olasUserId}`, 403],
    [`parties/x/validate?userId=${piasUserId}`, 400],
    [`roles?coveredByUserId=${olasUserId}&offeredByPartyId=${Number(party)}`, 403],
    [`roles?coveredByUserId=${piasUserId}`, 404],
    [`roles?coveredByUserId=${piasUserId}&offeredByPartyId=999999999999`, 200],
  ])('are told to nobody else: %s', async (path, status) => {
    expect((await pias(path)).statusCode).toBe(status)
  })
})

describe('the legal forms', () => {
  const Forms = z.array(z.object({ id: z.uuid(), name: z.string(), description: z.string() }))
  const path = '/accessmanagement/api/v1/meta/types/organization/subtypes'

  test('are told to everybody, each once, in the language that is asked for', async () => {
    const world = await apiWorld()
    const inLanguage = async (language: string) =>
      Forms.parse(
        (
          await world.call(undefined, 'GET', path, { headers: { 'accept-language': language } })
        ).json(),
      )
    const [nb, en] = [await inLanguage('nb'), await inLanguage('en')]
    expect(new Set(nb.map(({ id }) => id)).size).toBe(organisationForms.length)
    expect(new Set(nb.map(({ name }) => name)).size).toBe(organisationForms.length)
    expect(nb).toContainEqual(expect.objectContaining({ name: 'AS', description: 'Aksjeselskap' }))
    expect(en.map(({ id }) => id)).toEqual(nb.map(({ id }) => id))
    expect(en.find(({ name }) => name === 'AS')?.description).toBe('Private limited company')
  })
})
