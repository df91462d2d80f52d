import type { SystemRegistrationRefusal } from '../domain/system-registration/decide.ts'
import type { OrgNo, SystemId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import { releaseClientIds } from './client-id-reservations.ts'
import { type CommandContext, furtherStep } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'
import { done, type Outcome, refused } from './outcome.ts'

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systems' | 'reservations'>
  readonly deriveId: DeriveId
}

/**
 * Takes a system out of use. From then on no token is issued for its system users and no question about them is
 * answered with yes. Its client ids are released after that, so that they are never two systems' at once; deleting it
 * again releases what a crash kept.
 */
export const deleteSystem =
  ({ aggregates: { systems, reservations }, deriveId }: Dependencies) =>
  async (
    { systemId, vendor }: { readonly systemId: SystemId; readonly vendor: OrgNo },
    context: CommandContext,
  ): Promise<Outcome<true, SystemRegistrationRefusal>> => {
    const { decision, position } = await systems.execute(
      systemId,
      { type: 'DeleteSystem', vendor, at: context.at },
      context,
    )
    if (!decision.accepted) return refused(decision.refusal)
    const system = await systems.read(systemId)
    const listed = system.status === 'absent' ? [] : system.content.clientIds
    await releaseClientIds(
      reservations,
      systemId,
      listed,
      furtherStep(context, deriveId, 'release'),
    )
    if (decision.events.length === 0) return refused({ code: 'system-not-found' })
    return done(true, position)
  }
