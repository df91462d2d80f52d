import type { Limits } from '../domain/decision/access-lists.ts'
import type { AccessListMemberships, ResourceAccessLists } from '../projections/access-lists.ts'
import { onceFor } from './once-for.ts'

/** The same pair of documents is the same object, as facts are compared by it. */
export const limitsOf = (
  lists: ResourceAccessLists | undefined,
  memberships: AccessListMemberships | undefined,
): Limits =>
  lists === undefined || memberships === undefined ? nobody : limitsOnce(memberships, lists)

const nobody: Limits = { lists: [], memberships: [] }
const limitsOnce = onceFor(
  (memberships: AccessListMemberships, { lists }: ResourceAccessLists): Limits => ({
    lists,
    memberships: memberships.lists,
  }),
)
