import { decide } from '../domain/decision/decide.ts'
import { decideOrganisation } from '../domain/decision/decide-organisation.ts'
import { decidePerson } from '../domain/decision/decide-person.ts'
import type { PolicyInForce } from '../domain/decision/facts.ts'
import type {
  AnyQuestion,
  OrganisationQuestion,
  PersonQuestion,
  Question,
} from '../domain/decision/question.ts'
import type { Instant, OrgNo } from '../domain/values.ts'
import type { Position } from '../projections/recorded.ts'
import { ViewsBehind } from '../projections/views.ts'
import {
  anything,
  type Asking,
  decidedBy,
  type DecidedPart,
  decideOnce,
  type DecisionDependencies,
  hidden,
  noteDecided,
  policyNow,
  roundsMax,
} from './decide-access.ts'
import type { Found as SystemFound } from './decision-links.ts'
import { limitsOf } from './limits-of.ts'
import { type FoundAll, type LinkedAll, linksOfAll } from './links-of-all.ts'
import { organisationFacts, type OrganisationFound } from './organisation-links.ts'
import type { PersonFound } from './person-links.ts'

export type DecidedAll = {
  /** The place in the log that all answers were given from. */
  readonly position: Position
  /** The answers in the order of the questions. The same object, if the same questions are answered as before. */
  readonly parts: readonly DecidedPart[]
}

/** Several questions, all answered from one position, in their order. */
export type DecideAll = (questions: readonly AnyQuestion[], asking?: Asking) => Promise<DecidedAll>

/**
 * As `decideAccess`, for many questions at once, about system users, people and organisations: still one round trip, and one position.
 *
 * While the same questions are asked again and rest on the same documents, they are answered as before.
 *
 * @throws {ViewsNotReady} {ViewsBehind} when there is nothing fresh enough to answer from. Never a Permit instead.
 */
export function decideAll(deps: DecisionDependencies): DecideAll {
  const links = linksOfAll()
  const decideAgain = decideOnce()
  const kept = new WeakMap<readonly AnyQuestion[], Batch>()

  const newBatch = (questions: readonly AnyQuestion[]): Batch => ({
    linked: links.of(questions),
    answered: undefined,
  })
  const batchOf = (questions: readonly AnyQuestion[]): Batch => {
    const made = kept.get(questions) ?? newBatch(questions)
    kept.set(questions, made)
    return made
  }
  const answer = async (
    questions: readonly AnyQuestion[],
    asking: Asking,
    round: number,
  ): Promise<DecidedAll> => {
    const { isAgain = false, ownerOnly } = asking
    const batch = isAgain ? batchOf(questions) : newBatch(questions)
    const { linked, answered } = batch
    const { position, documents } = await deps.views.fetch(linked.refs, asking.atLeast)
    if (answered?.documents === documents && answered.ownerOnly === ownerOnly)
      return { position, parts: answered.parts }
    const found = linked.found(documents)
    if (!links.confirm(found)) {
      if (round === roundsMax) throw new ViewsBehind('what a question rests on keeps changing')
      kept.delete(questions)
      return answer(questions, { ...asking, atLeast: position }, round + 1)
    }
    const rule = isAgain ? decideAgain : decide
    const together: Together = { questions, found, asking, rule, now: undefined }
    const parts = await partsOf(deps, together)
    // What a policy says of this moment is not what it says of the next.
    batch.answered = together.now === undefined ? { documents, ownerOnly, parts } : undefined
    return { position, parts }
  }
  return async (questions, asking = anything) => {
    const decided = await answer(questions, asking, 1)
    const { position, parts } = decided
    questions.forEach((question, i) => {
      const part = parts[i]
      if (part) noteDecided(deps, { question, asking, part, position })
    })
    return decided
  }
}

/** Questions that are asked together, and how they were answered last. */
type Batch = {
  readonly linked: LinkedAll
  answered:
    | {
        readonly documents: readonly unknown[]
        readonly ownerOnly: OrgNo | undefined
        readonly parts: readonly DecidedPart[]
      }
    | undefined
}

type Together = {
  readonly questions: readonly AnyQuestion[]
  readonly found: FoundAll
  readonly asking: Asking
  readonly rule: typeof decide
  /** The time of all that go by it: it is looked at once, when the first of them is decided. */
  now: Instant | undefined
}

function timeFor(
  { now }: DecisionDependencies,
  together: Together,
  policy: PolicyInForce | undefined,
): Instant | undefined {
  return policy?.compiled.readsClock === true ? (together.now ??= now()) : undefined
}

function partsOf(
  deps: DecisionDependencies,
  together: Together,
): Promise<readonly DecidedPart[]> | readonly DecidedPart[] {
  const { questions, found } = together
  const answers = new Map<AnyQuestion, DecidedPart | Promise<DecidedPart>>()
  for (const { question, found: documents } of found.systems)
    answers.set(question, ofSystemUser(deps, { together, question, found: documents }))
  for (const { question, found: documents } of found.people)
    answers.set(question, ofPerson(deps, { together, question, found: documents }))
  for (const { question, found: documents } of found.organisations)
    answers.set(question, ofOrganisation(deps, { together, question, found: documents }))
  return inOrder(questions, answers)
}

/** Most policies are in memory, and then nothing is waited for. */
function inOrder(
  questions: readonly AnyQuestion[],
  answers: ReadonlyMap<AnyQuestion, DecidedPart | Promise<DecidedPart>>,
): Promise<readonly DecidedPart[]> | readonly DecidedPart[] {
  const ready: DecidedPart[] = []
  const all = questions.flatMap((question) => answers.get(question) ?? [])
  for (const one of all) if (!(one instanceof Promise)) ready.push(one)
  return ready.length === all.length ? ready : Promise.all(all.map((one) => Promise.resolve(one)))
}

type Case<Asked, Found> = {
  readonly question: Asked
  readonly together: Together
  readonly found: Found
}

function ofSystemUser(
  deps: DecisionDependencies,
  { question, together, found: documents }: Case<Question, SystemFound>,
): DecidedPart | Promise<DecidedPart> {
  const { asking, rule } = together
  const policy = policyNow(deps, question.resource, documents[2])
  const decided = (ready: PolicyInForce | undefined) => {
    const now = timeFor(deps, together, ready)
    return decidedBy(rule, { question, asking, documents, policy: ready, now })
  }
  return policy instanceof Promise ? policy.then(decided) : decided(policy)
}

async function ofPerson(
  deps: DecisionDependencies,
  { question, together, found }: Case<PersonQuestion, PersonFound>,
): Promise<DecidedPart> {
  const { asking } = together
  const [current, party, , lists, memberships, ...definitions] = found
  if (asking.ownerOnly !== undefined && current?.owner !== asking.ownerOnly) return hidden
  const policy = await policyNow(deps, question.resource, current)
  const roles = definitions.filter((role) => role !== undefined)
  const limits = current?.byAccessList && limitsOf(lists, memberships)
  const now = timeFor(deps, together, policy)
  const facts = { party: party && { ...party, roles }, policy, limits, now }
  return { answer: decidePerson(question, facts), policyVersion: policy?.version, moment: now }
}

async function ofOrganisation(
  deps: DecisionDependencies,
  { question, together, found }: Case<OrganisationQuestion, OrganisationFound>,
): Promise<DecidedPart> {
  const { asking } = together
  const [current, , , , , , lists, memberships] = found
  if (asking.ownerOnly !== undefined && current?.owner !== asking.ownerOnly) return hidden
  const policy = await policyNow(deps, question.resource, current)
  const limits = current?.byAccessList && limitsOf(lists, memberships)
  const now = timeFor(deps, together, policy)
  const facts = { ...organisationFacts(question, found), policy, limits, now }
  return {
    answer: decideOrganisation(question, facts),
    policyVersion: policy?.version,
    moment: now,
  }
}
