import type { OrgNo } from '../domain/values.ts'
import { organisationsByUuid } from '../projections/organisations-by-uuid.ts'
import { parties } from '../projections/parties.ts'
import { ref, type Views } from '../projections/views.ts'

/** How a party can be named from outside. */
export type PartyNamed = { readonly orgNo: OrgNo } | { readonly uuid: string }

/** The parties of the register that are meant, in the same order; undefined for whoever is not there. */
export async function partiesNamed(
  views: Views,
  named: readonly PartyNamed[],
): Promise<readonly (OrgNo | undefined)[]> {
  const uuids = named.flatMap((one) => ('uuid' in one ? [one.uuid] : []))
  const { documents: found, position } = await views.fetch(
    uuids.map((uuid) => ref(organisationsByUuid, uuid)),
  )
  const numbers = new Map(uuids.map((uuid, i) => [uuid, found[i]?.orgNo]))
  const meant = named.map((one) => ('uuid' in one ? numbers.get(one.uuid) : one.orgNo))
  const asked = meant.filter((orgNo) => orgNo !== undefined)
  const refs = asked.map((orgNo) => ref(parties, orgNo))
  const { documents } = await views.fetch(refs, position)
  const registered = new Map(asked.map((orgNo, i) => [orgNo, documents[i]]))
  return named.map((one, i) => {
    const orgNo = meant[i]
    const party = orgNo && registered.get(orgNo)
    // Its UUID may be another's by now.
    const isMeant = party && (!('uuid' in one) || party.uuid === one.uuid)
    return isMeant ? party.orgNo : undefined
  })
}
