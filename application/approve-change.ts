import type { Difference } from '../domain/system-user/change-events.ts'
import { type Change, changeOf, type Held, needOf } from '../domain/system-user/changes.ts'
import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import type { Asked, SystemUser } from '../domain/system-user/state.ts'
import type {
  AccessPackage,
  ChangeId,
  Instant,
  OrgNo,
  PersonRef,
  ResourceId,
} from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import { isAccessManager } from './access-manager.ts'
import { type PackagesNotDelegable, packagesToDelegate } from './access-packages.ts'
import type { Aggregates } from './aggregates.ts'
import { type ApproveRequestRefusal, stillOffered } from './approve-request.ts'
import { heldBy, isActive, systemUserOfChange, targetOfChange } from './changes-at.ts'
import type { CommandContext } from './command-context.ts'
import { rightsToDelegate } from './delegation-check.ts'
import { done, type Outcome, refused } from './outcome.ts'
import type { PoliciesInForce } from './policies-in-force.ts'
import type { NotAccessManager } from './reject-request.ts'

const attemptsMax = 8

export type AnswerChange = {
  readonly party: OrgNo
  readonly requestId: ChangeId
  readonly person: PersonRef
}

export type ApproveChangeRefusal =
  | SystemUserRefusal
  | NotAccessManager
  | ApproveRequestRefusal
  | { readonly code: 'changed-right-not-delegable'; readonly resource: ResourceId }

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systemUsers' | 'delegations' | 'reservations'>
  readonly views: Views
  readonly policies: PoliciesInForce
}

/**
 * The party says yes to a change: what is missing of what is required is given, what is held of what is unwanted is
 * taken, both by one event. All or nothing: what is missing must still be offered by the system, and be the approver's
 * to give. What is held already needs nobody's power any more.
 *
 * What a change comes to depends on those approved before it. Whoever is overtaken by another works it out anew.
 */
export const approveChange =
  (deps: Dependencies) =>
  async (
    answer: AnswerChange,
    context: CommandContext,
  ): Promise<Outcome<true, ApproveChangeRefusal>> => {
    const { party, requestId: change, person } = answer
    if (!(await isAccessManager(deps.views, person, party)))
      return refused({ code: 'not-access-manager' })
    const target = await targetOfChange(deps.aggregates, change, context)
    if (target === undefined) return refused({ code: 'request-not-found' })
    for (let attempt = 1; ; attempt += 1) {
      const user = await deps.aggregates.systemUsers.read(target.id)
      const worked = await workOut(deps, { answer, user, at: context.at })
      if (!worked.done) return worked
      const { decision, position } = await deps.aggregates.systemUsers.execute(
        target.id,
        { type: 'ApproveChange', party, change, ...worked.value, at: context.at },
        target.context,
      )
      if (decision.accepted)
        return position === undefined
          ? refused({ code: 'request-already-decided' })
          : done(true, position)
      if (decision.refusal.code !== 'change-overtaken' || attempt >= attemptsMax)
        return refused(decision.refusal)
    }
  }

type WorkingOut = {
  readonly answer: AnswerChange
  readonly user: SystemUser
  readonly at: Instant
}
type Worked = { readonly difference: Difference; readonly after: number }

const nothing: Difference = {
  given: { rights: [], accessPackages: [] },
  taken: { resources: [], accessPackages: [] },
}

/** Only a change that waits is worth the work. Any other answers for itself, a repeated approval included. */
async function workOut(
  deps: Dependencies,
  { answer, user, at }: WorkingOut,
): Promise<Outcome<Worked, ApproveChangeRefusal>> {
  const change = waiting(user, answer.requestId, at)
  if (change === undefined || !isActive(user) || user.asked.party !== answer.party)
    return done({ difference: nothing, after: 0 })
  const held = await heldBy(deps.aggregates, user)
  const after = user.changes.applied.length
  const difference = await differenceOf(deps, { answer, asked: user.asked, held, change })
  return difference.done ? done({ difference: difference.value, after }) : difference
}

function waiting(user: SystemUser, id: ChangeId, at: Instant): Change | undefined {
  const change = 'changes' in user ? changeOf(user.changes, id) : undefined
  return change?.status === 'requested' && at < change.expiresAt ? change : undefined
}

type Comparing = {
  readonly answer: AnswerChange
  readonly asked: Asked
  readonly held: Held
  readonly change: Change
}

/** In the contract's order (spec systemuser-api §2.5): what the system offers, then rights, then packages. */
async function differenceOf(
  deps: Dependencies,
  { answer, asked, held, change }: Comparing,
): Promise<Outcome<Difference, ApproveChangeRefusal>> {
  const { missing, taken } = needOf(held, change.wanted)
  const offered = await stillOffered(deps.views, { ...asked, ...missing })
  if (!offered.done) return offered
  if (asked.kind === 'agent')
    return done({ given: { rights: [], accessPackages: offered.value }, taken })
  const { party, person } = answer
  const rights = await rightsToDelegate(deps, { party, person, rights: missing.rights })
  if (!rights.done) {
    const { resource } = rights.refusal
    return refused({ code: 'changed-right-not-delegable', resource })
  }
  const accessPackages = offered.value
  const packages = await packagesToDelegate(deps.views, { party, person, accessPackages })
  if (!packages.done) return packages
  return done({ given: { rights: rights.value, accessPackages: packages.value }, taken })
}

/**
 * What the person could not give if it approved a change that waits: the packages alone, as the contract has it when
 * the change is shown (spec systemuser-api §1.4, C7).
 */
export const packagesOfChange =
  ({ aggregates, views }: Pick<Dependencies, 'aggregates' | 'views'>) =>
  async (
    { party, requestId: change, person }: AnswerChange,
    at: Instant,
  ): Promise<Outcome<readonly AccessPackage[], PackagesNotDelegable>> => {
    const id = await systemUserOfChange(aggregates, change)
    const user = id && (await aggregates.systemUsers.read(id))
    const asked = user && waiting(user, change, at)
    if (!user || !asked || !isActive(user) || user.asked.kind === 'agent') return done([])
    const { accessPackages } = needOf(await heldBy(aggregates, user), asked.wanted).missing
    return packagesToDelegate(views, { party, person, accessPackages })
  }
