import type { OrgNo } from '../domain/values.ts'
import { organisationsByUuid } from '../projections/organisations-by-uuid.ts'
import type { Position } from '../projections/recorded.ts'
import { ref, type Views } from '../projections/views.ts'

/**
 * The organisation that was last registered under this UUID. That it still bears it is not checked here.
 *
 * @throws {ViewsNotReady} {ViewsBehind}
 */
export async function partyOfUuid(
  views: Views,
  uuid: string,
  atLeast?: Position,
): Promise<OrgNo | undefined> {
  const { documents } = await views.fetch([ref(organisationsByUuid, uuid)], atLeast)
  return documents[0]?.orgNo
}
