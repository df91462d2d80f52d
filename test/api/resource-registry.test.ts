import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ApiWorld } from '../support/api-world.ts'
import { otherOwner, owner } from '../support/fixtures.ts'
import {
  policyForm,
  policyXml,
  registryScope,
  resource,
  resourceBody,
  resourcePath,
  storyWorld,
} from '../support/story-world.ts'

const adminScope = 'altinn:resourceregistry/resource.admin'
const Resource = z.looseObject({ identifier: z.string(), versionId: z.int() })
const Feed = z.object({
  links: z.object({ next: z.string().optional() }),
  data: z.array(z.record(z.string(), z.unknown())),
})

let world: ApiWorld
let token: string
beforeEach(async () => {
  world = await storyWorld()
  token = await world.organisation(owner, registryScope)
})

const one = `${resourcePath}/${resource}`
const get = (path: string) => world.call(undefined, 'GET', path)
const put = (changes: Readonly<Record<string, unknown>>, by = token) =>
  world.call(by, 'PUT', one, { body: resourceBody(changes) })
const upload = (xml: string, id = resource) =>
  world.call(token, 'PUT', `${resourcePath}/${id}/policy`, policyForm(xml))
const titled = (nb: string) => ({ title: { nb, nn: nb, en: nb } })

test('a policy that is out of the order of the schema is refused, with the place', async () => {
  const late = policyXml
    .replace('<xacml:Target/>', '')
    .replace('</xacml:Policy>', '<xacml:Target/></xacml:Policy>')
  const answer = await upload(late)
  expect(answer.statusCode).toBe(400)
  expect(answer.body).toMatch(/<Rule> on line \d+ stands in <Policy> where there must be <Target>/u)
  expect((await upload(policyXml)).statusCode).toBeLessThan(300)
})

describe('a resource', () => {
  test('goes by access lists, or by none; a word that is neither is refused', async () => {
    for (const mode of ['Enabled', 'enabled', 'Disabled', null])
      expect((await put({ AccessListMode: mode })).statusCode).toBe(200)
    for (const mode of ['open', 1]) {
      const refused = await put({ AccessListMode: mode })
      expect(refused.statusCode).toBe(400)
      expect(refused.json()).toMatchObject({ errors: { AccessListMode: [expect.any(String)] } })
    }
    await put({ accessListMode: 'enabled' })
    expect((await get(one)).json()).toMatchObject({ accessListMode: 'Enabled' })
  })

  test('is kept in every version, and read in the last one', async () => {
    const versionAt = async (query = '') => Resource.parse((await get(`${one}${query}`)).json())
    expect(await versionAt()).toMatchObject({ versionId: 1, title: { nb: 'Krav og betalinger' } })
    expect((await put(titled('Krav'))).statusCode).toBe(200)
    expect(await versionAt()).toMatchObject({ versionId: 2, title: { nb: 'Krav' } })
    expect(await versionAt('?versionId=1')).toMatchObject({
      versionId: 1,
      title: { nb: 'Krav og betalinger' },
    })
    expect((await get(`${one}?versionId=3`)).statusCode).toBe(404)
    expect((await get(`${one}?versionId=x`)).statusCode).toBe(400)
  })

  test('counts its versions itself, whatever its owner writes', async () => {
    await put({ ...titled('Krav'), VersionId: 700 })
    expect((await get(one)).json()).toMatchObject({ versionId: 2, title: { nb: 'Krav' } })
    expect((await get(one)).body).not.toContain('700')
  })

  test('is not taken over by who names itself as its authority', async () => {
    const other = await world.organisation(otherOwner, registryScope)
    const before = world.log.length
    const taken = await put({ hasCompetentAuthority: { organization: otherOwner } }, other)
    expect(taken.statusCode).toBe(403)
    expect((await world.call(other, 'DELETE', one)).statusCode).toBe(403)
    expect(world.log).toHaveLength(before)
  })

  test('is kept by an administrator for its owner', async () => {
    const admin = await world.organisation(otherOwner, adminScope)
    expect((await put(titled('Krav'), admin)).statusCode).toBe(200)
    expect((await world.call(admin, 'DELETE', one)).statusCode).toBe(204)
    expect((await get(one)).statusCode).toBe(404)
  })

  test('that was deleted is nowhere, and its id stays its owner’s', async () => {
    expect((await world.call(token, 'DELETE', one)).statusCode).toBe(204)
    expect((await world.call(token, 'DELETE', one)).statusCode).toBe(404)
    for (const path of [one, `${one}/policy`, `${one}/policy/rights`, `${one}/policy/subjects`])
      expect([path, (await get(path)).statusCode]).toEqual([path, 404])
    expect((await get(`${resourcePath}/resourcelist`)).json()).toEqual([])
    const other = await world.organisation(otherOwner, registryScope)
    const theirs = resourceBody({
      hasCompetentAuthority: { organization: otherOwner, orgcode: 'nav' },
    })
    const taken = await world.call(other, 'POST', resourcePath, { body: theirs })
    expect(taken.statusCode).toBe(409)
    const again = await world.call(token, 'POST', resourcePath, { body: resourceBody() })
    expect(again.statusCode).toBe(201)
    expect(Resource.parse((await get(one)).json()).versionId).toBe(2)
    expect((await get(`${one}/policy`)).statusCode).toBe(404)
  })

  test('is not under the short code of another service owner', async () => {
    const other = await world.organisation(otherOwner, registryScope)
    const ours = (orgcode: string) =>
      resourceBody({
        identifier: 'en-annens',
        hasCompetentAuthority: { organization: otherOwner, orgcode, name: { nb: 'Annen' } },
      })
    const create = (orgcode: string) =>
      world.call(other, 'POST', resourcePath, { body: ours(orgcode) })
    expect((await create('SKD')).statusCode).toBe(403)
    expect((await create('annen')).statusCode).toBe(201)
    const moved = await world.call(other, 'PUT', `${resourcePath}/en-annens`, { body: ours('skd') })
    expect(moved.statusCode).toBe(403)
    expect((await get(`${resourcePath}/orgs`)).json()).toEqual({
      orgs: {
        annen: { name: { nb: 'Annen' }, orgnr: otherOwner, environments: [] },
        skd: { name: { nb: 'Skatteetaten' }, orgnr: owner, environments: [] },
      },
    })
  })
})

describe('resources', () => {
  const create = (identifier: string, changes: Readonly<Record<string, unknown>>) =>
    world.call(token, 'POST', resourcePath, { body: resourceBody({ identifier, ...changes }) })
  const found = async (query: string) =>
    z
      .array(Resource)
      .parse((await get(`${resourcePath}/${query}`)).json())
      .map(({ identifier }) => identifier)

  test('are found by what stands in them, each place by itself', async () => {
    await create('mva-melding', {
      ...titled('Mva-melding'),
      resourceType: 'Systemresource',
      keywords: [{ word: 'avgift', language: 'nb' }],
      resourceReferences: [
        { referenceSource: 'Altinn2', reference: '4655/1', referenceType: 'ServiceCode' },
      ],
    })
    for (const query of [
      'id=MVA',
      'title=mva',
      'resourceType=systemresource',
      'keyword=avgift',
      'reference=4655',
      'id=m&keyword=avg',
    ])
      expect([query, await found(`Search?${query}`)]).toEqual([query, ['mva-melding']])
    expect(await found('search?keyword=avgift&title=krav')).toEqual([])
    expect(await found('Search?description=skylder&orgCode=SKD')).toHaveLength(2)
    expect(await found(`Search?organizationId=${otherOwner}`)).toEqual([])
    expect(await found('Search?orgCode=sk')).toEqual([])
  })

  test('are all listed, apps only where they are asked for', async () => {
    await create('app_skd_skjema', { resourceType: 'AltinnApp' })
    await create('app_skd_gammel', { resourceType: 'MigratedApp' })
    expect(await found('resourcelist')).toEqual(['app_skd_skjema', resource])
    expect(await found('resourcelist?includeApps=false')).toEqual([resource])
    expect(await found('resourcelist?includeMigratedApps=TRUE')).toHaveLength(3)
  })

  test('are found by whom their policies name, whatever the case, and only while they do', async () => {
    const bySubjects = (...subjects: readonly string[]) =>
      world.call(undefined, 'POST', `${resourcePath}/bysubjects`, { body: subjects })
    const answer = await bySubjects('urn:altinn:rolecode:DAGL', 'urn:altinn:rolecode:nobody', 'x')
    const role = { type: 'urn:altinn:rolecode', value: 'dagl', urn: 'urn:altinn:rolecode:dagl' }
    const urn = `urn:altinn:resource:${resource}`
    expect(answer.json()).toEqual({
      links: {},
      data: [{ subject: role, resources: [{ type: 'urn:altinn:resource', value: resource, urn }] }],
    })
    await upload(policyXml.replaceAll('>dagl<', '>best<'))
    expect((await bySubjects('urn:altinn:rolecode:dagl')).statusCode).toBe(404)
    await world.call(token, 'DELETE', one)
    expect((await bySubjects('urn:altinn:rolecode:best')).statusCode).toBe(404)
  })
})

describe('a policy', () => {
  const ofOrg = policyXml
    .replaceAll('"urn:altinn:accesspackage"', '"urn:altinn:org"')
    .replaceAll('"urn:altinn:rolecode"', '"urn:altinn:org"')

  test('says whom it names, and what it gives to whom', async () => {
    const subjects = Feed.parse((await get(`${one}/policy/subjects?reloadFromXacml=true`)).json())
    expect(subjects.data.map(({ urn }) => urn)).toEqual([
      'urn:altinn:accesspackage:krav-og-utlegg',
      'urn:altinn:rolecode:dagl',
      'urn:altinn:rolecode:lede',
      'urn:altinn:accesspackage:regnskapsforer-med-signeringsrettighet',
    ])
    const rules = z.array(z.unknown()).parse((await get(`${one}/policy/rules`)).json())
    expect(rules).toHaveLength(8)
    expect(rules[1]).toEqual({
      subject: [{ type: 'urn:altinn:rolecode', value: 'dagl' }],
      resource: [{ type: 'urn:altinn:resource', value: resource }],
      action: { type: 'urn:oasis:names:tc:xacml:1.0:action:action-id', value: 'read' },
    })
  })

  test('shows the rights of service owners only to who asks for them', async () => {
    const path = `/resourceregistry/api/v2/resource/${resource}/policy/rights`
    const rights = async (query = '') =>
      z
        .array(z.looseObject({ key: z.string(), name: z.string() }))
        .parse((await get(`${path}${query}`)).json())
    expect(await rights()).toMatchObject([
      { name: 'read', key: expect.stringMatching(/^01[0-9a-f]{64}$/u) },
      { name: 'write' },
    ])
    await upload(ofOrg)
    expect(await rights()).toEqual([])
    expect(await rights('?includeServiceOwnerRights=true')).toHaveLength(2)
  })
})

describe('a feed of the registry', () => {
  const pages = async (path: string, seen: string[] = []) => {
    const rows: Record<string, unknown>[] = []
    for (let next: string | undefined = path; next !== undefined;) {
      const page = Feed.parse((await get(next)).json())
      rows.push(...page.data)
      if (page.links.next !== undefined) seen.push(page.links.next)
      const url = page.links.next && new URL(page.links.next)
      next = url ? `${url.pathname}${url.search}` : undefined
    }
    return rows
  }

  test('of subjects tells every one that came or went, once, in the order of the log', async () => {
    await upload(policyXml.replaceAll('>lede<', '>best<'))
    const rows = await pages(`${resourcePath}/updated?limit=2`)
    expect(rows.map(({ subjectUrn, deleted }) => [subjectUrn, deleted])).toEqual([
      ['urn:altinn:accesspackage:krav-og-utlegg', false],
      ['urn:altinn:rolecode:dagl', false],
      ['urn:altinn:accesspackage:regnskapsforer-med-signeringsrettighet', false],
      ['urn:altinn:rolecode:lede', true],
      ['urn:altinn:rolecode:best', false],
    ])
    expect(rows[0]).toMatchObject({
      resourceUrn: `urn:altinn:resource:${resource}`,
      updatedAt: '2026-03-02T08:00:00+00:00',
    })
  })

  test('of subjects goes on where its last page ended', async () => {
    const links: string[] = []
    await pages(`${resourcePath}/updated`, links)
    const url = new URL(links.at(-1) ?? expect.fail('no link'))
    const more = `${url.pathname}${url.search}`
    expect(await pages(more)).toEqual([])
    world.clock += 60_000
    token = await world.maskinporten.sign({
      consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${owner}` },
      client_id: 'a-client',
      scope: registryScope,
      iat: Math.floor(world.clock / 1000),
      exp: Math.floor(world.clock / 1000) + 100,
    })
    await world.call(token, 'DELETE', one)
    const gone = await pages(more)
    expect(gone.map(({ deleted }) => deleted)).toEqual([true, true, true, true])
    const since = encodeURIComponent('2026-03-02T09:01:00+01:00')
    expect(await pages(`${resourcePath}/updated?since=${since}`)).toEqual(gone)
    expect(await pages(`${resourcePath}/updated?since=2026-03-02T08:01:00.001Z`)).toEqual([])
  })

  test('of resources tells those that ever had a policy, when they last changed', async () => {
    const body = resourceBody({ identifier: 'uten-policy' })
    await world.call(token, 'POST', resourcePath, { body })
    const links: string[] = []
    const rows = await pages(`${resourcePath}/changes?limit=1`, links)
    expect(rows).toEqual([{ resourceId: resource, changedAt: '2026-03-02T08:00:00+00:00' }])
    const url = new URL(links.at(-1) ?? expect.fail('no link'))
    await put(titled('Krav'))
    expect(await pages(`${url.pathname}${url.search}`)).toMatchObject([{ resourceId: resource }])
    expect(await pages(`${resourcePath}/changes`)).toHaveLength(1)
  })
})
