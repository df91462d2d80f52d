import type { SystemRegistrationRefusal } from '../domain/system-registration/decide.ts'
import type { ClientId, SystemId } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import { type ClientIdTaken, releaseClientIds, reserveClientIds } from './client-id-reservations.ts'
import { type CommandContext, furtherStep } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { type RegisterSystem, type UnfitResources, unfitResources } from './register-system.ts'

export type ReplaceSystemRefusal = SystemRegistrationRefusal | ClientIdTaken | UnfitResources

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systems' | 'reservations'>
  readonly views: Views
  readonly deriveId: DeriveId
}

/**
 * Replaces all that a vendor can change of its system. What existing system users hold is left as it is. New client ids
 * are reserved before, and those given up are released after, so that each is one system's at any moment.
 */
export const replaceSystem =
  (deps: Dependencies) =>
  async (
    { systemId, vendor, content }: RegisterSystem,
    context: CommandContext,
  ): Promise<Outcome<true, ReplaceSystemRefusal>> => {
    const { systems, reservations } = deps.aggregates
    const before = await systems.read(systemId)
    if (before.status === 'absent' || before.vendor !== vendor)
      return refused({ code: 'system-not-found' })
    if (before.status === 'deleted') return refused({ code: 'system-deleted' })
    const unfit = await unfitResources(deps.views, content)
    if (unfit) return refused(unfit)
    const reserved = await reserveClientIds(reservations, systemId, content.clientIds, context)
    if (!reserved.done) return reserved

    const { decision, position } = await systems.execute(
      systemId,
      { type: 'ReplaceSystem', vendor, content, at: context.at },
      context,
    )
    await releaseUnlisted(deps, systemId, [...before.content.clientIds, ...reserved.value], context)
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }

/** Releases those that the system, as it is now, does not list. */
async function releaseUnlisted(
  { aggregates: { systems, reservations }, deriveId }: Dependencies,
  systemId: SystemId,
  clientIds: readonly ClientId[],
  context: CommandContext,
): Promise<void> {
  const now = await systems.read(systemId)
  const listed = now.status === 'registered' ? now.content.clientIds : []
  const unlisted = clientIds.filter((clientId) => !listed.includes(clientId))
  const releasing = furtherStep(context, deriveId, 'release')
  await releaseClientIds(reservations, systemId, unlisted, releasing)
}
