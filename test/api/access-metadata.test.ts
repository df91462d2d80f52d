import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ApiWorld } from '../support/api-world.ts'
import {
  kravOgUtlegg,
  regnskapMedSignering,
  skattNaering,
  smallCatalogue,
} from '../support/catalogue.ts'
import { owner } from '../support/fixtures.ts'
import {
  policyForm,
  policyXml,
  registryScope,
  resource,
  resourcePath,
  storyWorld,
} from '../support/story-world.ts'

const base = '/accessmanagement/api/v1/meta/info'
const Named = z.looseObject({ id: z.string(), name: z.string() })
const Package = z.looseObject({ ...Named.shape, urn: z.string(), area: Named })
const nowhere = '5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99'

describe('what everybody may know of access packages and roles', () => {
  let world: ApiWorld
  beforeAll(async () => {
    world = await storyWorld()
  })

  const get = (path: string, language?: string) =>
    world.call(undefined, 'GET', `${base}/${path}`, {
      ...(language !== undefined && { headers: { 'accept-language': language } }),
    })
  const bodyOf = async <Body>(schema: z.ZodType<Body>, path: string, language?: string) =>
    schema.parse((await get(path, language)).json())
  const packageCalled = (urn: string) => bodyOf(Package, `accesspackages/package/urn/${urn}`)

  test('a package is found by its URN, its last part, and that with a colon before it', async () => {
    const whole = await packageCalled(skattNaering)
    expect(whole.urn).toBe(skattNaering)
    expect(await packageCalled('skatt-naering')).toEqual(whole)
    expect(await packageCalled(':skatt-naering')).toEqual(whole)
    expect(await bodyOf(Package, `accesspackages/package/${whole.id}`)).toEqual(whole)
  })

  test('part of a name is the name of no package', async () => {
    expect((await get('accesspackages/package/urn/naering')).statusCode).toBe(404)
    expect((await get('accesspackages/package/urn/-naering')).statusCode).toBe(404)
  })

  test('names are in the language asked for, and in bokmål where we do not have it', async () => {
    const nameIn = async (language: string) =>
      (await bodyOf(Package, 'accesspackages/package/urn/krav-og-utlegg', language)).name
    const said = smallCatalogue.packages.find(({ urn }) => urn === kravOgUtlegg)?.name
    expect(await nameIn('en-GB, nb;q=0.5')).toBe(said?.en)
    expect(await nameIn('nb;q=0.5, nn')).toBe(said?.nn)
    expect(await nameIn('no_nn')).toBe(said?.nn)
    expect(await nameIn('se, en;q=0')).toBe(said?.nb)
    expect(await nameIn('*')).toBe(said?.nb)
  })

  test('every package is in one area of one group, whichever way one comes to it', async () => {
    const seen: string[] = []
    for (const group of await bodyOf(z.array(Named), 'accesspackages/group')) {
      expect(await bodyOf(Named, `accesspackages/group/${group.id}`)).toEqual(group)
      for (const area of await bodyOf(z.array(Named), `accesspackages/group/${group.id}/areas`)) {
        expect(await bodyOf(Named, `accesspackages/area/${area.id}`)).toEqual(area)
        const path = `accesspackages/area/${area.id}/packages`
        seen.push(...(await bodyOf(z.array(Package), path)).map(({ urn }) => urn))
      }
    }
    expect(seen.toSorted()).toEqual(smallCatalogue.packages.map(({ urn }) => urn).toSorted())
    const Tree = z.array(z.object({ areas: z.array(z.object({ packages: z.array(Package) })) }))
    const tree = await bodyOf(Tree, 'accesspackages/export')
    const inTree = tree.flatMap(({ areas }) => areas.flatMap(({ packages }) => packages))
    expect(inTree.map(({ urn }) => urn)).toEqual(seen)
  })

  test('a package is found by words of its name in any language, or by what is in it', async () => {
    const Hits = z.array(z.object({ object: Package }))
    const found = async (query: string) =>
      (await bodyOf(Hits, `accesspackages/search?${query}`)).map(({ object }) => object.urn)
    expect(await found('term=NÆRING%20skatt')).toContain(skattNaering)
    const both = [kravOgUtlegg, regnskapMedSignering]
    expect(await found(`term=${resource}&searchInResources=true`)).toEqual(both)
    expect(await found('resourceProviderCode=SKD')).toEqual(both)
  })

  test('what is not found is nothing at all', async () => {
    const searches = [
      `term=${resource}`,
      'term=naering%20skatt&strict=true',
      'resourceProviderCode=nav',
    ]
    for (const query of searches) {
      const answer = await get(`accesspackages/search?${query}`)
      expect([query, answer.statusCode, answer.body]).toEqual([query, 204, ''])
    }
    expect((await get('accesspackages/search?typeName=ting')).statusCode).toBe(400)
  })

  test('the resources of a package are those whose policy names it now', async () => {
    const resourcesOf = async (urn: string) => {
      const { id } = await packageCalled(urn)
      const answer = await get(`accesspackages/package/${id}/resources`, 'en')
      return answer.statusCode === 204 ? [] : z.array(z.unknown()).parse(answer.json())
    }
    expect(await resourcesOf(kravOgUtlegg)).toEqual([
      {
        refId: resource,
        name: 'Claims and payments',
        description: 'What you owe',
        provider: { refId: owner, code: 'skd', name: 'Skatteetaten' },
        type: { name: 'GenericAccessResource' },
      },
    ])
    expect(await resourcesOf(skattNaering)).toEqual([])
    const token = await world.organisation(owner, registryScope)
    const upload = (xml: string) =>
      world.call(token, 'PUT', `${resourcePath}/${resource}/policy`, policyForm(xml))
    await upload(policyXml.replaceAll('>krav-og-utlegg<', '>Skatt-Naering<'))
    expect(await resourcesOf(kravOgUtlegg)).toEqual([])
    expect(await resourcesOf(skattNaering)).toHaveLength(1)
    await upload(policyXml)
    expect(await resourcesOf(skattNaering)).toEqual([])
    expect(await resourcesOf(kravOgUtlegg)).toHaveLength(1)
  })

  test('a role is known by its codes and its URNs, and gives its packages', async () => {
    const roles = await bodyOf(
      z.array(z.looseObject({ ...Named.shape, code: z.string() })),
      'roles/',
    )
    expect(roles.map(({ code }) => code)).toContain('daglig-leder')
    const { id } = roles.find(({ code }) => code === 'daglig-leder') ?? { id: '' }
    expect(await bodyOf(Named, `roles/${id}`)).toMatchObject({ legacyRoleCode: 'dagl' })
    const urns = async (path: string) =>
      (await bodyOf(z.array(Package), path)).map(({ urn }) => urn)
    const own = await urns(`roles/${id}/packages`)
    expect(own).toContain(skattNaering)
    expect(await urns('roles/packages?role=dagl')).toEqual(own)
    expect(await urns('roles/packages?role=urn:altinn:external-role:ccr:daglig-leder')).toEqual(own)
  })

  test('a role gives some packages at organisations of one form alone', async () => {
    const ofForm = async (form: string) => {
      const answer = await get(`roles/packages?role=forretningsforer&variant=${form}`)
      return answer.statusCode === 204 ? 204 : z.array(Package).parse(answer.json()).length
    }
    expect(await ofForm('BRL')).toBe(1)
    expect(await ofForm('NUF')).toBeGreaterThan(1)
    expect(await ofForm('AS')).toBe(204)
  })

  test('a role opens the resources that name it, and those of its packages where these are asked for', async () => {
    const idsOf = async (query: string) => {
      const answer = await get(`roles/resources?role=${query}`)
      if (answer.statusCode === 204) return []
      return z.array(z.object({ refId: z.string() })).parse(answer.json())
    }
    expect(await idsOf('revisor&includePackageResources=true')).toEqual([])
    expect(await idsOf('daglig-leder&includePackageResources=true')).toMatchObject([
      { refId: resource },
    ])
    const Included = z.array(z.looseObject({ urn: z.string(), resources: z.array(z.unknown()) }))
    const path = 'roles/packages?role=daglig-leder&includeResources=true'
    const included = await bodyOf(Included, path)
    expect(included.find(({ urn }) => urn === kravOgUtlegg)?.resources).toHaveLength(1)
  })

  test.each([
    `accesspackages/group/${nowhere}`,
    `accesspackages/group/${nowhere}/areas`,
    `accesspackages/area/${nowhere}`,
    `accesspackages/area/${nowhere}/packages`,
    `accesspackages/package/${nowhere}`,
    'accesspackages/package/urn/finnes-ikke',
    `accesspackages/package/${nowhere}/resources`,
    `roles/${nowhere}`,
    `roles/${nowhere}/packages`,
    'roles/packages?role=konge',
    'roles/resources?role=konge',
  ])('%s is not there', async (path) => expect((await get(path)).statusCode).toBe(404))
})
