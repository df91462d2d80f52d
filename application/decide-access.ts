import type { Answer } from '../domain/decision/answer.ts'
import { decide } from '../domain/decision/decide.ts'
import type { Facts } from '../domain/decision/facts.ts'
import type { Question } from '../domain/decision/question.ts'
import { delegationId } from '../domain/delegation/id.ts'
import type { SystemId } from '../domain/values.ts'
import { grants } from '../projections/grants.ts'
import { liveSystems } from '../projections/live-systems.ts'
import { currentPolicies } from '../projections/policies.ts'
import type { Position } from '../projections/recorded.ts'
import { systemUsers } from '../projections/system-users.ts'
import { ref, type Views } from '../projections/views.ts'
import { onceFor } from './once-for.ts'
import type { PoliciesInForce } from './policies-in-force.ts'
import { recentMap } from '../projections/recent-map.ts'

export type Decided = {
  readonly answer: Answer
  /** The place in the log that the answer was given from. */
  readonly position: Position
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
  const refsOf = onceFor(refsFor)
  const decideAgain = decideOnce()
  const answer: DecideAccess = async (question, atLeast) => {
    const { systemUser: id, resource } = question
    const systemId = systemOf.get(id)
    const { position, documents } = await views.fetch(refsOf(question, systemId), atLeast)
    const [systemUser, grant, current, system] = documents
    if (systemUser !== undefined && systemId === undefined) {
      systemOf.set(id, systemUser.systemId)
      return answer(question, position)
    }
    const version = current?.version
    const policy =
      version === undefined
        ? undefined
        : (policies.recall(resource, version) ?? (await policies.get(resource, version)))
    const systemIsLive = system !== undefined
    const decision = decideAgain(question, { systemUser, grant, policy, systemIsLive })
    return { answer: decision, position }
  }
  return answer
}

/** No system has it, as an id begins with a number. */
const unknownSystem = 'unknown'

const refsFor = ({ systemUser, party, resource }: Question, systemId: SystemId | undefined) =>
  [
    ref(systemUsers, systemUser),
    ref(grants, delegationId(systemUser, party)),
    ref(currentPolicies, resource),
    ref(liveSystems, systemId ?? unknownSystem),
  ] as const

/**
 * The decision rule, which is not asked again while the same question meets the same facts. Facts are the same when they
 * are the same objects: the views give one out for as long as its text does not change.
 */
function decideOnce(): typeof decide {
  const last = new WeakMap<Question, { readonly facts: Facts; readonly answer: Answer }>()
  return (question, facts) => {
    const known = last.get(question)
    if (known && areSame(known.facts, facts)) return known.answer
    const answer = decide(question, facts)
    last.set(question, { facts, answer })
    return answer
  }
}

const areSame = (a: Facts, b: Facts): boolean =>
  a.systemUser === b.systemUser &&
  a.grant === b.grant &&
  a.policy === b.policy &&
  a.systemIsLive === b.systemIsLive
