import {
  accessPackageList,
  accessPackages,
  type AccessPackageView,
} from '../projections/access-packages.ts'
import { AccessPackage, ResourceId } from '../domain/values.ts'
import type { Position } from '../projections/recorded.ts'
import { resourcesOfSubject } from '../projections/resource-subjects.ts'
import { resources, type ResourceView } from '../projections/resources.ts'
import { roleList, roles, type RoleView } from '../projections/roles.ts'
import { ref, type Views } from '../projections/views.ts'
import { wholeList } from './whole-list.ts'

/** Every access package of the catalogue, by URN. */
export async function allPackages(
  views: Views,
  atLeast?: Position,
): Promise<readonly AccessPackageView[]> {
  const urns = await wholeList(views, accessPackageList, atLeast)
  const refs = urns.map((urn) => ref(accessPackages, AccessPackage.parse(urn)))
  const { documents } = await views.fetch(refs, atLeast)
  return documents.filter((one) => one !== undefined)
}

/** Every role of the catalogue, by code. */
export async function allRoles(views: Views, atLeast?: Position): Promise<readonly RoleView[]> {
  const codes = await wholeList(views, roleList, atLeast)
  const { documents } = await views.fetch(
    codes.map((code) => ref(roles, code)),
    atLeast,
  )
  return documents.filter((one) => one !== undefined)
}

/** The resources whose policy names any of the subjects in a rule, each once, by id (spec pdp §4.3). */
export async function resourcesNaming(
  views: Views,
  subjects: readonly string[],
  atLeast?: Position,
): Promise<readonly ResourceView[]> {
  const lists = await Promise.all(
    [...new Set(subjects)].map((urn) => wholeList(views, resourcesOfSubject(urn), atLeast)),
  )
  const ids = [...new Set(lists.flat())].toSorted()
  const refs = ids.map((id) => ref(resources, ResourceId.parse(id)))
  const { documents } = await views.fetch(refs, atLeast)
  return documents.filter((one) => one !== undefined)
}
