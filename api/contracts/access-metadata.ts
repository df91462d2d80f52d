import { competentAuthority } from '../../domain/resource/competent-authority.ts'
import type { Area, AreaGroup } from '../../application/catalogue-tree.ts'
import type { AccessPackageView } from '../../projections/access-packages.ts'
import type { ResourceView } from '../../projections/resources.ts'
import type { RoleView } from '../../projections/roles.ts'
import type { Language } from '../http/language.ts'

// The catalogue as the contract shows it (spec pdp §4.1). Areas and their groups have a name in bokmål alone.

export const packageAnswer = (
  { id, urn, name, area, areaGroup, entityType, ...flags }: AccessPackageView,
  language: Language,
) => ({
  id,
  name: name[language],
  urn,
  isDelegable: flags.isDelegable,
  isAssignable: flags.isAssignable,
  isResourcePolicyAvailable: flags.isAvailableForServiceOwners,
  area: { ...area, group: areaGroup },
  type: { name: entityType },
})

export const groupAnswer = ({ id, name, type }: AreaGroup) => ({ id, name, type })

export const areaAnswer = ({ id, name, group }: Area) => ({ id, name, group })

/** The tree: groups, their areas, the packages of these. */
export const treeAnswer = (group: AreaGroup, language: Language) => ({
  ...groupAnswer(group),
  areas: group.areas.map(({ id, name, packages }) => ({
    id,
    name,
    packages: packages.map((one) => packageAnswer(one, language)),
  })),
})

export const roleAnswer = (role: RoleView, language: Language) => ({
  id: role.id,
  name: role.name[language],
  code: role.code,
  urn: role.urn,
  isKeyRole: role.isKeyRole,
  legacyRoleCode: role.legacyCode,
  legacyUrn: role.legacyUrn,
  provider: { code: role.provider },
  type: { name: role.entityType },
})

export const resourceOfPackage = ({ id, owner, content }: ResourceView, language: Language) => {
  const { orgcode, name } = competentAuthority(content)
  return {
    refId: id,
    name: content.title[language],
    description: content.description[language],
    provider: { refId: owner, code: orgcode, name: name?.[language] ?? name?.['nb'] },
    type: { name: content.resourceType },
  }
}

export type FoundPackage = {
  readonly found: AccessPackageView
  readonly resources: readonly ResourceView[]
  /** The members in which the words were found. */
  readonly fields: readonly string[]
}

export const foundAnswer = (
  { found, resources, fields }: FoundPackage,
  language: Language,
  withResources: boolean,
) => ({
  object: {
    ...packageAnswer(found, language),
    ...(withResources && { resources: resources.map((one) => resourceOfPackage(one, language)) }),
  },
  score: fields.length,
  fields: fields.map((field) => ({ field })),
})
