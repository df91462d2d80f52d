import { atLeast, beside, type Figure } from '../figure.ts'
import type { Question } from '../../domain/decision/question.ts'
import type { Decides } from './decides.ts'
import { delegations, firstOf, questionsAbout } from './delegations.ts'
import { neighbours } from './neighbours.ts'
import { factsHeld, finding, ours } from './ours.ts'

const manyDelegations = 100_000
const millionDelegations = 1_000_000
const questionCount = 200_000
const decisionsLeast = 1_000_000

/** So many can be held by all of them: an enforcer of casbin for each takes its room and its time. */
const sharedDelegations = 10_000
const sharedQuestions = 20_000

const measuredMs = 2_000
const roundsLeast = 3

/** The decision rule alone, on one core, with all facts in memory; then beside others that decide. */
export async function measureDecision(): Promise<readonly Figure[]> {
  return [...ofSize(), ...(await besideNeighbours())]
}

function ofSize(): readonly Figure[] {
  const many = ratesOver(manyDelegations)
  const million = ratesOver(millionDelegations)
  const unit = 'decisions/s'
  return [
    {
      ...atLeast('decisions over 100,000 delegations', many.deciding, decisionsLeast, unit),
      limit: many.finding,
      ratio: many.deciding / many.finding,
    },
    beside({
      name: 'decisions over 1,000,000 delegations, beside 100,000',
      value: million.deciding,
      limit: many.deciding,
      unit,
      least: 0.8,
    }),
  ]
}

/** Beside deciding, finding what is to be decided on: without a cache that holds it all, that is most of the work. */
function ratesOver(count: number): { readonly deciding: number; readonly finding: number } {
  const facts = factsHeld(delegations(firstOf(count)))
  const questions = questionsAbout(firstOf(count), questionCount)
  return {
    finding: perSecond(finding(facts), questions),
    deciding: perSecond(ours(facts), questions),
  }
}

async function besideNeighbours(): Promise<readonly Figure[]> {
  const shared = firstOf(sharedDelegations)
  const questions = questionsAbout(shared, sharedQuestions)
  const own = ours(factsHeld(delegations(shared)))
  const figures: Figure[] = []
  for (const [name, load] of Object.entries(neighbours)) {
    const theirs = await load(delegations(shared))
    requireAgreement(name, { own, theirs, questions })
    figures.push(
      beside({
        name: `the same questions, beside ${name}`,
        value: perSecond(own, questions),
        limit: perSecond(theirs, questions),
        unit: 'decisions/s',
        least: 1,
      }),
    )
  }
  return figures
}

type Compared = {
  readonly own: Decides
  readonly theirs: Decides
  readonly questions: readonly Question[]
}

function requireAgreement(name: string, { own, theirs, questions }: Compared): void {
  const disputed = questions.filter((question) => own(question) !== theirs(question))
  if (disputed.length > 0)
    throw new Error(`${name} answers otherwise, as to ${JSON.stringify(disputed[0])}`)
}

/** Decisions a second in the best of the rounds: a busy neighbour slows a round, nothing speeds it. */
function perSecond(decides: Decides, questions: readonly Question[]): number {
  const rates: number[] = []
  const end = performance.now() + measuredMs
  while (rates.length < roundsLeast || performance.now() < end) {
    const start = performance.now()
    let permitted = 0
    for (const question of questions) if (decides(question)) permitted += 1
    rates.push((questions.length * 1000) / (performance.now() - start))
    requireSome(permitted)
  }
  return Math.max(...rates)
}

/** A loop whose outcome nobody looks at may be left out. */
function requireSome(permitted: number): void {
  if (permitted === 0) throw new Error('nothing was permitted')
}
