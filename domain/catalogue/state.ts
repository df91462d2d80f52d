import type { CatalogueEvent, PackageDefinition, RoleDefinition } from './events.ts'

/** Everything that the catalogue says, by URN and by code. */
export type Catalogue = {
  readonly packages: ReadonlyMap<string, PackageDefinition>
  readonly roles: ReadonlyMap<string, RoleDefinition>
}

export const initial: Catalogue = { packages: new Map(), roles: new Map() }

export function evolve(state: Catalogue, event: CatalogueEvent): Catalogue {
  switch (event.type) {
    case 'AccessPackageDefined': {
      const definition = packageIn(event)
      return { ...state, packages: new Map(state.packages).set(event.urn, definition) }
    }
    case 'AccessPackageWithdrawn':
      return { ...state, packages: without(state.packages, event.urn) }
    case 'RoleDefined':
      return { ...state, roles: new Map(state.roles).set(event.code, roleIn(event)) }
    case 'RoleWithdrawn':
      return { ...state, roles: without(state.roles, event.code) }
  }
}

type Said<Type extends CatalogueEvent['type']> = Extract<CatalogueEvent, { type: Type }>

export function packageIn(event: Said<'AccessPackageDefined'>): PackageDefinition {
  const { type: _type, at: _at, ...definition } = event
  return definition
}

export function roleIn(event: Said<'RoleDefined'>): RoleDefinition {
  const { type: _type, at: _at, ...definition } = event
  return definition
}

function without<Definition>(
  all: ReadonlyMap<string, Definition>,
  key: string,
): ReadonlyMap<string, Definition> {
  const rest = new Map(all)
  rest.delete(key)
  return rest
}
