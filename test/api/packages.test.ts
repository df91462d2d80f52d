import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { accounting, agentBody, offerPackages } from '../support/agent-story.ts'
import type { ApiWorld } from '../support/api-world.ts'
import {
  kravOgUtlegg,
  maskinportenScopes,
  skattNaering,
  smallCatalogue,
  withCatalogue,
} from '../support/catalogue.ts'
import { owner, party, pia, vendor } from '../support/fixtures.ts'
import {
  authorizePath,
  pdpScope,
  policyForm,
  policyXml,
  question,
  registryScope,
  requestBody,
  requestPath,
  resource,
  resourcePath,
  storyWorld,
  systemUserPath,
  writeScope,
} from '../support/story-world.ts'

const Made = z.object({ id: z.string() })
const partyId = Number(party)
const vendors = `${requestPath}/vendor`
const wanted = (...urns: readonly string[]) => ({
  rights: [],
  accessPackages: urns.map((urn) => ({ urn })),
})

/** The same policy, in which whoever it gives something to is whoever has one package. */
const policyOfPackage = (code: string): string =>
  policyXml
    .replaceAll('urn:altinn:rolecode', 'urn:altinn:accesspackage')
    .replaceAll(
      />(?:dagl|lede|krav-og-utlegg|regnskapsforer-med-signeringsrettighet)</gu,
      `>${code}<`,
    )

describe('access packages', () => {
  let world: ApiWorld
  let writer: string
  let pias: string
  const request = (body: unknown, path = vendors) => world.call(writer, 'POST', path, { body })
  const made = async (body: unknown): Promise<string> => Made.parse((await request(body)).json()).id
  const approve = (id: string) =>
    world.call(pias, 'POST', `${requestPath}/${partyId}/${id}/approve`)
  const decisionOn = async (systemUser: string) => {
    const token = await world.organisation(owner, pdpScope)
    const asked = await world.call(token, 'POST', authorizePath, { body: question(systemUser) })
    return asked.json()
  }

  beforeEach(async () => {
    world = await storyWorld()
    writer = await world.organisation(vendor, writeScope)
    pias = await world.person(pia)
    await offerPackages(world, [kravOgUtlegg, skattNaering, accounting, maskinportenScopes])
  })

  test('are asked for, given by the daily manager, and give what the policy gives them', async () => {
    const asked = await request(requestBody(wanted(kravOgUtlegg)))
    expect(asked.json()).toMatchObject({ rights: [], accessPackages: [{ urn: kravOgUtlegg }] })
    const { id } = Made.parse(asked.json())
    expect(await decisionOn(id)).toMatchObject({ response: [{ decision: 'NotApplicable' }] })
    expect((await approve(id)).body).toBe('true')
    expect(await decisionOn(id)).toMatchObject({
      response: [
        {
          decision: 'Permit',
          status: { statusMessage: expect.stringContaining('krav-og-utlegg') },
        },
      ],
    })
    const detail = await world.call(pias, 'GET', `${systemUserPath}/${partyId}/${id}`)
    expect(detail.json()).toMatchObject({ accessPackages: [{ urn: kravOgUtlegg }], rights: [] })
    const other = await made(requestBody({ ...wanted(skattNaering), externalRef: 'other' }))
    await approve(other)
    expect(await decisionOn(other)).toMatchObject({ response: [{ decision: 'NotApplicable' }] })
  })

  test('named twice are asked for once', async () => {
    const asked = await request(requestBody(wanted(skattNaering, skattNaering)))
    expect(asked.json()).toMatchObject({ accessPackages: [{ urn: skattNaering }] })
  })

  test('that the system does not have are named', async () => {
    const other = 'urn:altinn:accesspackage:toll'
    const refused = await request(requestBody(wanted(skattNaering, other, 'no-urn')))
    expect(refused.json()).toMatchObject({
      code: 'AUTH-00063',
      status: 400,
      NotFoundPackages: `${other}, no-urn`,
    })
  })

  test('for clients are not for a party’s own system user, and those of its own not for agents', async () => {
    const own = await request(requestBody(wanted(skattNaering, accounting)))
    expect(own.json()).toMatchObject({
      code: 'AUTH-00064',
      status: 400,
      NotDelegablePackages: accounting,
    })
    const body = agentBody({ accessPackages: [{ urn: maskinportenScopes }] })
    const agents = await request(body, `${vendors}/agent`)
    expect(agents.json()).toMatchObject({
      code: 'AUTH-00065',
      status: 400,
      NotDelegablePackages: maskinportenScopes,
    })
  })

  test('that are gone from the catalogue cannot be asked for or approved any more', async () => {
    const id = await made(requestBody(wanted(skattNaering)))
    const packages = smallCatalogue.packages.filter(({ urn }) => urn !== skattNaering)
    const roles = smallCatalogue.roles.map((role) => ({
      ...role,
      packages: role.packages.filter(({ accessPackage }) => accessPackage !== skattNaering),
    }))
    await withCatalogue(world.store, { packages, roles }, 'without')
    const gone = { code: 'AUTH-00052', 'Invalid Urn Details : ': `Not found: ${skattNaering}` }
    expect((await approve(id)).json()).toMatchObject(gone)
    const anew = requestBody({ ...wanted(skattNaering), externalRef: 'anew' })
    expect((await request(anew)).json()).toMatchObject(gone)
    expect(await decisionOn(id)).toMatchObject({ response: [{ decision: 'NotApplicable' }] })
  })

  test('that the approver cannot give stop the whole approval', async () => {
    const id = await made(requestBody({ ...wanted(skattNaering), rights: requestBody().rights }))
    const roles = smallCatalogue.roles.map((role) => ({
      ...role,
      packages: role.packages.filter(({ accessPackage }) => accessPackage !== skattNaering),
    }))
    await withCatalogue(world.store, { ...smallCatalogue, roles }, 'not hers')
    expect((await approve(id)).json()).toMatchObject({
      code: 'AUTH-00053',
      status: 400,
      detail: skattNaering,
    })
    expect(await decisionOn(id)).toMatchObject({ response: [{ decision: 'NotApplicable' }] })
  })

  test('lets a right be handed on by whoever can give the package that the policy names', async () => {
    const skatteetaten = await world.organisation(owner, registryScope)
    const upload = (code: string) =>
      world.call(
        skatteetaten,
        'POST',
        `${resourcePath}/${resource}/policy`,
        policyForm(policyOfPackage(code)),
      )
    await upload('eksplisitt')
    const id = await made(requestBody())
    expect((await approve(id)).json()).toMatchObject({
      code: 'AUTH-00068',
      status: 403,
      detail: resource,
    })
    await upload('krav-og-utlegg')
    expect((await approve(id)).body).toBe('true')
    expect(await decisionOn(id)).toMatchObject({ response: [{ decision: 'Permit' }] })
  })
})
