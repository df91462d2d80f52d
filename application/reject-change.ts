import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import type { Views } from '../projections/views.ts'
import { isAccessManager } from './access-manager.ts'
import type { Aggregates } from './aggregates.ts'
import type { AnswerChange } from './approve-change.ts'
import { targetOfChange } from './changes-at.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'
import type { NotAccessManager } from './reject-request.ts'

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systemUsers' | 'reservations'>
  readonly views: Views
}

/** The party says no to a change, and its system user goes on as it is. Saying it again is refused (AUTH-00013). */
export const rejectChange =
  ({ aggregates, views }: Dependencies) =>
  async (
    { party, requestId: change, person, reason }: AnswerChange & { readonly reason?: string },
    context: CommandContext,
  ): Promise<Outcome<true, SystemUserRefusal | NotAccessManager>> => {
    if (!(await isAccessManager(views, person, party)))
      return refused({ code: 'not-access-manager' })
    const target = await targetOfChange(aggregates, change, context)
    if (target === undefined) return refused({ code: 'request-not-found' })
    const { decision, position } = await aggregates.systemUsers.execute(
      target.id,
      {
        type: 'RejectChange',
        party,
        change,
        ...(reason !== undefined && { reason }),
        at: context.at,
      },
      target.context,
    )
    if (!decision.accepted) return refused(decision.refusal)
    if (position === undefined) return refused({ code: 'request-already-decided' })
    return done(true, position)
  }
