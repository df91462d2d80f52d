import type { SystemRegistrationRefusal } from '../domain/system-registration/decide.ts'
import type { SystemContent } from '../domain/system-registration/events.ts'
import type { OrgNo, ResourceId, SystemId } from '../domain/values.ts'
import { resources } from '../projections/resources.ts'
import { ref, type Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import { type ClientIdTaken, releaseClientIds, reserveClientIds } from './client-id-reservations.ts'
import { type CommandContext, furtherStep } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'
import { done, type Outcome, refused } from './outcome.ts'

export type RegisterSystem = {
  readonly systemId: SystemId
  readonly vendor: OrgNo
  readonly content: SystemContent
}

export type UnfitResources =
  | { readonly code: 'resources-not-found'; readonly resources: readonly ResourceId[] }
  | { readonly code: 'resources-not-delegable'; readonly resources: readonly ResourceId[] }

export type RegisterSystemRefusal = SystemRegistrationRefusal | ClientIdTaken | UnfitResources

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systems' | 'reservations'>
  readonly views: Views
  readonly deriveId: DeriveId
}

/**
 * Puts a system into the register; answers its internal id. The client ids are reserved first: a reservation with no
 * system behind it does no harm, two systems with one client id would. What was reserved for nothing is released.
 */
export const registerSystem =
  ({ aggregates: { systems, reservations }, views, deriveId }: Dependencies) =>
  async (
    { systemId, vendor, content }: RegisterSystem,
    context: CommandContext,
  ): Promise<Outcome<string, RegisterSystemRefusal>> => {
    if (!systemId.startsWith(vendor)) return refused({ code: 'system-id-of-another-vendor' })
    const unfit = await unfitResources(views, content)
    if (unfit) return refused(unfit)
    const reserved = await reserveClientIds(reservations, systemId, content.clientIds, context)
    if (!reserved.done) return reserved

    const internalId = deriveId(context.commandId, 'system')
    const { decision, position } = await systems.execute(
      systemId,
      { type: 'RegisterSystem', systemId, internalId, vendor, content, at: context.at },
      context,
    )
    if (decision.accepted) return done(internalId, position)
    // The system is another's work by now: what it lists stays reserved for it.
    const registered = await systems.read(systemId)
    const listed = registered.status === 'registered' ? registered.content.clientIds : []
    const unused = reserved.value.filter((clientId) => !listed.includes(clientId))
    const releasing = furtherStep(context, deriveId, 'release')
    await releaseClientIds(reservations, systemId, unused, releasing)
    return refused(decision.refusal)
  }

/** Types of resources that a system user cannot be given (spec systemuser-api §2.1, VLD-17). */
const typesNotDelegable: ReadonlySet<string> = new Set([
  'MaskinportenSchema',
  'Altinn2Service',
  'Consent',
])

export async function unfitResources(
  views: Views,
  { rights }: SystemContent,
): Promise<UnfitResources | undefined> {
  const ids = rights.map((right) => right.resource)
  const { documents } = await views.fetch(ids.map((id) => ref(resources, id)))
  const missing = ids.filter((_, i) => documents[i] === undefined)
  if (missing.length > 0) return { code: 'resources-not-found', resources: missing }
  const undelegable = ids.filter((_, i) => {
    const content = documents[i]?.content
    return !content?.delegable || typesNotDelegable.has(content.resourceType)
  })
  if (undelegable.length > 0) return { code: 'resources-not-delegable', resources: undelegable }
  return undefined
}
