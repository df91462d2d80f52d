import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { oldAppRight } from '../../api/contracts/rights.ts'
import { ResourceId } from '../../domain/values.ts'
import type { ApiWorld } from '../support/api-world.ts'
import { ola, otherVendor, vendor } from '../support/fixtures.ts'
import {
  registerPath,
  registerScope,
  resource,
  storyWorld,
  system,
  systemBody,
} from '../support/story-world.ts'

const catalogue = '/authentication/api/v1/systemregister'
const own = `${registerPath}/${system}`
const Changes = z.array(
  z.object({
    changeType: z.string(),
    changedByOrgNumber: z.string(),
    changedData: z.unknown().optional(),
    clientId: z.string().optional(),
    created: z.string(),
  }),
)

describe('the system register', () => {
  let world: ApiWorld
  let token: string
  const ids = async (): Promise<readonly string[]> => {
    const listed = await world.call(await world.person(ola), 'GET', catalogue)
    return z
      .array(z.object({ systemId: z.string() }))
      .parse(listed.json())
      .map(({ systemId }) => systemId)
  }
  const seenBy = async (place: string) =>
    world.call(await world.person(ola), 'GET', `${catalogue}/${system}${place}`)

  beforeEach(async () => {
    world = await storyWorld()
    token = await world.organisation(vendor, registerScope)
  })

  test('shows people a system while it is visible', async () => {
    expect(await ids()).toEqual([system])
    await world.call(token, 'PUT', own, { body: systemBody({ isVisible: false }) })
    expect(await ids()).toEqual([])
    await world.call(token, 'PUT', own, { body: systemBody() })
    expect(await ids()).toEqual([system])
    await world.call(token, 'DELETE', own)
    expect(await ids()).toEqual([])
  })

  test.each([
    [
      'hidden',
      async () => world.call(token, 'PUT', own, { body: systemBody({ isVisible: false }) }),
    ],
    ['deleted', async () => world.call(token, 'DELETE', own)],
  ])('answers for a %s system as for none', async (_, away) => {
    await away()
    expect((await seenBy('')).statusCode).toBe(404)
    expect((await seenBy('/rights')).json()).toEqual([])
    expect((await seenBy('/accesspackages')).json()).toEqual([])
  })

  test('shows rights in the old form to who asks for it, which only those of apps have', async () => {
    const answer = await seenBy('/rights?useOldFormatForApp=true')
    expect(answer.json()).toMatchObject([{ resource: [{ value: resource }] }])
    expect((await seenBy('/rights?useOldFormatForApp=perhaps')).statusCode).toBe(400)
    expect(oldAppRight({ resource: ResourceId.parse('app_ttd_et_skjema') }).resource).toEqual([
      { id: 'urn:altinn:org', value: 'ttd' },
      { id: 'urn:altinn:app', value: 'et_skjema' },
    ])
  })

  test('tells its vendor what was changed, the newest first, by whose token', async () => {
    const body = [{ action: 'read', resource: [{ id: 'urn:altinn:resource', value: resource }] }]
    await world.call(token, 'PUT', `${own}/rights`, { body })
    await world.call(token, 'PUT', `${own}/accesspackages`, {
      body: [{ urn: 'urn:altinn:accesspackage:skatt-naering' }],
    })
    await world.call(token, 'PUT', own, { body: systemBody({ isVisible: false }) })
    await world.call(token, 'DELETE', own)
    const changes = Changes.parse((await world.call(token, 'GET', `${own}/changelog`)).json())
    expect(changes.map(({ changeType }) => changeType)).toEqual([
      'delete',
      'update',
      'accesspackageupdate',
      'rightsupdate',
      'create',
    ])
    expect(changes[3]?.changedData).toEqual([
      { Action: 'read', Resource: [{ id: 'urn:altinn:resource', value: resource }] },
    ])
    expect(changes[1]?.changedData).toMatchObject({ Id: system, IsVisible: false })
    expect(changes[0]?.changedData).toBeUndefined()
    expect(new Set(changes.map(({ changedByOrgNumber }) => changedByOrgNumber))).toEqual(
      new Set([vendor]),
    )
    for (const { created } of changes)
      expect(created).toMatch(/^\d{4}-.*(?<!0)\+00:00$|:00\+00:00$/u)
  })

  test('takes a change of the rights by themselves once, and leaves all else as it was', async () => {
    const before = (await world.call(token, 'GET', own)).json<Record<string, unknown>>()
    for (let times = 0; times < 2; times += 1)
      expect((await world.call(token, 'PUT', `${own}/rights`, { body: [] })).json()).toEqual({
        succeeded: true,
      })
    expect((await world.call(token, 'GET', own)).json()).toEqual({ ...before, rights: [] })
    const changes = Changes.parse((await world.call(token, 'GET', `${own}/changelog`)).json())
    expect(changes).toHaveLength(2)
  })

  test.each(['rights', 'accesspackages'])('refuses new %s for what is gone', async (what) => {
    const none = await world.call(token, 'PUT', `${registerPath}/${vendor}_none/${what}`, {
      body: [],
    })
    expect([none.statusCode, none.body]).toEqual([404, `System with ID ${vendor}_none not found.`])
    await world.call(token, 'DELETE', own)
    const gone = await world.call(token, 'PUT', `${own}/${what}`, { body: [] })
    expect([gone.statusCode, gone.body]).toEqual([400, 'Cannot update a system marked as deleted.'])
  })

  test("takes rights to resources alone, and from the system's own vendor", async () => {
    const body = [{ resource: [{ id: 'urn:altinn:org', value: 'skd' }] }]
    const refused = await world.call(token, 'PUT', `${own}/rights`, { body })
    expect(refused.json()).toMatchObject({
      status: 400,
      validationErrors: [{ code: 'AUTH.VLD-00009', 'Invalid Resource Id Details : ': 'skd' }],
    })
    const other = await world.organisation(otherVendor, registerScope)
    expect((await world.call(other, 'PUT', `${own}/rights`, { body: [] })).statusCode).toBe(403)
    const rights = (await world.call(token, 'GET', own)).json<{ rights: unknown[] }>()
    expect(rights.rights).toHaveLength(1)
  })
})
