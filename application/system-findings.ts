import type { ClientId, ResourceId, Right, SystemId } from '../domain/values.ts'
import { clientIds } from '../projections/client-ids.ts'
import { resources } from '../projections/resources.ts'
import { systems } from '../projections/systems.ts'
import { ref, type Views } from '../projections/views.ts'
import { type SystemPackages, type UnfitPackages, unfitPackages } from './access-packages.ts'
import type { ClientIdTaken } from './client-id-reservations.ts'

export type UnfitResources =
  | { readonly code: 'resources-not-found'; readonly resources: readonly string[] }
  | { readonly code: 'resources-not-delegable'; readonly resources: readonly ResourceId[] }

/** What the registers have against a system, of which each is told. */
export type SystemFinding =
  { readonly code: 'system-id-taken' } | UnfitResources | UnfitPackages | ClientIdTaken

/** A system is refused for all that is found at once, so that its vendor need not try again for each. */
export type SystemUnfit = {
  readonly code: 'system-unfit'
  readonly findings: readonly SystemFinding[]
}

/** What of a system is held against the registers; of what is left out nothing is said. */
export type ExaminedSystem = {
  readonly systemId?: SystemId | undefined
  /** Under that id there must be no other. */
  readonly isNew?: boolean
  readonly rights?: readonly Right[]
  /** They were named as resources, and can be none. */
  readonly impossibleResources?: readonly string[]
  readonly packages?: SystemPackages
  readonly clientIds?: readonly ClientId[]
}

/** All that the registers have against a system as its vendor would have it (spec systemuser-api §2.1). */
export async function systemFindings(
  views: Views,
  { systemId, isNew, packages, clientIds: wanted = [], ...named }: ExaminedSystem,
): Promise<readonly SystemFinding[]> {
  const findings = await Promise.all([
    isNew && systemId ? takenId(views, systemId) : [],
    unfitResources(views, named),
    packages ? unfitPackages(views, packages) : [],
    clientIdsOfOthers(views, systemId, wanted),
  ])
  return findings.flat()
}

/** Whose a client id is, its reservation decides, and not what the views say of it: that is told beside other findings. */
export const unfitFor = (findings: readonly SystemFinding[]): SystemUnfit | undefined =>
  findings.every(({ code }) => code === 'client-id-taken')
    ? undefined
    : { code: 'system-unfit', findings }

async function takenId(views: Views, systemId: SystemId): Promise<readonly SystemFinding[]> {
  const { documents } = await views.fetch([ref(systems, systemId)])
  return documents[0] === undefined ? [] : [{ code: 'system-id-taken' }]
}

/** Types of resources that a system user cannot be given (spec systemuser-api §2.1, VLD-17). */
const typesNotDelegable: ReadonlySet<string> = new Set([
  'MaskinportenSchema',
  'Altinn2Service',
  'Consent',
])

async function unfitResources(
  views: Views,
  { rights = [], impossibleResources = [] }: Pick<ExaminedSystem, 'rights' | 'impossibleResources'>,
): Promise<readonly UnfitResources[]> {
  const ids = [...new Set(rights.map((right) => right.resource))]
  const { documents } = await views.fetch(ids.map((id) => ref(resources, id)))
  const missing = [...ids.filter((_, i) => documents[i] === undefined), ...impossibleResources]
  const undelegable = ids.filter((_, i) => {
    const content = documents[i]?.content
    return content && (!content.delegable || typesNotDelegable.has(content.resourceType))
  })
  const unfit: UnfitResources[] = []
  if (missing.length > 0) unfit.push({ code: 'resources-not-found', resources: missing })
  if (undelegable.length > 0)
    unfit.push({ code: 'resources-not-delegable', resources: undelegable })
  return unfit
}

async function clientIdsOfOthers(
  views: Views,
  systemId: SystemId | undefined,
  wanted: readonly ClientId[],
): Promise<readonly ClientIdTaken[]> {
  const { documents } = await views.fetch(wanted.map((id) => ref(clientIds, id)))
  const taken = wanted.find((_, i) => {
    const held = documents[i]
    return held !== undefined && held.systemId !== systemId
  })
  return taken === undefined ? [] : [{ code: 'client-id-taken', clientId: taken }]
}
