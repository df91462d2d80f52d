import type { SystemRegistrationRefusal } from '../domain/system-registration/decide.ts'
import type { SystemContent } from '../domain/system-registration/events.ts'
import type { OrgNo, ResourceId, SystemId } from '../domain/values.ts'
import { resources } from '../projections/resources.ts'
import { ref, type Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import { claimClientIds, type ClientIdTaken, giveUpClientIds } from './client-id-reservations.ts'
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
 * Puts a system into the register; answers its internal id. The client ids are claimed first: a reservation with no
 * system behind it does no harm, two systems with one client id would. What was claimed for nothing is given up. What a
 * crash leaves claimed is taken over by the next attempt to register the same system, by this command or another.
 */
export const registerSystem =
  ({ aggregates: { systems, reservations }, views, deriveId }: Dependencies) =>
  async (
    { systemId, vendor, content }: RegisterSystem,
    context: CommandContext,
  ): Promise<Outcome<string, RegisterSystemRefusal>> => {
    if (!systemId.startsWith(vendor)) return refused({ code: 'system-id-of-another-vendor' })
    const internalId = deriveId(context.commandId, 'system')
    const register = (): Promise<Registering> =>
      systems.execute(
        systemId,
        { type: 'RegisterSystem', systemId, internalId, vendor, content, at: context.at },
        context,
      )
    // An id that is in use answers for itself, a repeated command included; nothing need be claimed to know it.
    if ((await systems.read(systemId)).status !== 'absent')
      return registered(internalId, await register())
    const unfit = await unfitResources(views, content)
    if (unfit) return refused(unfit)

    const { clientIds } = content
    const claimed = await claimClientIds(reservations, systemId, clientIds, context)
    const outcome = claimed.done ? registered(internalId, await register()) : claimed
    if (!outcome.done) {
      const given = { clientIds, claim: context.commandId }
      const step = furtherStep(context, deriveId, 'give-up-client-ids')
      await giveUpClientIds(reservations, systemId, given, step)
    }
    return outcome
  }

type Registering = Awaited<ReturnType<Aggregates['systems']['execute']>>

const registered = (
  internalId: string,
  { decision, position }: Registering,
): Outcome<string, SystemRegistrationRefusal> =>
  decision.accepted ? done(internalId, position) : refused(decision.refusal)

/** Types of resources that a system user cannot be given (spec systemuser-api §2.1, VLD-17). */
const typesNotDelegable: ReadonlySet<string> = new Set([
  'MaskinportenSchema',
  'Altinn2Service',
  'Consent',
])

export async function unfitResources(
  views: Views,
  { rights }: Pick<SystemContent, 'rights'>,
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
