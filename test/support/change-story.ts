import { z } from 'zod'
import type { ApiWorld } from './api-world.ts'
import { kravOgUtlegg, skattNaering } from './catalogue.ts'
import { owner, party, pia, vendor } from './fixtures.ts'
import {
  authorizePath,
  pdpScope,
  policyForm,
  policyXml,
  question,
  registerPath,
  registerScope,
  registryScope,
  requestBody,
  requestPath,
  resource,
  resourceBody,
  resourcePath,
  storyWorld,
  system,
  systemBody,
  writeScope,
} from './story-world.ts'

export const changePath = '/authentication/api/v1/systemuser/changerequest'
export const otherResource = 'ske-skattegrunnlag'
const Made = z.object({ id: z.string() })

export const right = (value: string) => ({
  resource: [{ id: 'urn:altinn:resource', value }],
})

export const correlationId = (n: number): string =>
  `0b9c7a52-3f1e-4d8a-8f6e-2a7d5c4b${String(n).padStart(4, '0')}`

/** Asks to have one thing in place of the other: both the resource and the package. */
export const swapBody = (changes: Readonly<Record<string, unknown>> = {}) => ({
  requiredRights: [right(otherResource)],
  unwantedRights: [right(resource)],
  requiredAccessPackages: [{ urn: skattNaering }],
  unwantedAccessPackages: [{ urn: kravOgUtlegg }],
  ...changes,
})

/** It names the second package where the first resource's policy names the first. */
const otherPolicy = policyXml
  .replaceAll(resource, otherResource)
  .replaceAll('>krav-og-utlegg<', '>skatt-naering<')

/** The story, with a second resource, and a system that asks for both and for two access packages. */
export async function widerWorld(): Promise<ApiWorld> {
  const world = await storyWorld()
  await widen(world)
  return world
}

export async function widen(world: ApiWorld): Promise<void> {
  const skatteetaten = await world.organisation(owner, registryScope)
  const body = resourceBody({ identifier: otherResource })
  await world.call(skatteetaten, 'POST', resourcePath, { body })
  const policy = policyForm(otherPolicy)
  await world.call(skatteetaten, 'POST', `${resourcePath}/${otherResource}/policy`, policy)
  await offer(world, [resource, otherResource])
}

export async function offer(world: ApiWorld, resources: readonly string[]): Promise<void> {
  const body = systemBody({
    rights: resources.map(right),
    accessPackages: [kravOgUtlegg, skattNaering].map((urn) => ({ urn })),
  })
  const token = await world.organisation(vendor, registerScope)
  const { statusCode } = await world.call(token, 'PUT', `${registerPath}/${system}`, { body })
  if (statusCode !== 200) throw new Error(`the system was answered with ${statusCode}`)
}

/** A system user that holds the first resource and the first package. */
export async function holder(world: ApiWorld, externalRef = 'kunde-17'): Promise<string> {
  const body = requestBody({ externalRef, accessPackages: [{ urn: kravOgUtlegg }] })
  const writer = await world.organisation(vendor, writeScope)
  const made = await world.call(writer, 'POST', `${requestPath}/vendor`, { body })
  const { id } = Made.parse(made.json())
  const path = `${requestPath}/${Number(party)}/${id}/approve`
  const approved = await world.call(await world.person(pia), 'POST', path)
  if (approved.body !== 'true') throw new Error(approved.body)
  return id
}

/** Asks for a change as a vendor does. */
export async function askFor(
  world: ApiWorld,
  ids: { readonly systemUser?: string; readonly change?: string },
  body: unknown = swapBody(),
  orgNo: string = vendor,
) {
  const query = new URLSearchParams({
    ...(ids.change !== undefined && { 'correlation-id': ids.change }),
    ...(ids.systemUser !== undefined && { 'system-user-id': ids.systemUser }),
  })
  const writer = await world.organisation(orgNo, writeScope)
  return world.call(writer, 'POST', `${changePath}/vendor?${query.toString()}`, { body })
}

const Decision = z.object({ response: z.tuple([z.object({ decision: z.string() })]) })

/** What the PDP says of reading each of the two resources. */
export async function decisions(world: ApiWorld, systemUser: string): Promise<readonly string[]> {
  const token = await world.organisation(owner, pdpScope)
  const said: string[] = []
  for (const value of [resource, otherResource]) {
    const Resource = [
      {
        Attribute: [
          { AttributeId: 'urn:altinn:resource', Value: value },
          { AttributeId: 'urn:altinn:organization:identifier-no', Value: party },
        ],
      },
    ]
    const body = question(systemUser, { Resource })
    const asked = await world.call(token, 'POST', authorizePath, { body })
    said.push(Decision.parse(asked.json()).response[0].decision)
  }
  return said
}
