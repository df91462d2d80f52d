import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import type { OrgNo, PersonRef, SystemUserId, SystemUserKind } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import { isAccessManager } from './access-manager.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

export type AnswerRequest = {
  /** As what the request was shown: one of the other kind is not found. */
  readonly kind: SystemUserKind
  readonly party: OrgNo
  readonly requestId: SystemUserId
  readonly person: PersonRef
}

export type NotAccessManager = { readonly code: 'not-access-manager' }
export type RejectRequestRefusal = SystemUserRefusal | NotAccessManager

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systemUsers'>
  readonly views: Views
}

/** The party says no to a request. Saying it again is refused, as the request is decided (AUTH-00013). */
export const rejectRequest =
  ({ aggregates: { systemUsers }, views }: Dependencies) =>
  async (
    { kind, party, requestId, person, reason }: AnswerRequest & { readonly reason?: string },
    context: CommandContext,
  ): Promise<Outcome<true, RejectRequestRefusal>> => {
    if (!(await isAccessManager(views, person, party)))
      return refused({ code: 'not-access-manager' })
    const { decision, position } = await systemUsers.execute(
      requestId,
      {
        type: 'RejectSystemUser',
        kind,
        party,
        ...(reason !== undefined && { reason }),
        at: context.at,
      },
      context,
    )
    if (!decision.accepted) return refused(decision.refusal)
    if (position === undefined) return refused({ code: 'request-already-decided' })
    return done(true, position)
  }
