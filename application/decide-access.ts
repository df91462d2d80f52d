import { clientRoles } from '../domain/catalogue/client-relation.ts'
import type { Answer } from '../domain/decision/answer.ts'
import { decide } from '../domain/decision/decide.ts'
import type { Facts } from '../domain/decision/facts.ts'
import type { Question } from '../domain/decision/question.ts'
import { delegationId } from '../domain/delegation/id.ts'
import type { OrgNo, SystemId } from '../domain/values.ts'
import { grants } from '../projections/grants.ts'
import { liveSystems } from '../projections/live-systems.ts'
import { parties } from '../projections/parties.ts'
import { currentPolicies } from '../projections/policies.ts'
import type { Position } from '../projections/recorded.ts'
import { roles } from '../projections/roles.ts'
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

const rememberedMax = 200_000

/** What of a system user never changes. */
type Fixed = { readonly systemId: SystemId; readonly party: OrgNo }

/**
 * Answers a question from one position of the log, in one round trip: the system user, its system, its grant for the
 * party and the version of the policy are fetched together; the policy itself is in memory by its version. For another
 * party than the system user's own, what makes that party a client is fetched beside them.
 *
 * To which system and party a system user belongs never changes, so it is remembered; the first question about a system
 * user asks twice.
 *
 * @throws {ViewsNotReady} {ViewsBehind} when there is nothing fresh enough to answer from. Never a Permit instead.
 */
export function decideAccess({ views, policies }: Dependencies): DecideAccess {
  const fixed = recentMap<Fixed>(rememberedMax)
  const refsOf = onceFor(refsFor)
  const clientRefsOf = onceFor(clientRefsFor)
  const decideAgain = decideOnce()
  const answer: DecideAccess = async (question, atLeast) => {
    const { systemUser: id, party, resource } = question
    const known = fixed.get(id)
    const isOfClient = known !== undefined && known.party !== party
    const { position, documents } = isOfClient
      ? await views.fetch(clientRefsOf(question, known), atLeast)
      : await views.fetch(refsOf(question, known), atLeast)
    const [systemUser, grant, current, system, client, ...rolesOfClients] = documents
    if (systemUser !== undefined && known === undefined) {
      fixed.set(id, { systemId: systemUser.systemId, party: systemUser.party })
      return answer(question, position)
    }
    const version = current?.version
    const policy =
      version === undefined
        ? undefined
        : (policies.recall(resource, version) ?? (await policies.get(resource, version)))
    const systemIsLive = system !== undefined
    const facts: Facts = {
      systemUser,
      grant,
      policy,
      systemIsLive,
      client,
      clientRoles: rolesOfClients,
    }
    return { answer: decideAgain(question, facts), position }
  }
  return answer
}

/** No system has it, as an id begins with a number. */
const unknownSystem = 'unknown'

const refsFor = ({ systemUser, party, resource }: Question, known: Fixed | undefined) =>
  [
    ref(systemUsers, systemUser),
    ref(grants, delegationId(systemUser, party)),
    ref(currentPolicies, resource),
    ref(liveSystems, known?.systemId ?? unknownSystem),
  ] as const

const [accountant, auditor, businessManager] = clientRoles

const clientRefsFor = (question: Question, known: Fixed) =>
  [
    ...refsFor(question, known),
    ref(parties, question.party),
    ref(roles, accountant),
    ref(roles, auditor),
    ref(roles, businessManager),
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
  a.systemIsLive === b.systemIsLive &&
  a.client === b.client &&
  haveSameRoles(a, b)

function haveSameRoles(
  { clientRoles: some = [] }: Facts,
  { clientRoles: others = [] }: Facts,
): boolean {
  return some.length === others.length && some.every((role, i) => role === others[i])
}
