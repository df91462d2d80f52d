import { mainUnitOf } from '../domain/party/units.ts'
import type { OrgNo } from '../domain/values.ts'
import { parties, type PartyView } from '../projections/parties.ts'
import type { Position } from '../projections/recorded.ts'
import { ref, type Views } from '../projections/views.ts'

/**
 * The organisation as it stands in the register now, with the roles that count there: its own, and for a sub-unit
 * those of its main unit as well. Undefined for one that the register does not know, or that was dissolved; the roles
 * of a main unit that was dissolved count nowhere.
 *
 * Nothing is remembered: once a lost role is in the read models it is in no answer.
 *
 * @throws {ViewsNotReady} {ViewsBehind}
 */
export async function partyAt(
  views: Views,
  orgNo: OrgNo,
  atLeast?: Position,
): Promise<PartyView | undefined> {
  const { position, documents } = await views.fetch([ref(parties, orgNo)], atLeast)
  const [party] = documents
  const mainUnit = party && mainUnitOf(party)
  if (party === undefined || mainUnit === undefined) return party
  const { documents: above } = await views.fetch([ref(parties, mainUnit)], position)
  return { ...party, roles: [...party.roles, ...(above[0]?.roles ?? [])] }
}
