import { decide } from '../domain/decision/decide.ts'
import { decideOrganisation } from '../domain/decision/decide-organisation.ts'
import { decidePerson } from '../domain/decision/decide-person.ts'
import {
  type AnyQuestion,
  isOfOrganisation,
  isOfPerson,
  isOfSystemUser,
  type OrganisationQuestion,
  type PersonQuestion,
  type Question,
} from '../domain/decision/question.ts'
import type { PolicyInForce } from '../domain/decision/facts.ts'
import { fetchGroups } from '../projections/fetch-groups.ts'
import type { Position } from '../projections/recorded.ts'
import { ViewsBehind } from '../projections/views.ts'
import {
  anything,
  type Asking,
  type Decided,
  decidedBy,
  decideOnce,
  type DecisionDependencies,
  hiddenAt,
  noteDecided,
  policyNow,
  roundsMax,
} from './decide-access.ts'
import { limitsOf } from './limits-of.ts'
import { rememberedLinks } from './decision-links.ts'
import {
  organisationFacts,
  type OrganisationFound,
  rememberedRelations,
} from './organisation-links.ts'
import { type PersonFound, rememberedStanding } from './person-links.ts'

/** Several questions, all answered from one position, in their order. */
export type DecideAll = (
  questions: readonly AnyQuestion[],
  asking?: Asking,
) => Promise<readonly Decided[]>

/**
 * As `decideAccess`, for many questions at once, about system users, people and organisations: still one round trip, and one position.
 *
 * @throws {ViewsNotReady} {ViewsBehind} when there is nothing fresh enough to answer from. Never a Permit instead.
 */
export function decideAll(deps: DecisionDependencies): DecideAll {
  const links = rememberedLinks()
  const standings = rememberedStanding()
  const decideAgain = decideOnce()
  const relations = rememberedRelations()
  const answer = async (
    questions: readonly AnyQuestion[],
    asking: Asking,
    round: number,
  ): Promise<readonly Decided[]> => {
    const ofSystems = questions.filter(isOfSystemUser)
    const ofPeople = questions.filter(isOfPerson)
    const ofOrganisations = questions.filter(isOfOrganisation)
    const { isAgain = false } = asking
    const linked = ofSystems.map((question) =>
      isAgain ? links.of(question) : links.ofOnce(question),
    )
    const stood = ofPeople.map((question) => standings.of(question))
    const related = ofOrganisations.map((question) => relations.of(question))
    const { position, some, others, more } = await fetchGroups(
      deps.views,
      {
        some: linked.map(({ refs }) => refs),
        others: stood.map(({ refs }) => refs),
        more: related.map(({ refs }) => refs),
      },
      asking.atLeast,
    )
    const systems = matched(ofSystems, linked, some)
    const people = matched(ofPeople, stood, others)
    const organisations = matched(ofOrganisations, related, more)
    const unsure = [
      ...systems.filter(({ question, link, found }) => !links.confirm(question, link, found)),
      ...people.filter(({ question, link, found }) => !standings.confirm(question, link, found)),
      ...organisations.filter(
        ({ question, link, found }) => !relations.confirm(question, link, found),
      ),
    ]
    if (unsure.length > 0) {
      if (round === roundsMax) throw new ViewsBehind('what a question rests on keeps changing')
      return answer(questions, { ...asking, atLeast: position }, round + 1)
    }
    const at = { asking, position }
    const rule = isAgain ? decideAgain : decide
    const answers = new Map<AnyQuestion, Decided | Promise<Decided>>()
    for (const { question, found } of systems)
      answers.set(question, ofSystemUser(deps, { ...at, question, found }, rule))
    for (const { question, found } of people)
      answers.set(question, ofPerson(deps, { ...at, question, found }))
    for (const { question, found } of organisations)
      answers.set(question, ofOrganisation(deps, { ...at, question, found }))
    const decided = await inOrder(questions, answers)
    decided.forEach((one, i) => {
      const question = questions[i]
      if (question) noteDecided(deps, { question, asking, decided: one })
    })
    return decided
  }
  return (questions, asking = anything) => answer(questions, asking, 1)
}

/** Most policies are in memory, and then nothing is waited for. */
function inOrder(
  questions: readonly AnyQuestion[],
  answers: ReadonlyMap<AnyQuestion, Decided | Promise<Decided>>,
): Promise<readonly Decided[]> | readonly Decided[] {
  const ready: Decided[] = []
  const all = questions.flatMap((question) => answers.get(question) ?? [])
  for (const one of all) if (!(one instanceof Promise)) ready.push(one)
  return ready.length === all.length ? ready : Promise.all(all.map((one) => Promise.resolve(one)))
}

/** Each question beside what was asked for it and what was found. */
const matched = <One, Link, Found>(
  questions: readonly One[],
  links: readonly Link[],
  found: readonly Found[],
) =>
  questions.flatMap((question, i) => {
    const [link, documents] = [links[i], found[i]]
    return link && documents ? [{ question, link, found: documents }] : []
  })

type Case<Asked, Found> = {
  readonly question: Asked
  readonly asking: Asking
  readonly position: Position
  readonly found: Found
}

type SystemFound = Parameters<typeof decidedBy>[1]['documents']

function ofSystemUser(
  deps: DecisionDependencies,
  { question, asking, position, found: documents }: Case<Question, SystemFound>,
  rule: typeof decide,
): Decided | Promise<Decided> {
  const policy = policyNow(deps, question.resource, documents[2])
  const decided = (ready: PolicyInForce | undefined) =>
    decidedBy(rule, { question, asking, position, documents, policy: ready })
  return policy instanceof Promise ? policy.then(decided) : decided(policy)
}

async function ofPerson(
  deps: DecisionDependencies,
  { question, asking, position, found }: Case<PersonQuestion, PersonFound>,
): Promise<Decided> {
  const [current, party, , lists, memberships, ...definitions] = found
  if (asking.ownerOnly !== undefined && current?.owner !== asking.ownerOnly)
    return hiddenAt(position)
  const policy = await policyNow(deps, question.resource, current)
  const roles = definitions.filter((role) => role !== undefined)
  const limits = current?.byAccessList && limitsOf(lists, memberships)
  const answer = decidePerson(question, { party: party && { ...party, roles }, policy, limits })
  return { answer, position, policyVersion: policy?.version }
}

async function ofOrganisation(
  deps: DecisionDependencies,
  { question, asking, position, found }: Case<OrganisationQuestion, OrganisationFound>,
): Promise<Decided> {
  const [current, , , , , , lists, memberships] = found
  if (asking.ownerOnly !== undefined && current?.owner !== asking.ownerOnly)
    return hiddenAt(position)
  const policy = await policyNow(deps, question.resource, current)
  const limits = current?.byAccessList && limitsOf(lists, memberships)
  const facts = { ...organisationFacts(question, found), policy, limits }
  const answer = decideOrganisation(question, facts)
  return { answer, position, policyVersion: policy?.version }
}
