import { beforeAll, describe, expect, test } from 'vitest'
import type { ApiWorld } from '../support/api-world.ts'
import { owner } from '../support/fixtures.ts'
import {
  registryScope,
  resource,
  resourceBody,
  resourcePath,
  scopeReferences,
  storyWorld,
} from '../support/story-world.ts'

let world: ApiWorld
let token: string
let made = 0
beforeAll(async () => {
  world = await storyWorld()
  token = await world.organisation(owner, registryScope)
})

const create = (changes: Readonly<Record<string, unknown>>) =>
  world.call(token, 'POST', resourcePath, {
    body: resourceBody({ identifier: `resource-${(made += 1)}`, ...changes }),
  })
const read = async (changes: Readonly<Record<string, unknown>>) => {
  const answer = await create(changes)
  expect(answer.statusCode).toBe(201)
  return (await world.call(undefined, 'GET', String(answer.headers['location']))).json()
}

describe('a member of a resource', () => {
  test.each<[member: string, value: unknown]>([
    ['ResourceReferences', 'x'],
    ['ResourceReferences', [{ referenceSource: 'Altinn9', reference: 'x' }]],
    ['ResourceReferences', [{ referenceType: 'MaskinportenScopes', reference: 'x' }]],
    ['ContactPoints', 'x'],
    ['ContactPoints', [{ email: 7 }]],
    ['Keywords', ['krav']],
    ['Spatial', 'everywhere'],
    ['Produces', [7]],
    ['ThematicAreas', { a: 'b' }],
    ['AvailableForType', ['Anybody']],
    ['AuthorizationReference', [{ id: 'urn:altinn:resource' }]],
    ['SelfIdentifiedUserEnabled', 'yes'],
    ['EnterpriseUserEnabled', 1],
    ['IsOneTimeConsent', 'false'],
    ['ConsentText', 'x'],
    ['ConsentMetadata', { link: true }],
    ['Homepage', {}],
    ['Status', 3],
    ['HasCompetentAuthority', { organization: owner, orgcode: 7 }],
    ['HasCompetentAuthority', { organization: owner, name: 'Skatteetaten' }],
    ['ResourceType', 'Nothing'],
    ['ResourceType', 5],
  ])('%s is of the model’s type, and not %j', async (member, value) => {
    const name = `${member.slice(0, 1).toLowerCase()}${member.slice(1)}`
    for (const written of [name, member]) {
      const answer = await create({ [name]: undefined, [written]: value })
      expect(answer.statusCode).toBe(400)
      expect(answer.json()).toMatchObject({ errors: { [member]: [expect.any(String)] } })
    }
  })

  test('is read as the contract writes it, in whatever case it came', async () => {
    const body = {
      resourceType: 'brokerservice',
      Version: '1.0',
      status: null,
      AVAILABLEFORTYPE: ['company', 'PrivatePerson'],
      ResourceReferences: [{ ReferenceSource: 'altinn3', Reference: 'x', ReferenceType: null }],
      contactPoints: [{ Category: 'Hjelp' }],
      consentMetadata: { link: { Optional: true } },
      selfIdentifiedUserEnabled: true,
    }
    expect(await read(body)).toMatchObject({
      resourceType: 'BrokerService',
      version: '1.0',
      availableForType: ['Company', 'PrivatePerson'],
      resourceReferences: [{ referenceSource: 'Altinn3', reference: 'x' }],
      contactPoints: [{ category: 'Hjelp' }],
      consentMetadata: { link: { optional: true } },
      selfIdentifiedUserEnabled: true,
      isOneTimeConsent: false,
    })
    expect(await read(body)).not.toHaveProperty('status')
  })

  test('that the model does not have is kept as it came', async () => {
    expect(await read({ eget: { felt: [1, null] } })).toMatchObject({ eget: { felt: [1, null] } })
  })
})

test('a scheme of Maskinporten names its scope', async () => {
  const scheme = { resourceType: 'MaskinportenSchema' }
  const uri = [{ referenceSource: 'Default', reference: 'https://x.example', referenceType: 'Uri' }]
  for (const resourceReferences of [undefined, [], uri])
    expect((await create({ ...scheme, resourceReferences })).json()).toMatchObject({
      status: 400,
      errors: { ResourceReferences: [expect.any(String)] },
    })
  expect((await create({ ...scheme, resourceReferences: scopeReferences })).statusCode).toBe(201)
})

describe('the identifier of a resource', () => {
  test.each(['search', 'resourcelist', 'export', 'updated', 'changes', 'orgs', 'bysubjects'])(
    'is not %s, where something else is read',
    async (identifier) => {
      expect((await create({ identifier })).json()).toMatchObject({
        status: 400,
        errors: { Identifier: [expect.any(String)] },
      })
    },
  )

  test('of an app begins with the code of whose it is', async () => {
    const app = { resourceType: 'AltinnApp' }
    expect((await create({ ...app, identifier: 'app_skd_skjema' })).statusCode).toBe(201)
    for (const identifier of ['app_nav_skjema', 'app_skd2_skjema'])
      expect((await create({ ...app, identifier })).statusCode).toBe(403)
    const nameless = { hasCompetentAuthority: { organization: owner } }
    const own = { ...app, ...nameless, identifier: 'app_skd_annet' }
    expect((await create(own)).statusCode).toBe(403)
  })
})

test('a resource is not sent again to who has it', async () => {
  const { headers } = await create({ identifier: 'kjent' })
  const url = String(headers['location'])
  const get = (tag: string) =>
    world.call(undefined, 'GET', url, { headers: { 'if-none-match': tag } })
  const first = await world.call(undefined, 'GET', url)
  const etag = String(first.headers['etag'])
  for (const held of [etag, `W/${etag}`, `"1", ${etag}`, '*']) {
    const again = await get(held)
    expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', etag])
  }
  const body = resourceBody({ identifier: 'kjent', homepage: 'https://x.example' })
  expect((await world.call(token, 'PUT', url, { body })).statusCode).toBe(200)
  for (const other of [etag, '"x"', '']) expect((await get(other)).statusCode).toBe(200)
  const none = { headers: { 'if-none-match': '*' } }
  const unknown = await world.call(undefined, 'GET', `${resourcePath}/no-such`, none)
  expect(unknown.statusCode).toBe(404)
})

test.each([
  'Search?resourceType=&title=',
  'updated?since=&limit=&token=',
  'changes?limit=&token=',
  `${resource}?versionId=`,
])('a parameter without a value is none: %s', async (path) => {
  const all = await world.call(undefined, 'GET', `${resourcePath}/${path.split('?', 1).join('')}`)
  const blank = await world.call(undefined, 'GET', `${resourcePath}/${path}`)
  expect(blank.statusCode).toBe(200)
  expect(blank.body).toBe(all.body)
})
