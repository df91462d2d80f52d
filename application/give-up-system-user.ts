import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import type { OrgNo, SystemUserId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

export type GiveUpSystemUser = { readonly vendor: OrgNo; readonly systemUser: SystemUserId }

/**
 * The vendor gives up a system user of one of its systems, beside the contract: a customer that has left need not be
 * asked to do so. It ends as it does when its party withdraws it. Another vendor's is not found.
 */
export const giveUpSystemUser =
  ({ aggregates: { systemUsers } }: { readonly aggregates: Pick<Aggregates, 'systemUsers'> }) =>
  async (
    { vendor, systemUser }: GiveUpSystemUser,
    context: CommandContext,
  ): Promise<Outcome<true, SystemUserRefusal>> => {
    const { decision, position } = await systemUsers.execute(
      systemUser,
      { type: 'GiveUpSystemUser', vendor, at: context.at },
      context,
    )
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }
