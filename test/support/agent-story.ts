import type { ApiWorld } from './api-world.ts'
import { party, vendor } from './fixtures.ts'
import { registerPath, registerScope, storyWorld, system, systemBody } from './story-world.ts'

export const accounting = 'urn:altinn:accesspackage:regnskapsforer-med-signeringsrettighet'
export const auditing = 'urn:altinn:accesspackage:ansvarlig-revisor'

export const agentBody = (changes: Readonly<Record<string, unknown>> = {}) => ({
  externalRef: 'agent-1',
  systemId: system,
  partyOrgNo: party,
  accessPackages: [{ urn: accounting }],
  ...changes,
})

/** The story, with a system that also asks for a package that clients may hand to agents. */
export async function agentWorld(): Promise<ApiWorld> {
  const world = await storyWorld()
  await offerPackages(world, [accounting])
  return world
}

/** The system then asks for these packages. It is hidden, as a system must be that asks for some that are for clients. */
export async function offerPackages(world: ApiWorld, urns: readonly string[]): Promise<void> {
  const token = await world.organisation(vendor, registerScope)
  const body = systemBody({ isVisible: false, accessPackages: urns.map((urn) => ({ urn })) })
  const { statusCode } = await world.call(token, 'PUT', `${registerPath}/${system}`, { body })
  if (statusCode !== 200) throw new Error(`the packages were answered with ${statusCode}`)
}
