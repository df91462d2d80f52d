import type { Answer } from '../domain/decision/answer.ts'
import { decide } from '../domain/decision/decide.ts'
import type { Facts, PolicyInForce } from '../domain/decision/facts.ts'
import type { AnyQuestion, Question } from '../domain/decision/question.ts'
import type { Instant, OrgNo, ResourceId } from '../domain/values.ts'
import type { CurrentPolicy } from '../projections/policies.ts'
import type { Position } from '../projections/recorded.ts'
import { type Views, ViewsBehind } from '../projections/views.ts'
import type { Asker, NoteDecision } from './decision-log.ts'
import { type Found, rememberedLinks } from './decision-links.ts'
import { limitsOf } from './limits-of.ts'
import type { PoliciesInForce } from './policies-in-force.ts'

/** What is told of a question. */
export type DecidedPart = {
  readonly answer: Answer
  /** The version of the policy that it rests on, if there was one. */
  readonly policyVersion: number | undefined
  /** The time that the policy was told, if it goes by that: the answer holds for then and no other time. */
  readonly moment?: Instant | undefined
}

/** `position`: the place in the log that the answer was given from. */
export type Decided = DecidedPart & { readonly position: Position }

export type Asking = {
  /** Answer from here or later. */
  readonly atLeast?: Position | undefined
  /** Who asks, if it may ask about its own resources alone: of another's it is told that there is none. */
  readonly ownerOnly?: OrgNo | undefined
  /** Who asks, for the decision log. */
  readonly by?: Asker | undefined
  /** The same question objects were asked before: what is worked out for them is kept for the next time. */
  readonly isAgain?: boolean
  /** It is asked to find something out for a search, and is no decision that anybody is given. */
  readonly isSearch?: true
}

export type DecideAccess = (question: Question, asking?: Asking) => Promise<Decided>

export type DecisionDependencies = {
  readonly views: Views
  readonly policies: PoliciesInForce
  readonly noteDecision: NoteDecision
  /** The time, for policies that go by it. */
  readonly now: () => Instant
}

/** What a question rests on is looked up at most so often for one answer. */
export const roundsMax = 5

/**
 * Answers a question from one position of the log, in one round trip: the system user, its system, its grant for the
 * party, the party's unit and the version of the policy are fetched together; the policy itself is in memory by its
 * version. For another party than an agent's own, what makes that party a client is fetched beside them.
 *
 * To which system a system user belongs, and of which main unit a party is a part, is remembered from the last answer, so
 * that all can be asked for at once; where it turns out to be otherwise, it is asked again.
 *
 * @throws {ViewsNotReady} {ViewsBehind} when there is nothing fresh enough to answer from. Never a Permit instead.
 */
export function decideAccess(deps: DecisionDependencies): DecideAccess {
  const { views } = deps
  const links = rememberedLinks()
  const decideAgain = decideOnce()
  const answer = async (question: Question, asking: Asking, round: number): Promise<Decided> => {
    const linked = links.of(question)
    const { position, documents } = await views.fetch(linked.refs, asking.atLeast)
    if (!links.confirm(question, linked, documents)) {
      if (round === roundsMax) throw new ViewsBehind('what the question rests on keeps changing')
      return answer(question, { ...asking, atLeast: position }, round + 1)
    }
    const policy = policyNow(deps, question.resource, documents[2])
    const ready = policy instanceof Promise ? await policy : policy
    const now = ready?.compiled.readsClock === true ? deps.now() : undefined
    const part = decidedBy(decideAgain, { question, asking, documents, policy: ready, now })
    noteDecided(deps, { question, asking, part, position })
    return { answer: part.answer, policyVersion: part.policyVersion, position }
  }
  return (question, asking = anything) => answer(question, asking, 1)
}

export const anything: Asking = {}

type Given = {
  readonly question: AnyQuestion
  readonly asking: Asking
  readonly part: DecidedPart
  readonly position: Position
}

/** Every decision that is given is noted, whatever it says. */
export function noteDecided(
  { noteDecision }: DecisionDependencies,
  { question, asking: { by, isSearch }, part, position }: Given,
): void {
  if (isSearch) return
  const { answer, policyVersion, moment } = part
  noteDecision({ by, question, answer, position, policyVersion, moment })
}

/** The version of a policy that is in force, from memory if it is there. */
export function policyNow(
  { policies }: DecisionDependencies,
  resource: ResourceId,
  current: CurrentPolicy | undefined,
): PolicyInForce | undefined | Promise<PolicyInForce> {
  if (current === undefined) return undefined
  return policies.recall(resource, current.version) ?? policies.get(resource, current.version)
}

/** What is told of a resource that the asker may not ask about. */
export const hidden: DecidedPart = {
  answer: {
    decision: 'Indeterminate',
    reason: { code: 'no-such-resource' },
    isAddressed: false,
    obligations: [],
  },
  policyVersion: undefined,
}

type Case = {
  readonly question: Question
  readonly asking: Asking
  readonly documents: Found
  readonly policy: PolicyInForce | undefined
  readonly now: Instant | undefined
}

/** Applies the rule to what was found. */
export function decidedBy(rule: typeof decide, { question, asking, ...found }: Case): DecidedPart {
  const { policy, documents, now } = found
  const [systemUser, grant, current, system, unit, further, ...beside] = documents
  const [lists, memberships, client, furtherClient, ...roles] = beside
  const isHidden = asking.ownerOnly !== undefined && current?.owner !== asking.ownerOnly
  if (isHidden) return hidden
  const answer = rule(question, {
    systemUser,
    grant,
    mainUnitGrant: unit?.mainUnit === undefined ? undefined : further,
    unit,
    policy,
    now,
    systemIsLive: system !== undefined,
    client,
    mainUnitClient: furtherClient,
    clientRoles: roles,
    limits: current?.byAccessList && limitsOf(lists, memberships),
  })
  return { answer, policyVersion: policy?.version, moment: now }
}

/**
 * The decision rule, which is not asked again while the same question meets the same facts. Facts are the same when they
 * are the same objects: the views give one out for as long as its text does not change.
 */
export function decideOnce(): typeof decide {
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
  a.mainUnitGrant === b.mainUnitGrant &&
  a.unit === b.unit &&
  a.policy === b.policy &&
  a.now === b.now &&
  a.systemIsLive === b.systemIsLive &&
  a.client === b.client &&
  a.limits === b.limits &&
  a.mainUnitClient === b.mainUnitClient &&
  haveSameRoles(a, b)

function haveSameRoles(
  { clientRoles: some = [] }: Facts,
  { clientRoles: others = [] }: Facts,
): boolean {
  return some.length === others.length && some.every((role, i) => role === others[i])
}
