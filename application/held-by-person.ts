import { packagesHeld, policyRoleCodes } from '../domain/catalogue/standing.ts'
import { rolesOf } from '../domain/party/held-roles.ts'
import { mainUnitOf } from '../domain/party/units.ts'
import type { PersonRef } from '../domain/values.ts'
import type { PartyView } from '../projections/parties.ts'
import type { Position } from '../projections/recorded.ts'
import { roles } from '../projections/roles.ts'
import { ref, type Views } from '../projections/views.ts'
import { partiesOfPerson } from './access-candidates.ts'
import { type HeldAt, partiesIn } from './party-hierarchy.ts'

/**
 * Where a person holds a role that the catalogue knows, and what comes with it there: the roles and packages by which
 * decisions on people go. A role at a main unit is held at its sub-units too. What one person gave another is not known.
 *
 * @throws {ViewsNotReady} {ViewsBehind}
 */
export async function heldByPerson(
  views: Views,
  person: PersonRef,
  atLeast?: Position,
): Promise<readonly HeldAt[]> {
  const units = await partiesIn(views, await partiesOfPerson(views, person, atLeast), atLeast)
  const known = new Map(units.map((party) => [party.orgNo, party]))
  const held = units.map((party) => {
    const mainUnit = mainUnitOf(party)
    const above = mainUnit === undefined ? undefined : known.get(mainUnit)
    return { party, codes: codesAt([party, above], person) }
  })
  const codes = [...new Set(held.flatMap((one) => one.codes))]
  const { documents } = await views.fetch(
    codes.map((code) => ref(roles, code)),
    atLeast,
  )
  const definitions = new Map(
    documents.flatMap((role) => (role === undefined ? [] : [[role.code, role]])),
  )
  return held.flatMap((one) => {
    const defined = one.codes.flatMap((code) => definitions.get(code) ?? [])
    const standing = { roles: defined, form: one.party.form }
    if (defined.length === 0) return []
    return [
      {
        party: one.party,
        roles: [...policyRoleCodes(standing)].toSorted(),
        accessPackages: [...packagesHeld(standing)].toSorted(),
        resources: [],
      },
    ]
  })
}

const codesAt = (
  units: readonly (PartyView | undefined)[],
  person: PersonRef,
): readonly string[] => [...new Set(units.flatMap((unit) => rolesOf(unit?.roles ?? [], person)))]
