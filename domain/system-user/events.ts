import { z } from 'zod'
import { AccessPackage, Instant, Right } from '../values.ts'
import { changeEvents } from './change-events.ts'
import { identity } from './identity.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.
// Who did it stands in the event's metadata.

const asked = {
  ...identity,
  integrationTitle: z.string(),
  rights: z.array(Right),
  accessPackages: z.array(AccessPackage),
}

export const SystemUserRequested = z.object({
  type: z.literal('SystemUserRequested'),
  ...asked,
  redirectUrl: z.string().optional(),
  expiresAt: Instant,
  at: Instant,
})
export type SystemUserRequested = z.infer<typeof SystemUserRequested>

export const SystemUserRequestEscalated = z.object({
  type: z.literal('SystemUserRequestEscalated'),
  ...identity,
  at: Instant,
})

export const SystemUserApproved = z.object({
  type: z.literal('SystemUserApproved'),
  ...identity,
  integrationTitle: z.string(),
  at: Instant,
})

export const SystemUserRejected = z.object({
  type: z.literal('SystemUserRejected'),
  ...identity,
  reason: z.string().optional(),
  at: Instant,
})

/** The vendor took its request back before it was answered. */
export const SystemUserRequestWithdrawn = z.object({
  type: z.literal('SystemUserRequestWithdrawn'),
  ...identity,
  at: Instant,
})

export const SystemUserRequestExpired = z.object({
  type: z.literal('SystemUserRequestExpired'),
  ...identity,
  at: Instant,
})

/** Made by the party itself, with no request before it. */
export const SystemUserCreated = z.object({
  type: z.literal('SystemUserCreated'),
  ...asked,
  at: Instant,
})
export type SystemUserCreated = z.infer<typeof SystemUserCreated>

/** The party gave it another title. */
export const SystemUserRenamed = z.object({
  type: z.literal('SystemUserRenamed'),
  ...identity,
  integrationTitle: z.string(),
  at: Instant,
})

/**
 * The party withdrew its power of attorney, or the vendor gave it up; who did it stands in the metadata. This one event
 * ends all that was delegated to the system user.
 */
export const SystemUserRevoked = z.object({
  type: z.literal('SystemUserRevoked'),
  ...identity,
  at: Instant,
})

export const SystemUserEvent = z.discriminatedUnion('type', [
  SystemUserRequested,
  SystemUserRequestEscalated,
  SystemUserApproved,
  SystemUserRejected,
  SystemUserRequestWithdrawn,
  SystemUserRequestExpired,
  SystemUserCreated,
  SystemUserRenamed,
  SystemUserRevoked,
  ...changeEvents,
])
export type SystemUserEvent = z.infer<typeof SystemUserEvent>
