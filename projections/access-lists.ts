import { z } from 'zod'
import { AccessListId, AccessListName } from '../domain/access-list/events.ts'
import { OrgCode } from '../domain/resource/competent-authority.ts'
import { Instant, OrgNo, ResourceId } from '../domain/values.ts'
import { type Entry, projection } from './projection.ts'

const Connection = z.object({
  resource: ResourceId,
  actions: z.array(z.string()),
  createdAt: Instant,
  updatedAt: Instant,
})

export const AccessListView = z.object({
  id: AccessListId,
  edition: z.int().positive(),
  owner: OrgCode,
  name: AccessListName,
  title: z.string(),
  description: z.string(),
  connections: z.array(Connection),
  createdAt: Instant,
  updatedAt: Instant,
  /** The place of its last event in the log, those of members included. */
  sequence: z.int().nonnegative(),
})
export type AccessListView = z.infer<typeof AccessListView>

export const accessListsOfOwner = (owner: OrgCode): string => `access-lists-of-owner:${owner}`

const events = [
  'AccessListCreated',
  'AccessListDescribed',
  'AccessListDeleted',
  'AccessListMemberAdded',
  'AccessListMemberRemoved',
  'AccessListResourceConnected',
  'AccessListResourceDisconnected',
] as const

/** The access lists of service owners, without who stands on them. */
export const accessLists = projection({
  name: 'access-lists',
  document: AccessListView,
  events,
  key: (event) => event.id,
  evolve: (list, event, { position }): AccessListView | undefined => {
    const sequence = Number(position)
    const { at } = event
    if (event.type === 'AccessListCreated') {
      const { id, edition, owner, name, title, description } = event
      const said = { id, edition, owner, name, title, description }
      return { ...said, connections: [], createdAt: at, updatedAt: at, sequence }
    }
    if (list === undefined || event.type === 'AccessListDeleted') return undefined
    const changed = { ...list, updatedAt: at, sequence }
    switch (event.type) {
      case 'AccessListDescribed':
        return { ...changed, title: event.title, description: event.description }
      case 'AccessListMemberAdded':
      case 'AccessListMemberRemoved':
        return changed
      case 'AccessListResourceConnected':
      case 'AccessListResourceDisconnected': {
        const { resource } = event
        const before = list.connections.find((one) => one.resource === resource)
        const others = list.connections.filter((one) => one.resource !== resource)
        if (event.type === 'AccessListResourceDisconnected')
          return { ...changed, connections: others }
        const { actions } = event
        const createdAt = before?.createdAt ?? at
        const connections = [...others, { resource, actions, createdAt, updatedAt: at }]
        return { ...changed, connections: connections.toSorted(byResource) }
      }
    }
  },
  entries: ({ owner, name }) => [{ list: accessListsOfOwner(owner), member: name }],
})

const byResource = (a: { readonly resource: string }, b: { readonly resource: string }): number =>
  a.resource < b.resource ? -1 : 1

export const ResourceAccessLists = z.object({
  lists: z.array(
    z.object({ id: AccessListId, edition: z.int().positive(), actions: z.array(z.string()) }),
  ),
})
export type ResourceAccessLists = z.infer<typeof ResourceAccessLists>

/** By which lists a resource is used, and for which actions. Every decision about such a resource asks for it. */
export const resourceAccessLists = projection({
  name: 'resource-access-lists',
  document: ResourceAccessLists,
  events: ['AccessListResourceConnected', 'AccessListResourceDisconnected'],
  key: (event) => event.resource,
  evolve: (known, event): ResourceAccessLists | undefined => {
    const others = known?.lists.filter(({ id }) => id !== event.id) ?? []
    if (event.type === 'AccessListResourceDisconnected')
      return others.length > 0 ? { lists: others } : undefined
    const { id, edition, actions } = event
    return { lists: [...others, { id, edition, actions }] }
  },
})

export const AccessListMemberships = z.object({
  party: OrgNo,
  lists: z.array(z.object({ id: AccessListId, edition: z.int().positive(), since: Instant })),
})
export type AccessListMemberships = z.infer<typeof AccessListMemberships>

/** Who stands on an edition of a list, by organisation number. */
export const membersOfAccessList = (id: AccessListId, edition: number): string =>
  `members-of-access-list:${id}:${edition}`

/** On which lists a party stands; one that was deleted meanwhile counts for nothing. */
export const accessListMemberships = projection({
  name: 'access-list-memberships',
  document: AccessListMemberships,
  events: ['AccessListMemberAdded', 'AccessListMemberRemoved'],
  key: (event) => event.party,
  evolve: (known, event): AccessListMemberships | undefined => {
    const { id, edition, party, at: since } = event
    const others = known?.lists.filter((one) => one.id !== id || one.edition !== edition) ?? []
    if (event.type === 'AccessListMemberAdded')
      return { party, lists: [...others, { id, edition, since }] }
    return others.length > 0 ? { party, lists: others } : undefined
  },
  entries: ({ party, lists }): readonly Entry[] =>
    lists.map(({ id, edition }) => ({ list: membersOfAccessList(id, edition), member: party })),
})
