import type { OrgNo, PersonRef } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import { managedParty } from './standing-at.ts'

/** May the person give and withdraw powers of attorney for the organisation? */
export const isAccessManager = async (
  views: Views,
  person: PersonRef,
  orgNo: OrgNo,
): Promise<boolean> => (await managedParty(views, person, orgNo)) !== undefined
