import type { ResourceRefusal } from '../domain/resource/decide.ts'
import type { ResourceContent } from '../domain/resource/events.ts'
import type { OrgNo, ResourceId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

export type CreateResource = {
  readonly id: ResourceId
  readonly owner: OrgNo
  readonly content: ResourceContent
}

type Dependencies = { readonly aggregates: Pick<Aggregates, 'resources'> }

/** Puts a service into the resource registry. From then on its competent authority alone changes it. */
export const createResource =
  ({ aggregates: { resources } }: Dependencies) =>
  async (
    { id, owner, content }: CreateResource,
    context: CommandContext,
  ): Promise<Outcome<true, ResourceRefusal>> => {
    const { decision, position } = await resources.execute(
      id,
      { type: 'CreateResource', id, owner, content, at: context.at },
      context,
    )
    if (!decision.accepted) return refused(decision.refusal)
    if (position === undefined) return refused({ code: 'resource-exists' })
    return done(true, position)
  }

/** Replaces what the registry says of a resource. */
export const updateResource =
  ({ aggregates: { resources } }: Dependencies) =>
  async (
    { id, owner, content }: CreateResource,
    context: CommandContext,
  ): Promise<Outcome<true, ResourceRefusal>> => {
    const { decision, position } = await resources.execute(
      id,
      { type: 'UpdateResource', owner, content, at: context.at },
      context,
    )
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }
