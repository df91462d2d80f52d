import { z } from 'zod'
import { DelegatedRight } from '../delegation/events.ts'
import { AccessPackage, ChangeId, Instant, ResourceId, Right } from '../values.ts'
import { identity } from './identity.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.

/** What a vendor wants changed. What is named nowhere stays as it is; what is named on both sides is given anew. */
const wanted = {
  requiredRights: z.array(Right),
  unwantedRights: z.array(Right),
  requiredAccessPackages: z.array(AccessPackage),
  unwantedAccessPackages: z.array(AccessPackage),
}

export const WantedChange = z.object(wanted)
export type WantedChange = z.infer<typeof WantedChange>

/** What comes and what goes when a change is approved: all that differs, and nothing else. */
const difference = {
  given: z.object({ rights: z.array(DelegatedRight), accessPackages: z.array(AccessPackage) }),
  /** Of a resource that is taken all rights go, whatever they are. */
  taken: z.object({ resources: z.array(ResourceId), accessPackages: z.array(AccessPackage) }),
}

export const Difference = z.object(difference)
export type Difference = z.infer<typeof Difference>

const change = { ...identity, change: ChangeId, at: Instant }

export const SystemUserChangeRequested = z.object({
  type: z.literal('SystemUserChangeRequested'),
  ...change,
  ...wanted,
  redirectUrl: z.string().optional(),
  expiresAt: Instant,
})
export type SystemUserChangeRequested = z.infer<typeof SystemUserChangeRequested>

/** The party said yes. From this one event on the system user holds what it then holds. */
export const SystemUserChangeApproved = z.object({
  type: z.literal('SystemUserChangeApproved'),
  ...change,
  ...difference,
})
export type SystemUserChangeApproved = z.infer<typeof SystemUserChangeApproved>

export const SystemUserChangeRejected = z.object({
  type: z.literal('SystemUserChangeRejected'),
  ...change,
  reason: z.string().optional(),
})

/** The vendor took back what it had asked for, answered with no or not answered at all. */
export const SystemUserChangeWithdrawn = z.object({
  type: z.literal('SystemUserChangeWithdrawn'),
  ...change,
})

/** Nobody can answer any more: the time is up, or the system user is gone. */
export const SystemUserChangeExpired = z.object({
  type: z.literal('SystemUserChangeExpired'),
  ...change,
})

export const changeEvents = [
  SystemUserChangeRequested,
  SystemUserChangeApproved,
  SystemUserChangeRejected,
  SystemUserChangeWithdrawn,
  SystemUserChangeExpired,
] as const

export const SystemUserChangeEvent = z.discriminatedUnion('type', changeEvents)
export type SystemUserChangeEvent = z.infer<typeof SystemUserChangeEvent>
