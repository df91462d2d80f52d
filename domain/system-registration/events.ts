import { z } from 'zod'
import { AccessPackage, ClientId, Instant, Localized, OrgNo, Right, SystemId } from '../values.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.

/** All that a vendor can change about its system. */
export const SystemContent = z.object({
  name: Localized,
  description: Localized,
  rights: z.array(Right),
  accessPackages: z.array(AccessPackage),
  clientIds: z.array(ClientId),
  visible: z.boolean(),
  redirectUrls: z.array(z.string()),
})
export type SystemContent = z.infer<typeof SystemContent>

export const SystemRegistered = z.object({
  type: z.literal('SystemRegistered'),
  systemId: SystemId,
  internalId: z.uuid(),
  vendor: OrgNo,
  content: SystemContent,
  at: Instant,
})

export const SystemReplaced = z.object({
  type: z.literal('SystemReplaced'),
  systemId: SystemId,
  vendor: OrgNo,
  content: SystemContent,
  at: Instant,
})

/** What the system asks for from now on; all else of it stays as it was. */
export const SystemRightsReplaced = z.object({
  type: z.literal('SystemRightsReplaced'),
  systemId: SystemId,
  vendor: OrgNo,
  rights: z.array(Right),
  at: Instant,
})

export const SystemAccessPackagesReplaced = z.object({
  type: z.literal('SystemAccessPackagesReplaced'),
  systemId: SystemId,
  vendor: OrgNo,
  accessPackages: z.array(AccessPackage),
  at: Instant,
})

export const SystemDeleted = z.object({
  type: z.literal('SystemDeleted'),
  systemId: SystemId,
  vendor: OrgNo,
  at: Instant,
})

export const SystemRegistrationEvent = z.discriminatedUnion('type', [
  SystemRegistered,
  SystemReplaced,
  SystemRightsReplaced,
  SystemAccessPackagesReplaced,
  SystemDeleted,
])
export type SystemRegistrationEvent = z.infer<typeof SystemRegistrationEvent>
