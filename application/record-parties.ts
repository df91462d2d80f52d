import type { PartyCommand } from '../domain/party/decide.ts'
import type { Position } from '../projections/recorded.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'

/**
 * Takes what the register says into the log, before it can decide anything. What is known already records nothing, so
 * the same feed may be read at every start; each reading is a command of its own, and speaks of an organisation once.
 * Answers the position of the last change, if there was any.
 */
export const recordParties =
  ({ parties }: Pick<Aggregates, 'parties'>) =>
  async (
    feed: Iterable<PartyCommand>,
    context: CommandContext,
  ): Promise<{ readonly position?: Position }> => {
    let last: Position | undefined
    for (const command of feed) {
      const { position } = await parties.execute(command.orgNo, command, context)
      last = position ?? last
    }
    return last === undefined ? {} : { position: last }
  }
