import type { ChangeId } from '../domain/values.ts'
import {
  changeOfMember,
  changeRequests,
  type ChangeRequestView,
} from '../projections/change-requests.ts'
import type { Position } from '../projections/recorded.ts'
import { systemUsers } from '../projections/system-users.ts'
import { ref, type Views } from '../projections/views.ts'

export async function changeById(
  views: Views,
  id: ChangeId,
  atLeast?: Position,
): Promise<ChangeRequestView | undefined> {
  const { documents } = await views.fetch([ref(changeRequests, id)], atLeast)
  return documents[0]
}

/** A change, and the place of the last event of the system user that it is a part of. */
export type ChangeAsOf = { readonly change: ChangeRequestView; readonly revised: number }

/** Both as they were at one position: a change with a later tag than its own could be answered as what was never seen. */
export async function changeAsOf(
  views: Views,
  id: ChangeId,
  atLeast?: Position,
): Promise<ChangeAsOf | undefined> {
  const found = await changeById(views, id, atLeast)
  if (found === undefined) return undefined
  const refs = [ref(changeRequests, id), ref(systemUsers, found.systemUser)] as const
  const { documents } = await views.fetch(refs, atLeast)
  const [change, systemUser] = documents
  return change && systemUser && { change, revised: systemUser.revised }
}

/** The changes that stand on a list under these members, in their order. */
export async function changesOf(
  views: Views,
  members: readonly string[],
  atLeast?: Position,
): Promise<readonly ChangeRequestView[]> {
  const refs = members.map((member) => ref(changeRequests, changeOfMember(member)))
  const { documents } = await views.fetch(refs, atLeast)
  return documents.filter((change) => change !== undefined)
}
