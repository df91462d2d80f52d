import { z } from 'zod'
import type { AccessPackage, Right, SystemUserKind } from '../../domain/values.ts'
import type { SystemUserView } from '../../projections/system-users.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { wirePackage, wireRight } from './rights.ts'
import { shownText, WirePackage, WireRight } from './values.ts'

const listMax = 500

const asked = {
  integrationTitle: orAbsent(shownText(255)),
  externalRef: orAbsent(z.string().trim().max(255)),
  systemId: z.string().trim().max(255),
  partyOrgNo: z.string().trim().max(255),
  redirectUrl: orAbsent(z.string().trim().max(4000)),
} as const

/** A request as a vendor sends it (spec systemuser-api §1.2, Q1). An empty text counts as absent. */
export const RequestBody = anyCase({
  ...asked,
  rights: orAbsent(z.array(WireRight).max(listMax)),
  accessPackages: orAbsent(z.array(WirePackage).max(listMax)),
})
export type RequestBody = z.infer<typeof RequestBody>

/** The same for an agent, which has no rights of its own (Q2). */
export const AgentRequestBody = anyCase({
  ...asked,
  accessPackages: z
    .array(WirePackage)
    .max(listMax)
    .nullable()
    .transform((packages) => packages ?? undefined),
})

/** Where the requests of a kind stand among the paths of the contract. */
export const pathOfKind = (kind: SystemUserKind): '' | '/agent' =>
  kind === 'agent' ? '/agent' : ''

/** How the contract calls the state of a request. A time-out shows in its own member. */
const statuses = {
  requested: 'New',
  expired: 'New',
  active: 'Accepted',
  rejected: 'Rejected',
} as const

/** A withdrawn or revoked one is no longer shown: the contract has it deleted. */
export type ShownRequest = SystemUserView & { readonly status: keyof typeof statuses }

export const isShown = (user: SystemUserView | undefined): user is ShownRequest =>
  user !== undefined && user.requested && user.status in statuses

type At = { readonly nowMs: number; readonly confirmUrl?: string }

type RequestParts = Pick<
  ShownRequest,
  | 'id'
  | 'kind'
  | 'integrationTitle'
  | 'externalRef'
  | 'systemId'
  | 'party'
  | 'status'
  | 'escalated'
  | 'createdAt'
> & {
  readonly rights: readonly Right[]
  readonly accessPackages: readonly AccessPackage[]
  readonly asked?: ShownRequest['asked']
  readonly redirectUrl?: string | undefined
  readonly expiresAt?: string | undefined
  readonly rejectReason?: string | undefined
}

/** A request as vendors and people read it (Q1–Q8, U1, U2, U11, U12). Why it was rejected stands beside the contract. */
export const requestAnswer = (request: RequestParts, { nowMs, confirmUrl }: At) => ({
  id: request.id,
  integrationTitle: request.integrationTitle,
  externalRef: request.externalRef,
  systemId: request.systemId,
  partyOrgNo: request.party,
  rights: request.kind === 'agent' ? undefined : askedOf(request).rights.map(wireRight),
  accessPackages: askedOf(request).accessPackages.map(wirePackage),
  status: statuses[request.status],
  rejectReason: request.rejectReason,
  redirectUrl: request.redirectUrl,
  confirmUrl,
  escalated: request.escalated,
  created: request.createdAt,
  timedOut: isTimedOut(request, nowMs),
})

/** A request goes on saying what it asked for, whatever the system user has become since. */
const askedOf = (request: RequestParts) => request.asked ?? request

/** Is its time up, whether or not that is recorded yet? */
export function isTimedOut(
  { status, expiresAt }: Pick<RequestParts, 'status' | 'expiresAt'>,
  nowMs: number,
): boolean {
  if (status === 'expired') return true
  return status === 'requested' && expiresAt !== undefined && Date.parse(expiresAt) <= nowMs
}

/** Where the customer answers the request. The path and its query are the contract's. */
export const confirmUrlOf = (
  portalHost: string,
  { id, kind }: { readonly id: string; readonly kind: SystemUserKind },
): string => confirmPage(portalHost, kind === 'agent' ? 'agentrequest' : 'request', id)

export const confirmPage = (portalHost: string, page: string, id: string): string =>
  `${portalHost}/accessmanagement/ui/systemuser/${page}?id=${id}&DONTCHOOSEREPORTEE=true`

type Standing = {
  readonly partyUuid: string
  readonly userMayEscalateButNotApprove: boolean
}

/** A request as the portal reads it (U3, U4). Of an agent the contract says the type, and says it so. */
export const portalRequestAnswer = (request: ShownRequest, standing: Standing) => ({
  id: request.id,
  externalRef: request.externalRef,
  systemId: request.systemId,
  partyOrgNo: request.party,
  partyId: Number(request.party),
  partyUuid: standing.partyUuid,
  rights: askedOf(request).rights.map(wireRight),
  accessPackages: askedOf(request).accessPackages.map(wirePackage),
  status: statuses[request.status],
  redirectUrl: request.redirectUrl,
  escalated: request.escalated,
  userMayEscalateButNotApprove: standing.userMayEscalateButNotApprove,
  created: request.createdAt,
  systemUserType: request.kind === 'agent' ? 'Standard' : undefined,
})

/**
 * The reason of a no, beside the contract: whoever sends no body gives none. It is kept for good and shown to the vendor,
 * so it may name nobody by number.
 */
export const RejectBody = anyCase({
  reason: orAbsent(
    shownText(1000).refine(
      (text) => !personalNumber.test(text),
      'The text holds a personal number.',
    ),
  ),
})

const personalNumber = /(?<!\d)\d{6} ?\d{5}(?!\d)/u
