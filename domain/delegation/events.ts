import { z } from 'zod'
import { RoleCode } from '../party/events.ts'
import { AccessPackage, Instant, OrgNo, ResourceId, SystemUserId } from '../values.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.

/**
 * By what the system user holds the rights of a party: the party's own power of attorney, or the party's being a
 * client of the facilitator that owns the system user, by the roles that the facilitator held there. It is kept with the
 * grant and never derived.
 */
export const Basis = z.discriminatedUnion('type', [
  z.object({ type: z.literal('own-party') }),
  z.object({ type: z.literal('client'), facilitator: OrgNo, roles: z.array(RoleCode) }),
])
export type Basis = z.infer<typeof Basis>

/**
 * One right of a resource's policy that was handed on. `key` names it across versions of the policy
 * (spec pdp §3.4); `attributes` are those it has beside the resource itself (a task, say).
 */
export const DelegatedRight = z.object({
  resource: ResourceId,
  key: z.string(),
  action: z.string(),
  attributes: z.array(z.object({ id: z.string(), value: z.string() })).optional(),
})
export type DelegatedRight = z.infer<typeof DelegatedRight>

/** All that is delegated from now on: it replaces what was delegated before. */
export const DelegationGranted = z.object({
  type: z.literal('DelegationGranted'),
  systemUser: SystemUserId,
  party: OrgNo,
  basis: Basis,
  rights: z.array(DelegatedRight),
  accessPackages: z.array(AccessPackage),
  at: Instant,
})

export const DelegationRevoked = z.object({
  type: z.literal('DelegationRevoked'),
  systemUser: SystemUserId,
  party: OrgNo,
  at: Instant,
})

export const DelegationEvent = z.discriminatedUnion('type', [DelegationGranted, DelegationRevoked])
export type DelegationEvent = z.infer<typeof DelegationEvent>
