import { managesAccess } from '../domain/party/access-management.ts'
import type { OrgNo, PersonRef } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import { partyAt } from './party-at.ts'

/**
 * May the person give and withdraw powers of attorney for the organisation? Whoever may do so for a main unit may for
 * its sub-units. No for an organisation that the register does not know, so that a stranger learns nothing from the
 * answer.
 */
export async function isAccessManager(
  views: Views,
  person: PersonRef,
  orgNo: OrgNo,
): Promise<boolean> {
  const party = await partyAt(views, orgNo)
  return party !== undefined && managesAccess(party.roles, person)
}
