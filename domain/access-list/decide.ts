import { accept, type Decision, refuse } from '../decider.ts'
import type { OrgCode } from '../resource/competent-authority.ts'
import { same } from '../same.ts'
import type { Instant, OrgNo, ResourceId } from '../values.ts'
import { accessListId, type AccessListEvent, type AccessListName } from './events.ts'
import { allMembers, isMember } from './members.ts'
import type { AccessList } from './state.ts'

export type AccessListCommand =
  | {
      /** Makes the list, or says anew what it is called and for. */
      readonly type: 'PutAccessList'
      readonly owner: OrgCode
      readonly name: AccessListName
      readonly title: string
      readonly description: string
      /** Only if there is none yet. */
      readonly mustBeNew: boolean
      readonly at: Instant
    }
  | { readonly type: 'DeleteAccessList'; readonly at: Instant }
  | {
      /** Those who are to stand on it besides, no more, or alone. */
      readonly type: 'AddMembers' | 'RemoveMembers' | 'ReplaceMembers'
      readonly members: readonly OrgNo[]
      readonly at: Instant
    }
  | {
      readonly type: 'ConnectResource'
      readonly resource: ResourceId
      readonly actions: readonly string[]
      readonly at: Instant
    }
  | { readonly type: 'DisconnectResource'; readonly resource: ResourceId; readonly at: Instant }

export type AccessListRefusal =
  { readonly code: 'access-list-not-found' } | { readonly code: 'access-list-exists' }

type AccessListDecision = Decision<AccessListEvent, AccessListRefusal>
type CommandOf<Type extends AccessListCommand['type']> = Extract<AccessListCommand, { type: Type }>
type Kept = AccessList & { readonly id: NonNullable<AccessList['id']> }

const isKept = (list: AccessList): list is Kept => list.status === 'kept' && list.id !== undefined

export function decide(command: AccessListCommand, state: AccessList): AccessListDecision {
  if (command.type === 'PutAccessList') return put(command, state)
  // A list that is gone is gone however often it is deleted.
  if (command.type === 'DeleteAccessList' && state.status === 'deleted') return accept()
  if (!isKept(state)) return refuse({ code: 'access-list-not-found' })
  switch (command.type) {
    case 'DeleteAccessList':
      return remove(command, state)
    case 'AddMembers':
    case 'RemoveMembers':
    case 'ReplaceMembers':
      return changeMembers(command, state)
    case 'ConnectResource':
      return connect(command, state)
    case 'DisconnectResource':
      return disconnect(command, state)
  }
}

function put(
  { owner, name, title, description, mustBeNew, at }: CommandOf<'PutAccessList'>,
  state: AccessList,
): AccessListDecision {
  if (!isKept(state)) {
    const id = accessListId(owner, name)
    const edition = state.edition + 1
    return accept({ type: 'AccessListCreated', id, edition, owner, name, title, description, at })
  }
  if (state.title === title && state.description === description) return accept()
  if (mustBeNew) return refuse({ code: 'access-list-exists' })
  const { id, edition } = state
  return accept({ type: 'AccessListDescribed', id, edition, title, description, at })
}

/** Its members need not be taken off one by one: what stands on this edition stands on nothing. */
function remove({ at }: CommandOf<'DeleteAccessList'>, state: Kept): AccessListDecision {
  const { id, edition, connections } = state
  const disconnected = [...connections.keys()].map((resource) => ({
    type: 'AccessListResourceDisconnected' as const,
    id,
    edition,
    resource,
    at,
  }))
  return accept<AccessListEvent>(...disconnected, { type: 'AccessListDeleted', id, edition, at })
}

function changeMembers(
  { type, members, at }: CommandOf<'AddMembers' | 'RemoveMembers' | 'ReplaceMembers'>,
  { id, edition, members: before }: Kept,
): AccessListDecision {
  const named = new Set(members)
  const added =
    type === 'RemoveMembers' ? [] : [...named].filter((party) => !isMember(before, party))
  const removed =
    type === 'AddMembers'
      ? []
      : allMembers(before).filter((party) => named.has(party) === (type === 'RemoveMembers'))
  const which = { id, edition, at }
  return accept<AccessListEvent>(
    ...removed.map((party) => ({ type: 'AccessListMemberRemoved' as const, ...which, party })),
    ...added.map((party) => ({ type: 'AccessListMemberAdded' as const, ...which, party })),
  )
}

function connect(
  { resource, actions, at }: CommandOf<'ConnectResource'>,
  { id, edition, connections }: Kept,
): AccessListDecision {
  const named = [...new Set(actions)]
  if (same(connections.get(resource), named)) return accept()
  return accept({ type: 'AccessListResourceConnected', id, edition, resource, actions: named, at })
}

function disconnect(
  { resource, at }: CommandOf<'DisconnectResource'>,
  { id, edition, connections }: Kept,
): AccessListDecision {
  if (!connections.has(resource)) return accept()
  return accept({ type: 'AccessListResourceDisconnected', id, edition, resource, at })
}
