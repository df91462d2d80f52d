import { SystemId, type SystemUserId } from '../domain/values.ts'
import type { Position } from '../projections/recorded.ts'
import {
  systemUserOfMember,
  systemUsers,
  type SystemUserView,
} from '../projections/system-users.ts'
import { systems, type SystemView } from '../projections/systems.ts'
import { ref, type Views } from '../projections/views.ts'

export async function systemById(
  views: Views,
  id: SystemId,
  atLeast?: Position,
): Promise<SystemView | undefined> {
  const { documents } = await views.fetch([ref(systems, id)], atLeast)
  return documents[0]
}

export async function systemUserById(
  views: Views,
  id: SystemUserId,
  atLeast?: Position,
): Promise<SystemUserView | undefined> {
  const { documents } = await views.fetch([ref(systemUsers, id)], atLeast)
  return documents[0]
}

/** The systems of these ids that there are, in their order. */
export async function systemsById(
  views: Views,
  ids: readonly string[],
  atLeast?: Position,
): Promise<readonly SystemView[]> {
  const refs = ids.map((id) => ref(systems, SystemId.parse(id)))
  const { documents } = await views.fetch(refs, atLeast)
  return documents.filter((system) => system !== undefined)
}

/** The system users that stand on a list under these members, in their order. */
export async function systemUsersOf(
  views: Views,
  members: readonly string[],
  atLeast?: Position,
): Promise<readonly SystemUserView[]> {
  const refs = members.map((member) => ref(systemUsers, systemUserOfMember(member)))
  const { documents } = await views.fetch(refs, atLeast)
  return documents.filter((user) => user !== undefined)
}
