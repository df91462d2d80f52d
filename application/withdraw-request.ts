import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import type { OrgNo, SystemUserId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

export type WithdrawRequest = { readonly vendor: OrgNo; readonly requestId: SystemUserId }

/** The vendor takes back its own request; the triple is free for a new one. Another's request is not found. */
export const withdrawRequest =
  ({ aggregates: { systemUsers } }: { readonly aggregates: Pick<Aggregates, 'systemUsers'> }) =>
  async (
    { vendor, requestId }: WithdrawRequest,
    context: CommandContext,
  ): Promise<Outcome<true, SystemUserRefusal>> => {
    const { decision, position } = await systemUsers.execute(
      requestId,
      { type: 'WithdrawRequest', vendor, at: context.at },
      context,
    )
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }
