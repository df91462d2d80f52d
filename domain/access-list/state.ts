import type { ResourceId } from '../values.ts'
import type { AccessListEvent, AccessListId } from './events.ts'
import { type Members, nobody, withMember, withoutMember } from './members.ts'

export type AccessList = {
  readonly status: 'absent' | 'kept' | 'deleted'
  readonly id?: AccessListId
  /** Of the list that there is, or was last. */
  readonly edition: number
  readonly title: string
  readonly description: string
  readonly members: Members
  /** By resource, the actions that are named. */
  readonly connections: ReadonlyMap<ResourceId, readonly string[]>
}

export const initial: AccessList = {
  status: 'absent',
  edition: 0,
  title: '',
  description: '',
  members: nobody,
  connections: new Map(),
}

export function evolve(state: AccessList, event: AccessListEvent): AccessList {
  switch (event.type) {
    case 'AccessListCreated': {
      const { id, edition, title, description } = event
      return { ...initial, status: 'kept', id, edition, title, description }
    }
    case 'AccessListDescribed':
      return { ...state, title: event.title, description: event.description }
    case 'AccessListDeleted':
      return { ...state, status: 'deleted', members: nobody, connections: new Map() }
    case 'AccessListMemberAdded':
      return { ...state, members: withMember(state.members, event.party) }
    case 'AccessListMemberRemoved':
      return { ...state, members: withoutMember(state.members, event.party) }
    case 'AccessListResourceConnected':
      return {
        ...state,
        connections: new Map([...state.connections, [event.resource, event.actions]]),
      }
    case 'AccessListResourceDisconnected':
      return {
        ...state,
        connections: new Map([...state.connections].filter(([id]) => id !== event.resource)),
      }
  }
}
