import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { DeriveId } from '../../application/derive-id.ts'
import type { SaidCatalogue } from '../../application/record-catalogue.ts'
import {
  EntityType,
  type PackageDefinition,
  type PackageOfRole,
  type RoleDefinition,
} from '../../domain/catalogue/events.ts'
import { RoleCode } from '../../domain/party/events.ts'
import { AccessPackage, Localized } from '../../domain/values.ts'
import { rootFolder } from '../programs/root-folder.ts'

const PackagesFile = z
  .array(
    z.object({
      urn: AccessPackage,
      id: z.uuid().optional(),
      entityType: EntityType,
      isDelegable: z.boolean(),
      isAssignable: z.boolean(),
      isAvailableForServiceOwners: z.boolean(),
      name: Localized,
      area: z.string().min(1),
      areaGroup: z.string().min(1),
      roles: z.array(
        z.object({
          role: RoleCode,
          entityVariant: z.string().optional(),
          hasAccess: z.boolean(),
          canDelegate: z.boolean(),
        }),
      ),
    }),
  )
  .min(1)
type PackagesFile = z.infer<typeof PackagesFile>

const RolesFile = z
  .array(
    z.object({
      code: RoleCode,
      id: z.uuid().optional(),
      urn: z.string().min(1),
      legacyCode: z.string().nullish(),
      legacyUrn: z.string().nullish(),
      name: z.string().min(1),
      nameEn: z.string().min(1),
      isKeyRole: z.boolean(),
      provider: z.string().min(1),
      entityType: EntityType,
      grantsRoles: z.array(z.string()),
    }),
  )
  .min(1)
type RolesFile = z.infer<typeof RolesFile>

/** A file of the catalogue cannot be used. Names the file, and the member that is wrong. */
export class CatalogueUnusable extends Error {
  override readonly name = 'CatalogueUnusable'
  readonly code = 'ERR_CATALOGUE_UNUSABLE'
}

type Options = {
  /** The catalogue of this project if there is none. */
  readonly packagesPath?: string | undefined
  readonly rolesPath?: string | undefined
  readonly deriveId: DeriveId
}

const ownFile = (name: string): string =>
  join(rootFolder(), 'infrastructure', 'registers', 'catalogue', name)

/**
 * The catalogue, from a file of access packages, each with the roles that give it, and a file of roles. What has no id
 * there has one that follows from its name. An empty file is no catalogue: it would take everything from everybody.
 *
 * @throws {CatalogueUnusable}
 */
export function catalogueInFiles({
  packagesPath = ownFile('access-packages.json'),
  rolesPath = ownFile('roles.json'),
  deriveId,
}: Options): SaidCatalogue {
  const packages = readFile(packagesPath, PackagesFile)
  const roles = readFile(rolesPath, RolesFile)
  const known = new Set<string>(roles.map(({ code }) => code))
  for (const { urn, roles: giving } of packages)
    for (const { role } of giving)
      if (!known.has(role))
        throw new CatalogueUnusable(`${packagesPath}: ${urn} comes with ${role}, which is no role`)
  requireOnce(packagesPath, packages, ({ urn }) => urn)
  requireOnce(rolesPath, roles, ({ code }) => code)
  const comesWith = packagesByRole(packages)
  return {
    packages: packages.map((one) => packageOf(one, deriveId)),
    roles: roles.map((one) => roleOf(one, comesWith.get(one.code) ?? [], deriveId)),
  }
}

function requireOnce<One>(path: string, all: readonly One[], nameOf: (one: One) => string): void {
  const seen = new Set<string>()
  for (const name of all.map(nameOf)) {
    if (seen.has(name)) throw new CatalogueUnusable(`${path}: ${name} is there twice`)
    seen.add(name)
  }
}

function packageOf(said: PackagesFile[number], deriveId: DeriveId): PackageDefinition {
  const { urn, id, name, area, areaGroup, entityType } = said
  const { isAssignable, isDelegable, isAvailableForServiceOwners } = said
  return {
    urn,
    id: id ?? deriveId('access-package', urn),
    name,
    area: { id: deriveId('access-package-area', areaGroup, area), name: area },
    areaGroup: { id: deriveId('access-package-area-group', areaGroup), name: areaGroup },
    entityType,
    isAssignable,
    isDelegable,
    isAvailableForServiceOwners,
  }
}

function roleOf(
  said: RolesFile[number],
  packages: readonly PackageOfRole[],
  deriveId: DeriveId,
): RoleDefinition {
  const { code, id, urn, legacyCode, legacyUrn, name, nameEn } = said
  const { isKeyRole, provider, entityType, grantsRoles } = said
  return {
    code,
    id: id ?? deriveId('role', code),
    urn,
    name: { nb: name, nn: name, en: nameEn },
    ...(legacyCode && { legacyCode }),
    ...(legacyUrn && { legacyUrn }),
    isKeyRole,
    provider,
    entityType,
    grantsRoles,
    packages: [...packages],
  }
}

function packagesByRole(packages: PackagesFile): ReadonlyMap<string, readonly PackageOfRole[]> {
  const byRole = new Map<string, PackageOfRole[]>()
  for (const { urn: accessPackage, roles } of packages)
    for (const { role, entityVariant: form, hasAccess, canDelegate } of roles) {
      const one = { accessPackage, ...(form && { form }), hasAccess, canDelegate }
      byRole.set(role, [...(byRole.get(role) ?? []), one])
    }
  return byRole
}

function readFile<Said>(path: string, schema: z.ZodType<Said>): Said {
  const read = schema.safeParse(jsonIn(path))
  if (read.success) return read.data
  const wrong = read.error.issues.map(
    ({ path: place, message }) => `${place.map(String).join('.')}: ${message}`,
  )
  throw new CatalogueUnusable(`${path} cannot be used:\n  ${wrong.slice(0, 20).join('\n  ')}`)
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new CatalogueUnusable(`${path} cannot be read as JSON`, { cause })
  }
}
