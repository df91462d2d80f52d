import type { ResourceRefusal } from '../domain/resource/decide.ts'
import type { OrgNo, ResourceId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

type Dependencies = { readonly aggregates: Pick<Aggregates, 'resources'> }

/** Takes a service out of the registry. Nobody can do anything with it any more, whatever was given. */
export const deleteResource =
  ({ aggregates: { resources } }: Dependencies) =>
  async (
    { id, owner }: { readonly id: ResourceId; readonly owner: OrgNo },
    context: CommandContext,
  ): Promise<Outcome<true, ResourceRefusal>> => {
    const { decision, position } = await resources.execute(
      id,
      { type: 'DeleteResource', owner, at: context.at },
      context,
    )
    if (!decision.accepted) return refused(decision.refusal)
    // Deleted already, by another command.
    if (position === undefined) return refused({ code: 'resource-not-found' })
    return done(true, position)
  }
