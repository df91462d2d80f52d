import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import type { OrgNo, PersonRef, SystemUserId } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import { isAccessManager } from './access-manager.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'
import type { NotAccessManager } from './reject-request.ts'

export type RenameSystemUser = {
  readonly party: OrgNo
  readonly systemUser: SystemUserId
  readonly integrationTitle: string
  readonly person: PersonRef
}

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systemUsers'>
  readonly views: Views
}

/** The party gives its system user another title. It is the one thing that can be changed without asking the vendor. */
export const renameSystemUser =
  ({ aggregates: { systemUsers }, views }: Dependencies) =>
  async (
    { party, systemUser, integrationTitle, person }: RenameSystemUser,
    context: CommandContext,
  ): Promise<Outcome<true, SystemUserRefusal | NotAccessManager>> => {
    if (!(await isAccessManager(views, person, party)))
      return refused({ code: 'not-access-manager' })
    const { decision, position } = await systemUsers.execute(
      systemUser,
      { type: 'RenameSystemUser', party, integrationTitle, at: context.at },
      context,
    )
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }
