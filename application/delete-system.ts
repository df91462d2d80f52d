import type { SystemRegistrationRefusal } from '../domain/system-registration/decide.ts'
import type { OrgNo, SystemId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import { giveUpHeld, heldClientIds } from './client-id-reservations.ts'
import type { CommandContext } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'
import { done, type Outcome, refused } from './outcome.ts'

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systems' | 'reservations'>
  readonly deriveId: DeriveId
}

/**
 * Takes a system out of use. From then on no token is issued for its system users and no question about them is
 * answered with yes. Its client ids are given up after that, so that they are never two systems' at once; deleting it
 * again gives up what a crash kept.
 */
export const deleteSystem =
  ({ aggregates: { systems, reservations }, deriveId }: Dependencies) =>
  async (
    { systemId, vendor }: { readonly systemId: SystemId; readonly vendor: OrgNo },
    context: CommandContext,
  ): Promise<Outcome<true, SystemRegistrationRefusal>> => {
    const { decision, state, position } = await systems.execute(
      systemId,
      { type: 'DeleteSystem', vendor, at: context.at },
      context,
    )
    if (!decision.accepted) return refused(decision.refusal)
    const listed = state.status === 'absent' ? [] : state.content.clientIds
    const held = await heldClientIds(reservations, systemId, listed)
    await giveUpHeld({ reservations, deriveId }, systemId, held, context)
    return position === undefined ? refused({ code: 'system-not-found' }) : done(true, position)
  }
