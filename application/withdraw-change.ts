import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import type { ChangeId, OrgNo } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import { targetOfChange } from './changes-at.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

export type WithdrawChange = { readonly vendor: OrgNo; readonly requestId: ChangeId }

/** The vendor takes back its own wish for a change, as long as it is not granted. Another's is not found. */
export const withdrawChange =
  ({ aggregates }: { readonly aggregates: Pick<Aggregates, 'systemUsers' | 'reservations'> }) =>
  async (
    { vendor, requestId: change }: WithdrawChange,
    context: CommandContext,
  ): Promise<Outcome<true, SystemUserRefusal>> => {
    const target = await targetOfChange(aggregates, change, context)
    if (target === undefined) return refused({ code: 'request-not-found' })
    const { decision, position } = await aggregates.systemUsers.execute(
      target.id,
      { type: 'WithdrawChange', vendor, change, at: context.at },
      target.context,
    )
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }
