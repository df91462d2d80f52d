import { subjectAttribute } from '../domain/policy/altinn-attributes.ts'
import type { OrgNo } from '../domain/values.ts'
import type { Position } from '../projections/recorded.ts'
import { resources } from '../projections/resources.ts'
import { ref, type Views } from '../projections/views.ts'
import { resourcesNaming } from './access-catalogue.ts'
import type { HeldAt } from './party-hierarchy.ts'

type Told = { readonly owner: OrgNo; readonly atLeast: Position | undefined }

/**
 * What of it concerns the service owner's own resources: these, and the packages and roles that a policy of theirs names
 * in a rule. A party at which nothing of the kind is held is not told, as by being told it would tell of others' services.
 */
export async function toldToOwner(
  views: Views,
  held: readonly HeldAt[],
  { owner, atLeast }: Told,
): Promise<readonly HeldAt[]> {
  const ids = [...new Set(held.flatMap((one) => one.resources))]
  const { documents } = await views.fetch(
    ids.map((id) => ref(resources, id)),
    atLeast,
  )
  const own = new Set(documents.flatMap((one) => (one?.owner === owner ? [one.id] : [])))
  const subjects = [
    ...new Set(held.flatMap((one) => [...one.accessPackages, ...one.roles.map(roleUrn)])),
  ]
  const naming = await Promise.all(
    subjects.map(async (urn) => {
      const found = await resourcesNaming(views, [urn], atLeast)
      return found.some((one) => one.owner === owner) ? [urn] : []
    }),
  )
  const named: ReadonlySet<string> = new Set(naming.flat())
  return held
    .map((one) => ({
      ...one,
      roles: one.roles.filter((code) => named.has(roleUrn(code))),
      accessPackages: one.accessPackages.filter((urn) => named.has(urn)),
      resources: one.resources.filter((id) => own.has(id)),
    }))
    .filter((one) => one.roles.length + one.accessPackages.length + one.resources.length > 0)
}

/** Policies name roles without regard to case, and are listed by them in lower case. */
const roleUrn = (code: string): string => `${subjectAttribute.roleCode}:${code.toLowerCase()}`
