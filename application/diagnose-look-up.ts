import type { ClientId, ExternalRef, OrgNo, SystemId, SystemUserId } from '../domain/values.ts'
import { clientIds } from '../projections/client-ids.ts'
import { holders, tripleKey } from '../projections/holders.ts'
import { parties } from '../projections/parties.ts'
import type { Position } from '../projections/recorded.ts'
import { requestTriples } from '../projections/request-triples.ts'
import {
  systemUserOfMember,
  systemUsers,
  systemUsersOfParty,
  type SystemUserView,
} from '../projections/system-users.ts'
import { systems } from '../projections/systems.ts'
import { ref, type Views } from '../projections/views.ts'
import { wholeList } from './whole-list.ts'

export type Diagnosed = {
  readonly vendor: OrgNo
  readonly clientId: ClientId
  readonly owner: OrgNo
  readonly externalRef: ExternalRef
}

/** What keeps a token from being issued, or the system user that it would be made out to. */
export type Diagnosis =
  | { readonly finding: 'found'; readonly systemId: SystemId; readonly systemUser: SystemUserId }
  /** No system of the vendor holds the client id. */
  | { readonly finding: 'client-id-unknown' }
  | { readonly finding: 'system-deleted'; readonly systemId: SystemId }
  | { readonly finding: 'customer-unknown'; readonly systemId: SystemId }
  | {
      readonly finding: 'request-waits' | 'request-rejected' | 'request-expired'
      readonly systemId: SystemId
      readonly request: SystemUserId
    }
  /** There is one for the customer, under another reference. */
  | {
      readonly finding: 'other-external-ref'
      readonly systemId: SystemId
      readonly externalRefs: readonly string[]
    }
  | { readonly finding: 'never-asked'; readonly systemId: SystemId }

/**
 * Tells a vendor whose token is refused which of client, system, customer, reference and approval is wrong: the first
 * that is, in the order in which a look-up needs them. Of what is not the vendor's own nothing is told: a client id of
 * another is as one that nobody has.
 */
export const diagnoseLookUp =
  ({ views }: { readonly views: Views }) =>
  async (asked: Diagnosed, atLeast?: Position): Promise<Diagnosis> => {
    const { documents: clients } = await views.fetch([ref(clientIds, asked.clientId)], atLeast)
    const systemId = clients[0]?.systemId
    if (systemId === undefined) return { finding: 'client-id-unknown' }
    const triple = { systemId, party: asked.owner, externalRef: asked.externalRef }
    const { documents } = await views.fetch(
      [
        ref(systems, systemId),
        ref(parties, asked.owner),
        ref(holders, tripleKey(triple)),
        ref(requestTriples, tripleKey(triple)),
      ],
      atLeast,
    )
    const [system, party, holder, request] = documents
    if (system?.vendor !== asked.vendor) return { finding: 'client-id-unknown' }
    if (system.deleted) return { finding: 'system-deleted', systemId }
    if (party === undefined) return { finding: 'customer-unknown', systemId }
    if (holder) return { finding: 'found', systemId, systemUser: holder.id }
    const waiting = request && (await requestFinding(views, systemId, request.id))
    return waiting ?? otherwise(views, systemId, asked.owner)
  }

async function requestFinding(
  views: Views,
  systemId: SystemId,
  request: SystemUserId,
): Promise<Diagnosis | undefined> {
  const { documents } = await views.fetch([ref(systemUsers, request)])
  const status = documents[0]?.status
  if (status === 'requested') return { finding: 'request-waits', systemId, request }
  if (status === 'rejected') return { finding: 'request-rejected', systemId, request }
  return status === 'expired' ? { finding: 'request-expired', systemId, request } : undefined
}

async function otherwise(views: Views, systemId: SystemId, owner: OrgNo): Promise<Diagnosis> {
  const members = await wholeList(views, systemUsersOfParty(owner))
  const refs = members.map((member) => ref(systemUsers, systemUserOfMember(member)))
  const { documents } = await views.fetch(refs)
  const isOfSystem = (user: SystemUserView | undefined): user is SystemUserView =>
    user?.systemId === systemId && user.status === 'active'
  const externalRefs = documents.filter(isOfSystem).map(({ externalRef }) => externalRef)
  return externalRefs.length > 0
    ? { finding: 'other-external-ref', systemId, externalRefs }
    : { finding: 'never-asked', systemId }
}
