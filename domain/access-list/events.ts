import { z } from 'zod'
import { OrgCode } from '../resource/competent-authority.ts'
import { Instant, OrgNo, ResourceId } from '../values.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.

/** What an owner calls its list; unique among the owner's. */
export const AccessListName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{1,99}$/u)
  .brand<'AccessListName'>()
export type AccessListName = z.infer<typeof AccessListName>

/** Owner and name together: which list it is. */
export const AccessListId = z
  .string()
  .regex(/^[a-z0-9-]{1,31}:[a-z0-9_-]{2,100}$/u)
  .brand<'AccessListId'>()
export type AccessListId = z.infer<typeof AccessListId>

export const accessListId = (owner: OrgCode, name: AccessListName): AccessListId =>
  AccessListId.parse(`${owner}:${name}`)

/**
 * A list that is deleted and made again under its name is another one: whoever stood on the first does not stand on the
 * second.
 */
const Edition = z.int().positive()

const which = { id: AccessListId, edition: Edition }
const described = { title: z.string(), description: z.string() }

export const AccessListCreated = z.object({
  type: z.literal('AccessListCreated'),
  ...which,
  owner: OrgCode,
  name: AccessListName,
  ...described,
  at: Instant,
})

export const AccessListDescribed = z.object({
  type: z.literal('AccessListDescribed'),
  ...which,
  ...described,
  at: Instant,
})

/** Nobody stands on it any more, and no resource goes by it. */
export const AccessListDeleted = z.object({
  type: z.literal('AccessListDeleted'),
  ...which,
  at: Instant,
})

export const AccessListMemberAdded = z.object({
  type: z.literal('AccessListMemberAdded'),
  ...which,
  party: OrgNo,
  at: Instant,
})

export const AccessListMemberRemoved = z.object({
  type: z.literal('AccessListMemberRemoved'),
  ...which,
  party: OrgNo,
  at: Instant,
})

/** Who stands on the list may use the resource: for these actions, or for all if none are named. */
export const AccessListResourceConnected = z.object({
  type: z.literal('AccessListResourceConnected'),
  ...which,
  resource: ResourceId,
  actions: z.array(z.string()),
  at: Instant,
})

export const AccessListResourceDisconnected = z.object({
  type: z.literal('AccessListResourceDisconnected'),
  ...which,
  resource: ResourceId,
  at: Instant,
})

export const AccessListEvent = z.discriminatedUnion('type', [
  AccessListCreated,
  AccessListDescribed,
  AccessListDeleted,
  AccessListMemberAdded,
  AccessListMemberRemoved,
  AccessListResourceConnected,
  AccessListResourceDisconnected,
])
export type AccessListEvent = z.infer<typeof AccessListEvent>
