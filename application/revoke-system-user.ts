import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import type { OrgNo, PersonRef, SystemUserId, SystemUserKind } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import { isAccessManager } from './access-manager.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'
import type { NotAccessManager } from './reject-request.ts'

export type RevokeSystemUser = {
  /** As what the party was shown it. */
  readonly kind: SystemUserKind
  readonly party: OrgNo
  readonly systemUser: SystemUserId
  readonly person: PersonRef
}

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systemUsers'>
  readonly views: Views
}

/**
 * The party withdraws its power of attorney. One event ends everything that the system user held, so nothing can be
 * left half revoked, and the triple is free for a new request.
 */
export const revokeSystemUser =
  ({ aggregates: { systemUsers }, views }: Dependencies) =>
  async (
    { kind, party, systemUser, person }: RevokeSystemUser,
    context: CommandContext,
  ): Promise<Outcome<true, SystemUserRefusal | NotAccessManager>> => {
    if (!(await isAccessManager(views, person, party)))
      return refused({ code: 'not-access-manager' })
    const { decision, position } = await systemUsers.execute(
      systemUser,
      { type: 'RevokeSystemUser', kind, party, at: context.at },
      context,
    )
    if (!decision.accepted) return refused(decision.refusal)
    if (position === undefined) return refused({ code: 'system-user-not-found' })
    return done(true, position)
  }
