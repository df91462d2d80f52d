import { mainUnitOf } from '../domain/party/units.ts'
import type { AccessPackage, OrgNo, ResourceId } from '../domain/values.ts'
import { parties, type PartyView } from '../projections/parties.ts'
import type { Position } from '../projections/recorded.ts'
import { ref, type Views } from '../projections/views.ts'

/** What somebody holds at one party, today. */
export type HeldAt = {
  readonly party: PartyView
  /** By the codes by which policies name them. */
  readonly roles: readonly string[]
  readonly accessPackages: readonly AccessPackage[]
  /** Those of which a right was given by name. */
  readonly resources: readonly ResourceId[]
}

/** A party for which somebody may do something, or whose sub-units are such, with these. */
export type AuthorizedParty = HeldAt & {
  /** It is told only so that its sub-units have their place. */
  readonly isOnlyAbove: boolean
  readonly subUnits: readonly HeldAt[]
}

/** Sub-units under their main units, all by organisation number. One whose main unit is gone stands for itself. */
export async function underMainUnits(
  views: Views,
  held: readonly HeldAt[],
  atLeast?: Position,
): Promise<readonly AuthorizedParty[]> {
  const known = new Set(held.map(({ party }) => party.orgNo))
  const wanted = new Set(held.flatMap(({ party }) => mainUnitOf(party) ?? []))
  const above = await partiesIn(
    views,
    [...wanted].filter((orgNo) => !known.has(orgNo)),
    atLeast,
  )
  const places = new Set([...known, ...above.map(({ orgNo }) => orgNo)])
  const subUnits = new Map<OrgNo, HeldAt[]>()
  const tops = above.map((party) => ({ ...nothingAt(party), isOnlyAbove: true }))
  for (const one of held) {
    const mainUnit = mainUnitOf(one.party)
    if (mainUnit === undefined || !places.has(mainUnit)) tops.push({ ...one, isOnlyAbove: false })
    else subUnits.set(mainUnit, [...(subUnits.get(mainUnit) ?? []), one])
  }
  return tops
    .map((top) => ({ ...top, subUnits: inOrder(subUnits.get(top.party.orgNo) ?? []) }))
    .toSorted(byNumber)
}

export async function partiesIn(
  views: Views,
  orgNos: readonly OrgNo[],
  atLeast?: Position,
): Promise<readonly PartyView[]> {
  const { documents } = await views.fetch(
    orgNos.map((orgNo) => ref(parties, orgNo)),
    atLeast,
  )
  return documents.filter((party) => party !== undefined)
}

const nothingAt = (party: PartyView): HeldAt => ({
  party,
  roles: [],
  accessPackages: [],
  resources: [],
})

const inOrder = (held: readonly HeldAt[]): readonly HeldAt[] => held.toSorted(byNumber)

const byNumber = (a: HeldAt, b: HeldAt): number => Number(a.party.orgNo) - Number(b.party.orgNo)
