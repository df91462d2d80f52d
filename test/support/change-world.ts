import type { RequestChange } from '../../application/request-change.ts'
import { ChangeId, type Right } from '../../domain/values.ts'
import { kravOgUtlegg, skattNaering } from './catalogue.ts'
import { context, otherResourceId, party, pia, resourceId, vendor } from './fixtures.ts'
import * as story from './world.ts'

export const changeId = (n: number): ChangeId =>
  ChangeId.parse(`0b9c7a52-3f1e-4d8a-8f6e-2a7d5c4b3e${String(n).padStart(2, '0')}`)

const rightTo = (resource: Right['resource']): Right[] => [{ resource }]

/** The story, with a second resource, and a system that is registered with both and with two access packages. */
export async function withWiderSystem(to: story.World = story.world()): Promise<story.World> {
  await story.withResource(to)
  const other = { ...story.theResource, id: otherResourceId }
  await to.createResource(other, context('create the other resource'))
  const xml = story.policyXml.replaceAll(resourceId, otherResourceId)
  await to.uploadPolicy({ ...other, xml }, context('upload the other policy'))
  const content = {
    ...story.theSystem.content,
    rights: [...rightTo(resourceId), ...rightTo(otherResourceId)],
    accessPackages: [kravOgUtlegg, skattNaering],
  }
  await to.registerSystem({ ...story.theSystem, content }, context('register system'))
  return to
}

/** And a system user that holds the first resource and the first package. */
export async function withWiderSystemUser(to: story.World = story.world()) {
  await withWiderSystem(to)
  const request = { ...story.theRequest, accessPackages: [kravOgUtlegg] }
  const requested = await to.requestSystemUser(request, context('request'))
  if (!requested.done) throw new Error(requested.refusal.code)
  const { id } = requested.value
  await to.approveRequest(story.byPia(id), context('approve'))
  return { world: to, systemUser: id }
}

/** Asks to have one thing in place of the other: both the resource and the package. */
export const swap = (systemUser: RequestChange['systemUser'], n = 1): RequestChange => ({
  vendor,
  systemUser,
  change: changeId(n),
  requiredRights: rightTo(otherResourceId),
  foreignRights: [],
  unwantedRights: rightTo(resourceId),
  requiredAccessPackages: [skattNaering],
  unwantedAccessPackages: [kravOgUtlegg],
})

/** Asks for the way back. */
export const swapBack = (systemUser: RequestChange['systemUser'], n = 2): RequestChange => ({
  ...swap(systemUser, n),
  requiredRights: rightTo(resourceId),
  unwantedRights: rightTo(otherResourceId),
  requiredAccessPackages: [kravOgUtlegg],
  unwantedAccessPackages: [skattNaering],
})

/** And the wish to swap. */
export async function withChange(to: story.World = story.world()) {
  const { systemUser } = await withWiderSystemUser(to)
  const requested = await to.requestChange(swap(systemUser), context('request change'))
  if (!requested.done) throw new Error(requested.refusal.code)
  return { world: to, systemUser, change: changeId(1) }
}

export const changeByPia = (n = 1) => ({ party, requestId: changeId(n), person: pia })
