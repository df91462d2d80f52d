import { delegationId } from '../domain/delegation/id.ts'
import type { DelegatedRight } from '../domain/delegation/events.ts'
import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import type { Asked } from '../domain/system-user/state.ts'
import type { ResourceId, Right } from '../domain/values.ts'
import { systems } from '../projections/systems.ts'
import { ref, type Views } from '../projections/views.ts'
import { isAccessManager } from './access-manager.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { rightsToDelegate } from './delegation-check.ts'
import { rightsNotOffered } from './offered-rights.ts'
import { done, type Outcome, refused } from './outcome.ts'
import type { PoliciesInForce } from './policies-in-force.ts'
import type { AnswerRequest, NotAccessManager } from './reject-request.ts'

export type ApproveRequestRefusal =
  | SystemUserRefusal
  | NotAccessManager
  | { readonly code: 'system-not-found' }
  | { readonly code: 'rights-not-offered'; readonly rights: readonly Right[] }
  | { readonly code: 'right-not-delegable'; readonly resource: ResourceId }

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systemUsers' | 'delegations'>
  readonly views: Views
  readonly policies: PoliciesInForce
}

/**
 * The party says yes: what was asked for is delegated, and the system user comes into being with the request's id.
 *
 * All or nothing. What was asked for must still be offered by the system, and be the approver's to give. The delegation
 * is written first: without an active system user it gives nothing, so it does no harm where a crash, or another's
 * answer in the meantime, leaves it alone; and it is never taken back, as somebody else's approval may rest on it by
 * then. Of two who approve at once one is told no, and the rights are those that the later of them could give.
 */
export const approveRequest =
  (deps: Dependencies) =>
  async (
    answer: AnswerRequest,
    context: CommandContext,
  ): Promise<Outcome<true, ApproveRequestRefusal>> => {
    const { party, requestId, person } = answer
    if (!(await isAccessManager(deps.views, person, party)))
      return refused({ code: 'not-access-manager' })
    const user = await deps.aggregates.systemUsers.read(requestId)
    if (user.status === 'absent' || user.asked.party !== party)
      return refused({ code: 'request-not-found' })
    // Only a request that waits is worth a delegation. Any other answers for itself, a repeated approval included.
    if (user.status === 'requested' && context.at < user.expiresAt) {
      const rights = await rightsOfApproval(deps, answer, user.asked)
      if (!rights.done) return rights
      await deps.aggregates.delegations.execute(
        delegationId(requestId, party),
        {
          type: 'Grant',
          systemUser: requestId,
          party,
          basis: { type: 'own-party' },
          rights: rights.value,
          accessPackages: user.asked.accessPackages,
          at: context.at,
        },
        context,
      )
    }
    const { decision, position } = await deps.aggregates.systemUsers.execute(
      requestId,
      { type: 'ApproveSystemUser', party, at: context.at },
      context,
    )
    if (!decision.accepted) return refused(decision.refusal)
    if (position === undefined) return refused({ code: 'request-already-decided' })
    return done(true, position)
  }

async function rightsOfApproval(
  deps: Dependencies,
  { party, person }: AnswerRequest,
  asked: Asked,
): Promise<Outcome<DelegatedRight[], ApproveRequestRefusal>> {
  const { documents } = await deps.views.fetch([ref(systems, asked.systemId)])
  const [system] = documents
  if (system === undefined || system.deleted) return refused({ code: 'system-not-found' })
  const notOffered = rightsNotOffered(asked.rights, system.content)
  if (notOffered.length > 0) return refused({ code: 'rights-not-offered', rights: notOffered })
  return rightsToDelegate(deps, { party, person, rights: asked.rights })
}
