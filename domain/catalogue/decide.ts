import { accept, type Decision } from '../decider.ts'
import { same } from '../same.ts'
import type { Instant } from '../values.ts'
import type { CatalogueEvent, PackageDefinition, RoleDefinition } from './events.ts'
import type { Catalogue } from './state.ts'

export type CatalogueCommand = {
  readonly type: 'RecordCatalogue'
  readonly packages: readonly PackageDefinition[]
  readonly roles: readonly RoleDefinition[]
  readonly at: Instant
}

/** The catalogue is right: there is nothing to refuse. */
export type CatalogueRefusal = never

/**
 * Records what is not as it was, all of it in one decision, so that at no position a role gives a package that nobody
 * knows. Of two entries under one name the last one counts.
 */
export function decide(
  { packages, roles, at }: CatalogueCommand,
  state: Catalogue,
): Decision<CatalogueEvent, CatalogueRefusal> {
  const newPackages = changesOf(byName(packages, 'urn'), state.packages)
  const newRoles = changesOf(byName(roles, 'code'), state.roles)
  return accept<CatalogueEvent>(
    ...newPackages.said.map((one) => ({ type: 'AccessPackageDefined', ...one, at }) as const),
    ...newRoles.said.map((one) => ({ type: 'RoleDefined', ...one, at }) as const),
    ...newRoles.gone.map(({ code }) => ({ type: 'RoleWithdrawn', code, at }) as const),
    ...newPackages.gone.map(({ urn }) => ({ type: 'AccessPackageWithdrawn', urn, at }) as const),
  )
}

const byName = <Name extends string, Definition extends Readonly<Record<Name, string>>>(
  said: readonly Definition[],
  name: Name,
): ReadonlyMap<string, Definition> => new Map(said.map((one) => [one[name], one]))

const changesOf = <Definition>(
  said: ReadonlyMap<string, Definition>,
  known: ReadonlyMap<string, Definition>,
) => ({
  said: [...said].filter(([name, one]) => !same(one, known.get(name))).map(([, one]) => one),
  gone: [...known].filter(([name]) => !said.has(name)).map(([, one]) => one),
})
