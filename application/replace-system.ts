import type { SystemRegistrationRefusal } from '../domain/system-registration/decide.ts'
import type { Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import {
  claimClientIds,
  type ClientIdTaken,
  giveUpClientIds,
  giveUpHeld,
  heldClientIds,
} from './client-id-reservations.ts'
import { type CommandContext, furtherStep } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { examined, type RegisterSystem } from './register-system.ts'
import { systemFindings, type SystemUnfit, unfitFor } from './system-findings.ts'

export type ReplaceSystemRefusal = SystemRegistrationRefusal | ClientIdTaken | SystemUnfit

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systems' | 'reservations'>
  readonly views: Views
  readonly deriveId: DeriveId
}

/**
 * Replaces all that a vendor can change of its system. What existing system users hold is left as it is. New client ids
 * are claimed before, and those left out are given up after, so that each is one system's at any moment. A crash
 * between the two leaves a client id with the system that no longer lists it.
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
    await systems.requireState(systemId, context)
    const unfit = unfitFor(await systemFindings(deps.views, examined({ systemId, content })))
    if (unfit) return refused(unfit)
    const leftOut = before.content.clientIds.filter((id) => !content.clientIds.includes(id))
    const held = await heldClientIds(reservations, systemId, leftOut)
    const outcome = await claimAndReplace(deps, { systemId, vendor, content }, context)
    if (outcome.done)
      await giveUpHeld({ reservations, deriveId: deps.deriveId }, systemId, held, context)
    return outcome
  }

async function claimAndReplace(
  { aggregates: { systems, reservations }, deriveId }: Dependencies,
  { systemId, vendor, content }: RegisterSystem,
  context: CommandContext,
): Promise<Outcome<true, ReplaceSystemRefusal>> {
  const { clientIds } = content
  const claimed = await claimClientIds(reservations, systemId, clientIds, context)
  const outcome = claimed.done
    ? replaced(
        await systems.execute(
          systemId,
          { type: 'ReplaceSystem', vendor, content, at: context.at },
          context,
        ),
      )
    : claimed
  if (!outcome.done) {
    const given = { clientIds, claim: context.commandId }
    const step = furtherStep(context, deriveId, 'give-up-client-ids')
    await giveUpClientIds(reservations, systemId, given, step)
  }
  return outcome
}

type Replacing = Awaited<ReturnType<Aggregates['systems']['execute']>>

const replaced = ({ decision, position }: Replacing): Outcome<true, SystemRegistrationRefusal> =>
  decision.accepted ? done(true, position) : refused(decision.refusal)
