import { z } from 'zod'
import { Instant, OrgNo, PersonRef } from '../values.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.

/** Who holds a role at an organisation: a person, or another organisation (its accountant, say). */
export const Holder = z.discriminatedUnion('type', [
  z.object({ type: z.literal('person'), person: PersonRef }),
  z.object({ type: z.literal('organisation'), orgNo: OrgNo }),
])
export type Holder = z.infer<typeof Holder>

/** A role by its code in the role catalogue, e.g. `daglig-leder`, `regnskapsforer`. */
export const RoleCode = z.string().regex(/^[a-z0-9-]{1,64}$/u)

/** What the register says it is; said anew when more than its name has changed. Its roles stay as they were. */
export const PartyRegistered = z.object({
  type: z.literal('PartyRegistered'),
  orgNo: OrgNo,
  name: z.string(),
  /** The register's code for its legal form, e.g. `AS`, `ORGL`. */
  form: z.string(),
  uuid: z.uuid(),
  /** The organisation that it is a part of, as the register has it; a sub-unit always has one. */
  parent: OrgNo.optional(),
  at: Instant,
})

export const PartyRenamed = z.object({
  type: z.literal('PartyRenamed'),
  orgNo: OrgNo,
  name: z.string(),
  at: Instant,
})

/** The register has struck it off, or no longer has it. Its roles have ended before; it may be registered again. */
export const PartyDissolved = z.object({
  type: z.literal('PartyDissolved'),
  orgNo: OrgNo,
  at: Instant,
})

export const PartyRoleGiven = z.object({
  type: z.literal('PartyRoleGiven'),
  orgNo: OrgNo,
  role: RoleCode,
  holder: Holder,
  at: Instant,
})

export const PartyRoleEnded = z.object({
  type: z.literal('PartyRoleEnded'),
  orgNo: OrgNo,
  role: RoleCode,
  holder: Holder,
  at: Instant,
})

export const PartyEvent = z.discriminatedUnion('type', [
  PartyRegistered,
  PartyRenamed,
  PartyDissolved,
  PartyRoleGiven,
  PartyRoleEnded,
])
export type PartyEvent = z.infer<typeof PartyEvent>
