import { z } from 'zod'

/** UTC instant, as stored. Two of them compare as text. */
export const Instant = z.iso.datetime({ precision: 3 }).brand<'Instant'>()
export type Instant = z.infer<typeof Instant>

/** Nine digits. Whether the organisation exists is for the party register to say. */
export const OrgNo = z
  .string()
  .regex(/^\d{9}$/u)
  .brand<'OrgNo'>()
export type OrgNo = z.infer<typeof OrgNo>

/** The party number of the wire contract; an organisation's is its number read as an integer. */
export const PartyId = z.int().positive().brand<'PartyId'>()
export type PartyId = z.infer<typeof PartyId>

export const partyIdOf = (orgNo: OrgNo): PartyId => PartyId.parse(Number(orgNo))

/** A person by a random name; the number and the real name live in the vault alone. */
export const PersonRef = z.uuid().brand<'PersonRef'>()
export type PersonRef = z.infer<typeof PersonRef>

/**
 * `<vendor's org. number>` or `<vendor's org. number>_<name>`. That the number is the vendor's own is checked when a
 * system is registered. The name is used in URLs and stream names, so it is kept to unreserved characters.
 */
export const SystemId = z
  .string()
  .max(255)
  .regex(/^\d{9}(?:_[\p{L}\p{N}._~-]+)?$/u)
  .brand<'SystemId'>()
export type SystemId = z.infer<typeof SystemId>

/** The system user's id, and before that the id of the request for it: they are one. */
export const SystemUserId = z.uuid().toLowerCase().brand<'SystemUserId'>()
export type SystemUserId = z.infer<typeof SystemUserId>

/** A change of a system user, by the id that its vendor gave it (`correlation-id` of the wire contract). */
export const ChangeId = z.uuid().toLowerCase().brand<'ChangeId'>()
export type ChangeId = z.infer<typeof ChangeId>

/** A client in Maskinporten. Whether it is there, and whose it is, is not known here. */
export const ClientId = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[!-~]+$/u)
  .brand<'ClientId'>()
export type ClientId = z.infer<typeof ClientId>

/** What a vendor calls this customer. Well-formed text, as it is hashed and compared. */
export const ExternalRef = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => text.isWellFormed(), 'is not well-formed text')
  .brand<'ExternalRef'>()
export type ExternalRef = z.infer<typeof ExternalRef>

export const ResourceId = z
  .string()
  .max(255)
  .regex(/^[a-z0-9_-]{4,}$/u)
  .brand<'ResourceId'>()
export type ResourceId = z.infer<typeof ResourceId>

/** `urn:altinn:accesspackage:<name>`. Whether there is such a package is for the catalogue to say. */
export const AccessPackage = z
  .string()
  .max(255)
  .regex(/^urn:altinn:accesspackage:[a-z0-9-]+$/u)
  .brand<'AccessPackage'>()
export type AccessPackage = z.infer<typeof AccessPackage>

/** Text in the three written languages of the portal; further languages are kept as they came. */
export const Localized = z
  .object({ nb: z.string(), nn: z.string(), en: z.string() })
  .catchall(z.string())
export type Localized = z.infer<typeof Localized>

/** `standard` acts for its own party, `agent` for the clients of a facilitator. */
export const SystemUserKind = z.enum(['standard', 'agent'])
export type SystemUserKind = z.infer<typeof SystemUserKind>

/**
 * What a system asks for: all of a resource that its party may hand on. `action` is kept as the vendor wrote it and
 * decides nothing (spec of the system register, §0.6).
 */
export const Right = z.object({ resource: ResourceId, action: z.string().max(255).optional() })
export type Right = z.infer<typeof Right>
