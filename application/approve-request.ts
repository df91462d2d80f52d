import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import { type Asked, hasLapsed } from '../domain/system-user/state.ts'
import type { AccessPackage, Right } from '../domain/values.ts'
import { systems } from '../projections/systems.ts'
import { ref, type Views } from '../projections/views.ts'
import {
  packagesAskedFor,
  type PackagesNotDelegable,
  type PackagesRefused,
} from './access-packages.ts'
import { isAccessManager } from './access-manager.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import type { RightNotDelegable } from './delegation-check.ts'
import { grantOwnParty } from './grant-own-party.ts'
import { rightsNotOffered } from './offered-rights.ts'
import { done, type Outcome, refused } from './outcome.ts'
import type { PoliciesInForce } from './policies-in-force.ts'
import type { AnswerRequest, NotAccessManager } from './reject-request.ts'

export type ApproveRequestRefusal =
  | SystemUserRefusal
  | NotAccessManager
  | { readonly code: 'system-not-found' }
  | { readonly code: 'rights-not-offered'; readonly rights: readonly Right[] }
  | RightNotDelegable
  | PackagesRefused
  | PackagesNotDelegable

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
 *
 * An agent is given nothing of its own party's: its access packages say what its clients may hand to it, one by one.
 */
export const approveRequest =
  (deps: Dependencies) =>
  async (
    answer: AnswerRequest,
    context: CommandContext,
  ): Promise<Outcome<true, ApproveRequestRefusal>> => {
    const { kind, party, requestId, person } = answer
    if (!(await isAccessManager(deps.views, person, party)))
      return refused({ code: 'not-access-manager' })
    const user = await deps.aggregates.systemUsers.read(requestId)
    // Only a request that waits is worth a delegation. Any other answers for itself, a repeated approval included.
    const isWaiting = user.status === 'requested' && !hasLapsed(user, context.at)
    if (isWaiting && user.asked.party === party && user.asked.kind === kind) {
      await deps.aggregates.systemUsers.requireState(requestId, context)
      const granted = await grantWhatWasAsked(deps, { answer, asked: user.asked }, context)
      if (!granted.done) return granted
    }
    const { decision, position } = await deps.aggregates.systemUsers.execute(
      requestId,
      { type: 'ApproveSystemUser', kind, party, at: context.at },
      context,
    )
    if (!decision.accepted) return refused(decision.refusal)
    if (position === undefined) return refused({ code: 'request-already-decided' })
    return done(true, position)
  }

type Wanted = Pick<Asked, 'kind' | 'systemId'> & {
  readonly rights: readonly Right[]
  readonly accessPackages: readonly AccessPackage[]
}

type Granting = { readonly answer: AnswerRequest; readonly asked: Asked }

/** In the contract's order (spec systemuser-api §2.4, 4–6): still offered, and then the approver's to give. */
async function grantWhatWasAsked(
  deps: Dependencies,
  { answer, asked }: Granting,
  context: CommandContext,
): Promise<Outcome<true, ApproveRequestRefusal>> {
  const offered = await stillOffered(deps.views, asked)
  if (!offered.done) return offered
  if (asked.kind === 'agent') return done(true)
  const { party, requestId: systemUser, person } = answer
  const given = { rights: asked.rights, accessPackages: offered.value }
  return grantOwnParty(deps, { systemUser, party, person, ...given }, context)
}

/** The access packages asked for, each once, if the system still offers them and the rights beside them. */
export async function stillOffered(
  views: Views,
  asked: Wanted,
): Promise<Outcome<AccessPackage[], ApproveRequestRefusal>> {
  const { documents } = await views.fetch([ref(systems, asked.systemId)])
  const [system] = documents
  if (system === undefined || system.deleted) return refused({ code: 'system-not-found' })
  const lost = rightsNotOffered(asked.rights, system.content)
  if (lost.length > 0) return refused({ code: 'rights-not-offered', rights: lost })
  return packagesAskedFor(views, asked, system.content)
}
