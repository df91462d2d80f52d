import type { AccessPackageView } from '../projections/access-packages.ts'

export type Heading = { readonly id: string; readonly name: string }

/** A field of life, with its packages. */
export type Area = Heading & {
  readonly group: Heading
  readonly packages: readonly AccessPackageView[]
}

export type AreaGroup = Heading & { readonly type: string; readonly areas: readonly Area[] }

/** The packages under their areas, and these under their groups, each in the order of its first package. */
export const groupsOf = (all: readonly AccessPackageView[]): readonly AreaGroup[] =>
  together(all, ({ areaGroup }) => areaGroup.id).map(([first, packages]) => ({
    ...first.areaGroup,
    type: first.entityType,
    areas: areasOf(packages),
  }))

export const areasOf = (all: readonly AccessPackageView[]): readonly Area[] =>
  together(all, ({ area }) => area.id).map(([first, packages]) => ({
    ...first.area,
    group: first.areaGroup,
    packages,
  }))

type Some<One> = readonly [first: One, all: One[]]

function together<One>(all: readonly One[], keyOf: (one: One) => string): readonly Some<One>[] {
  const groups = new Map<string, Some<One>>()
  for (const one of all) {
    const group = groups.get(keyOf(one))
    if (group) group[1].push(one)
    else groups.set(keyOf(one), [one, [one]])
  }
  return [...groups.values()]
}
