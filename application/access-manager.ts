import { managesAccess } from '../domain/party/access-management.ts'
import type { OrgNo, PersonRef } from '../domain/values.ts'
import { parties } from '../projections/parties.ts'
import { ref, type Views } from '../projections/views.ts'

/**
 * May the person give and withdraw powers of attorney for the organisation? No for an organisation that the register
 * does not know, so that a stranger learns nothing from the answer.
 */
export async function isAccessManager(
  views: Views,
  person: PersonRef,
  orgNo: OrgNo,
): Promise<boolean> {
  const { documents } = await views.fetch([ref(parties, orgNo)])
  const [party] = documents
  return party !== undefined && managesAccess(party.roles, person)
}
