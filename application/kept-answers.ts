import type { AnswerKept } from '../domain/kept-answer/events.ts'
import type { Aggregates } from './aggregates.ts'
import { type CommandContext, furtherStep } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'

export type FirstAnswer = Omit<AnswerKept, 'type' | 'at'>

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'keptAnswers'>
  readonly deriveId: DeriveId
}

/** The answer that was given first to a key of a caller, if one was kept. */
export const firstAnswer =
  ({ aggregates: { keptAnswers } }: Dependencies) =>
  async (key: string): Promise<FirstAnswer | undefined> => {
    const state = await keptAnswers.read(key)
    return state.status === 'kept' ? state.kept : undefined
  }

/**
 * Keeps an answer under a key, unless one is kept there; answers the one that is. Where a crash comes between a command
 * and this, the command is recognised when it is tried again, and its answer kept then.
 */
export const keepAnswer =
  ({ aggregates: { keptAnswers }, deriveId }: Dependencies) =>
  async (key: string, answer: FirstAnswer, context: CommandContext): Promise<FirstAnswer> => {
    const { state } = await keptAnswers.execute(
      key,
      { type: 'KeepAnswer', answer: { ...answer, at: context.at } },
      furtherStep(context, deriveId, 'keep-answer'),
    )
    return state.status === 'kept' ? state.kept : answer
  }
