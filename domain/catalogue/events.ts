import { z } from 'zod'
import { RoleCode } from '../party/events.ts'
import { AccessPackage, Instant, Localized } from '../values.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.

/** Whose access it is about: that of organisations, or that of people. */
export const EntityType = z.enum(['Organisasjon', 'Person'])
export type EntityType = z.infer<typeof EntityType>

/** The field of life that a package belongs to, or a group of such fields. */
const Heading = z.object({ id: z.uuid(), name: z.string() })

export const PackageDefinition = z.object({
  urn: AccessPackage,
  id: z.uuid(),
  name: Localized,
  area: Heading,
  areaGroup: Heading,
  entityType: EntityType,
  /** It may be given to a system user that acts for its own party. */
  isAssignable: z.boolean(),
  /** It may be passed on for a client, to a system user that acts for clients. */
  isDelegable: z.boolean(),
  /** Service owners may name it in the policies of their resources. */
  isAvailableForServiceOwners: z.boolean(),
})
export type PackageDefinition = z.infer<typeof PackageDefinition>

/** What of a package comes with a role; at organisations of one legal form alone if there is one. */
export const PackageOfRole = z.object({
  accessPackage: AccessPackage,
  form: z.string().optional(),
  /** Whoever has the role has what the package gives. */
  hasAccess: z.boolean(),
  /** Whoever has the role can give the package to others. One does not follow from the other. */
  canDelegate: z.boolean(),
})
export type PackageOfRole = z.infer<typeof PackageOfRole>

export const RoleDefinition = z.object({
  code: RoleCode,
  id: z.uuid(),
  urn: z.string(),
  name: Localized,
  /** The code by which policies name it (`urn:altinn:rolecode`), where it has one. */
  legacyCode: z.string().optional(),
  legacyUrn: z.string().optional(),
  /** Whoever has it has also what others gave the organisation. */
  isKeyRole: z.boolean(),
  /** Who gives the role: a register, or one of the systems of Altinn. */
  provider: z.string(),
  entityType: EntityType,
  /** Roles that whoever has this one has too, by the codes by which policies name them. */
  grantsRoles: z.array(z.string()),
  packages: z.array(PackageOfRole),
})
export type RoleDefinition = z.infer<typeof RoleDefinition>

/** The catalogue has it; said anew, and in whole, when anything of it has changed. */
export const AccessPackageDefined = z.object({
  type: z.literal('AccessPackageDefined'),
  ...PackageDefinition.shape,
  at: Instant,
})

/** The catalogue no longer has it: nobody is given it from now on. What was given of it stays given. */
export const AccessPackageWithdrawn = z.object({
  type: z.literal('AccessPackageWithdrawn'),
  urn: AccessPackage,
  at: Instant,
})

/** The catalogue has it; said anew, and in whole, when anything of it has changed. */
export const RoleDefined = z.object({
  type: z.literal('RoleDefined'),
  ...RoleDefinition.shape,
  at: Instant,
})

/** The catalogue no longer has it: whoever holds it can do nothing by it. */
export const RoleWithdrawn = z.object({
  type: z.literal('RoleWithdrawn'),
  code: RoleCode,
  at: Instant,
})

export const CatalogueEvent = z.discriminatedUnion('type', [
  AccessPackageDefined,
  AccessPackageWithdrawn,
  RoleDefined,
  RoleWithdrawn,
])
export type CatalogueEvent = z.infer<typeof CatalogueEvent>
