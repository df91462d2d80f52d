import type { Asking } from '../../application/decide-access.ts'
import type { DecideAll } from '../../application/decide-all.ts'
import type { NoteDecision } from '../../application/decision-log.ts'
import type { Position } from '../../projections/recorded.ts'
import { brokenItem, type Evaluation, evaluationOf, meaningless } from './answer.ts'
import type { Item } from './batch.ts'
import { questionOf } from './question.ts'

export type Evaluating = {
  readonly decideAll: DecideAll
  readonly noteDecision: NoteDecision
  readonly installationId: string
}

export type Evaluated = {
  readonly evaluations: readonly Evaluation[]
  /** Where all were decided; of none if no question could be put. */
  readonly position: Position | undefined
}

/** Answers every item from one position, in their order. What is wrong with one is told of that one alone. */
export async function evaluate(
  { decideAll, noteDecision, installationId }: Evaluating,
  items: readonly Item[],
  asking: Asking,
): Promise<Evaluated> {
  const read = items.map((item) => ('broken' in item ? brokenItem(item.broken) : questionOf(item)))
  const questions = read.flatMap((one) => ('resource' in one ? [one] : []))
  const decided = questions.length === 0 ? undefined : await decideAll(questions, asking)
  const parts = decided?.parts.values()
  const evaluations = read.map((one) => {
    if ('decision' in one) return one
    if ('unknown' in one) {
      noteDecision({ by: asking.by, decision: 'NotApplicable', unasked: one.unknown })
      return meaningless(one.unknown)
    }
    const part = parts?.next().value
    if (!decided || !part) throw new TypeError('a question was put and not decided')
    return evaluationOf({ ...part, position: decided.position }, installationId)
  })
  return { evaluations, position: decided?.position }
}
