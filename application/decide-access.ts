import type { Answer } from '../domain/decision/answer.ts'
import { decide } from '../domain/decision/decide.ts'
import type { Facts, PolicyInForce } from '../domain/decision/facts.ts'
import type { Question } from '../domain/decision/question.ts'
import { delegationId } from '../domain/delegation/id.ts'
import type { ResourceId, SystemId } from '../domain/values.ts'
import { type GrantView, grants } from '../projections/grants.ts'
import { liveSystems } from '../projections/live-systems.ts'
import { currentPolicies } from '../projections/policies.ts'
import type { Position } from '../projections/recorded.ts'
import { type SystemUserView, systemUsers } from '../projections/system-users.ts'
import { ref, type Views } from '../projections/views.ts'
import type { PoliciesInForce } from './policies-in-force.ts'
import { recentMap } from '../projections/recent-map.ts'

export type Decided = {
  readonly answer: Answer
  /** The place in the log that the answer was given from. */
  readonly position: Position
  readonly policyVersion?: number
}

export type DecideAccess = (question: Question, atLeast?: Position) => Promise<Decided>

type Dependencies = { readonly views: Views; readonly policies: PoliciesInForce }

const systemsRememberedMax = 200_000

/**
 * Answers a question from one position of the log, in one round trip: the system user, its system, its grant for the
 * party and the version of the policy are fetched together; the policy itself is in memory by its version.
 *
 * To which system a system user belongs never changes, so it is remembered; the first question about a system user asks
 * twice.
 *
 * @throws {ViewsNotReady} {ViewsBehind} when there is nothing fresh enough to answer from. Never a Permit instead.
 */
export function decideAccess({ views, policies }: Dependencies): DecideAccess {
  const systemOf = recentMap<SystemId>(systemsRememberedMax)
  const answer: DecideAccess = async (question, atLeast) => {
    const { systemUser: id, party, resource } = question
    const systemId = systemOf.get(id)
    const { position, documents } = await views.fetch(
      [
        ref(systemUsers, id),
        ref(grants, delegationId(id, party)),
        ref(currentPolicies, resource),
        ref(liveSystems, systemId ?? unknownSystem),
      ],
      atLeast,
    )
    const [user, grant, current, system] = documents
    if (user !== undefined && systemId === undefined) {
      systemOf.set(id, user.systemId)
      return answer(question, position)
    }
    const policy = current && (await policyOf(policies, resource, current.version))
    const facts = factsOf({ user, grant, policy, systemIsLive: system !== undefined })
    const decided = { answer: decide(question, facts), position }
    return policy ? { ...decided, policyVersion: policy.version } : decided
  }
  return answer
}

/** No system has it, as an id begins with a number. */
const unknownSystem = 'unknown'

const policyOf = (
  policies: PoliciesInForce,
  resource: ResourceId,
  version: number,
): PolicyInForce | Promise<PolicyInForce> =>
  policies.recall(resource, version) ?? policies.get(resource, version)

function factsOf(found: {
  readonly user: SystemUserView | undefined
  readonly grant: GrantView | undefined
  readonly policy: PolicyInForce | undefined
  readonly systemIsLive: boolean
}): Facts {
  const { user, grant, policy, systemIsLive } = found
  return {
    ...(user && { systemUser: user }),
    ...(grant && { grant }),
    ...(policy && { policy }),
    systemIsLive,
  }
}
