import type { AnyQuestion } from '../domain/decision/question.ts'
import type { Position } from '../projections/recorded.ts'
import { ViewsBehind } from '../projections/views.ts'
import type { Asking } from './decide-access.ts'
import type { DecideAll } from './decide-all.ts'

/** So many questions are decided for one search. */
const candidatesMax = 5_000
/** A search is made anew so often when who comes into question changes meanwhile. */
const roundsMax = 5

export type Searched<Candidate> =
  | { readonly found: true; readonly results: readonly Candidate[]; readonly position: Position }
  /** There is more in question than is decided at once. */
  | { readonly found: false; readonly inQuestion: number }

export type Search<Candidate> = {
  /** What comes into question, in the order of the answer: never too little. */
  readonly candidates: (atLeast: Position | undefined) => Promise<readonly Candidate[]>
  readonly questionOf: (candidate: Candidate) => AnyQuestion
}

/**
 * All that the decision point answers with Permit, complete, and each decided at the same position of the log. A search
 * never differs from the single questions, as it asks them.
 *
 * What comes into question is read before and after: if it differs, something came or went meanwhile, and the search is
 * made anew.
 *
 * @throws {ViewsNotReady} {ViewsBehind} as decisions do.
 */
export async function searchAccess<Candidate>(
  decideAll: DecideAll,
  { candidates, questionOf }: Search<Candidate>,
  asking: Asking,
): Promise<Searched<Candidate>> {
  let atLeast = asking.atLeast
  let inQuestion = await candidates(atLeast)
  for (let round = 1; round <= roundsMax; round += 1) {
    if (inQuestion.length > candidatesMax) return { found: false, inQuestion: inQuestion.length }
    const { position, parts } = await decideAll(inQuestion.map(questionOf), {
      ...asking,
      atLeast,
      isSearch: true,
    })
    const after = await candidates(position)
    if (areSame(inQuestion, after)) {
      const results = inQuestion.filter((_one, i) => parts[i]?.answer.decision === 'Permit')
      return { found: true, results, position }
    }
    inQuestion = after
    atLeast = position
  }
  throw new ViewsBehind('what comes into question keeps changing')
}

const areSame = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  JSON.stringify(some) === JSON.stringify(others)
