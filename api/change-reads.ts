import type { ChangeId } from '../domain/values.ts'
import {
  changeOfMember,
  changeRequests,
  type ChangeRequestView,
} from '../projections/change-requests.ts'
import type { Position } from '../projections/recorded.ts'
import { ref, type Views } from '../projections/views.ts'

export async function changeById(
  views: Views,
  id: ChangeId,
  atLeast?: Position,
): Promise<ChangeRequestView | undefined> {
  const { documents } = await views.fetch([ref(changeRequests, id)], atLeast)
  return documents[0]
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
