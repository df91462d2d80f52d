import type { AccessListCommand, AccessListRefusal } from '../domain/access-list/decide.ts'
import { accessListId, type AccessListName } from '../domain/access-list/events.ts'
import type { OrgCode } from '../domain/resource/competent-authority.ts'
import type { OrgNo, ResourceId } from '../domain/values.ts'
import { resources } from '../projections/resources.ts'
import { ref, type Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

type Dependencies = { readonly aggregates: Pick<Aggregates, 'accessLists'>; readonly views: Views }

/** Which list: its owner's short code, and what the owner calls it. Whose the code is has been looked at. */
export type ListNamed = { readonly owner: OrgCode; readonly name: AccessListName }

type Unplaced<Command> = Command extends AccessListCommand ? Omit<Command, 'at'> : never
export type ListChange = Exclude<
  Unplaced<AccessListCommand>,
  { readonly type: 'PutAccessList' | 'ConnectResource' }
>

const execute = async (
  { aggregates: { accessLists } }: Dependencies,
  { owner, name }: ListNamed,
  command: AccessListCommand,
  context: CommandContext,
): Promise<Outcome<true, AccessListRefusal>> => {
  const id = accessListId(owner, name)
  const { decision, position } = await accessLists.execute(id, command, context)
  return decision.accepted ? done(true, position) : refused(decision.refusal)
}

export type PutAccessList = ListNamed & {
  readonly title: string
  readonly description: string
  readonly mustBeNew: boolean
}

/** Makes a list of the organisations that may use a service, or says anew what it is for. */
export const putAccessList =
  (deps: Dependencies) => (list: PutAccessList, context: CommandContext) =>
    execute(deps, list, { type: 'PutAccessList', ...list, at: context.at }, context)

/** Changes who stands on a list, takes a resource off it, or does away with it. */
export const changeAccessList =
  (deps: Dependencies) => (list: ListNamed, change: ListChange, context: CommandContext) =>
    execute(deps, list, { ...change, at: context.at }, context)

export type ConnectResource = ListNamed & {
  /** The owner of the list, by number: a resource of nobody else is connected. */
  readonly authority: OrgNo
  readonly resource: ResourceId
  readonly actions: readonly string[]
}

export type ConnectRefusal =
  | AccessListRefusal
  | { readonly code: 'connected-resource-not-found' }
  | { readonly code: 'connected-resource-of-another' }

/** Lets those who stand on a list use a resource: for some actions, or for all if none are named. */
export const connectResource =
  (deps: Dependencies) =>
  async (
    { authority, resource, actions, ...list }: ConnectResource,
    context: CommandContext,
  ): Promise<Outcome<true, ConnectRefusal>> => {
    const { documents } = await deps.views.fetch([ref(resources, resource)])
    const [registered] = documents
    if (registered === undefined) return refused({ code: 'connected-resource-not-found' })
    if (registered.owner !== authority) return refused({ code: 'connected-resource-of-another' })
    const command = { type: 'ConnectResource', resource, actions, at: context.at } as const
    return execute(deps, list, command, context)
  }
