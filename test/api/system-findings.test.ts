import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { accounting } from '../support/agent-story.ts'
import type { ApiWorld } from '../support/api-world.ts'
import { eksplisitt, noPackage, skattNaering } from '../support/catalogue.ts'
import { otherVendor, owner, vendor } from '../support/fixtures.ts'
import {
  client,
  registerPath,
  registerScope,
  registryScope,
  resource,
  resourceBody,
  resourcePath,
  scopeReferences,
  storyWorld,
  system,
  systemBody,
} from '../support/story-world.ts'

const Errors = z.object({
  validationErrors: z.array(z.looseObject({ code: z.string(), paths: z.array(z.string()) })),
})
const packages = (...urns: readonly string[]) => urns.map((urn) => ({ urn }))
const rightTo = (value: string) => ({ resource: [{ id: 'urn:altinn:resource', value }] })

describe('a system with which something is wrong', () => {
  let world: ApiWorld
  let token: string
  const own = `${registerPath}/${system}`
  const put = (path: string, body: unknown) => world.call(token, 'PUT', `${own}${path}`, { body })
  const post = (body: unknown) => world.call(token, 'POST', registerPath, { body })
  type Given = Awaited<ReturnType<typeof post>>
  const codes = (given: Given): readonly string[] =>
    Errors.parse(given.json()).validationErrors.map(({ code }) => code.slice(-2))

  beforeEach(async () => {
    world = await storyWorld()
    token = await world.organisation(vendor, registerScope)
    const skatteetaten = await world.organisation(owner, registryScope)
    const scheme = resourceBody({
      identifier: 'a-scope',
      resourceType: 'MaskinportenSchema',
      resourceReferences: scopeReferences,
    })
    await world.call(skatteetaten, 'POST', resourcePath, { body: scheme })
  })

  test('is told all of it at once, in the order of the contract', async () => {
    const before = world.log.length
    const one = rightTo('a-scope')
    const refused = await post(
      systemBody({
        rights: [rightTo('none'), one, one, { resource: [{ id: 'urn:altinn:org', value: 'skd' }] }],
        accessPackages: packages(noPackage, accounting, accounting),
        clientId: [client, client],
        allowedRedirectUrls: ['http://plain.example/'],
      }),
    )
    expect(refused.statusCode).toBe(400)
    const all = ['02', '09', '03', '17', '06', '08', '07', '18', '11', '05']
    expect(codes(refused)).toEqual(all)
    expect(world.log).toHaveLength(before)
  })

  test('is told of an id in use beside a client id that is taken', async () => {
    const another = await world.organisation(otherVendor, registerScope)
    const id = `${otherVendor}_other`
    const others = { id, vendor: { ID: `0192:${otherVendor}` }, clientId: ['theirs'] }
    await world.call(another, 'POST', registerPath, { body: systemBody(others) })
    expect(codes(await post(systemBody({ clientId: ['theirs'] })))).toEqual(['02', '04'])
    expect(codes(await put('', systemBody({ clientId: ['theirs'] })))).toEqual(['04'])
  })

  test('is told of packages by what is the matter with each', async () => {
    const refused = await put(
      '/accesspackages',
      packages('skatt', noPackage, eksplisitt, skattNaering),
    )
    expect(refused.json()).toMatchObject({
      validationErrors: [
        {
          code: 'AUTH.VLD-00008',
          paths: ['/registersystemrequest/accesspackages'],
          'Invalid Urn Details : ': `Invalid format: skatt | Not found: ${noPackage} | Not possible to delegate: ${eksplisitt}`,
        },
      ],
    })
  })

  test('cannot be chosen by people while a package is for clients alone', async () => {
    const accountants = packages(accounting)
    expect(codes(await put('/accesspackages', accountants))).toEqual(['18'])
    expect(codes(await put('', systemBody({ accessPackages: accountants })))).toEqual(['18'])
    const hidden = systemBody({ isVisible: false, accessPackages: accountants })
    expect((await put('', hidden)).statusCode).toBe(200)
    expect((await put('/accesspackages', accountants)).statusCode).toBe(200)
  })

  test('is told of resources that cannot be handed on', async () => {
    const refused = await put('/rights', [rightTo('a-scope'), rightTo(resource)])
    expect(refused.json()).toMatchObject({
      validationErrors: [
        {
          code: 'AUTH.VLD-00017',
          paths: ['/registersystemrequest/rights/resource'],
          'ResourceIds Not Delegable : ': 'a-scope',
        },
      ],
    })
  })
})

describe('whoever keeps the register', () => {
  const adminScope = 'altinn:authentication/systemregister.admin'

  test('does for any vendor what the vendor can do', async () => {
    const world = await storyWorld()
    const admin = await world.organisation(owner, adminScope)
    const own = `${registerPath}/${system}`
    const body = systemBody({ name: { nb: 'A', nn: 'B', en: 'C' } })
    expect((await world.call(admin, 'PUT', own, { body })).statusCode).toBe(200)
    const other = systemBody({ id: `${vendor}_second`, clientId: ['second'] })
    expect((await world.call(admin, 'POST', registerPath, { body: other })).statusCode).toBe(200)
    const rights = [rightTo(resource)]
    expect((await world.call(admin, 'PUT', `${own}/rights`, { body: rights })).statusCode).toBe(200)
    expect((await world.call(admin, 'DELETE', own)).json()).toEqual({ succeeded: true })
    const changes = await world.call(admin, 'GET', `${own}/changelog`)
    expect(changes.json()).toMatchObject([
      { changeType: 'delete', changedByOrgNumber: owner },
      { changeType: 'update', changedByOrgNumber: owner },
      { changeType: 'create', changedByOrgNumber: vendor },
    ])
  })

  test('is known by the whole of the scope', async () => {
    const world = await storyWorld()
    const almost = await world.organisation(owner, registerScope, `${adminScope}istrator`)
    const own = `${registerPath}/${system}`
    expect((await world.call(almost, 'DELETE', own)).statusCode).toBe(403)
    const nobody = systemBody({ vendor: { ID: '0192:skatteetaten' } })
    const admin = await world.organisation(owner, adminScope)
    expect((await world.call(admin, 'POST', registerPath, { body: nobody })).statusCode).toBe(403)
  })
})
