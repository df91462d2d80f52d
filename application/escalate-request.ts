import { rolesOf } from '../domain/party/held-roles.ts'
import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import type { Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { partyAt } from './party-at.ts'
import type { AnswerRequest } from './reject-request.ts'

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systemUsers'>
  readonly views: Views
}

/** Somebody with a role at the party, who may not answer the request, passes it on to those who may. */
export const escalateRequest =
  ({ aggregates: { systemUsers }, views }: Dependencies) =>
  async (
    { kind, party, requestId, person }: AnswerRequest,
    context: CommandContext,
  ): Promise<Outcome<true, SystemUserRefusal>> => {
    const known = await partyAt(views, party)
    const roles = known ? rolesOf(known.roles, person) : []
    if (roles.length === 0) return refused({ code: 'request-not-found' })
    const { decision, position } = await systemUsers.execute(
      requestId,
      { type: 'EscalateRequest', kind, party, at: context.at },
      context,
    )
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }
