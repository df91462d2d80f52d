import { accept, type Decider } from '../decider.ts'
import { AnswerKept } from './events.ts'

export type KeptAnswer =
  { readonly status: 'none' } | { readonly status: 'kept'; readonly kept: AnswerKept }

export type KeepAnswer = { readonly type: 'KeepAnswer'; readonly answer: Omit<AnswerKept, 'type'> }

/** The first answer to a key is kept, and no other. */
export const keptAnswer: Decider<KeepAnswer, AnswerKept, KeptAnswer, never> = {
  category: 'keptAnswer',
  event: AnswerKept,
  initial: { status: 'none' },
  decide: ({ answer }, state) =>
    state.status === 'kept' ? accept() : accept({ type: 'AnswerKept', ...answer }),
  evolve: (state, kept) => (state.status === 'kept' ? state : { status: 'kept', kept }),
}
