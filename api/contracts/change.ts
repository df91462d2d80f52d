import { z } from 'zod'
import type { WantedChange } from '../../domain/system-user/change-events.ts'
import { AccessPackage } from '../../domain/values.ts'
import type { ChangeRequestView } from '../../projections/change-requests.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { confirmPage } from './request.ts'
import { rightsOf, wirePackage, wireRight } from './rights.ts'
import { WirePackage, WireRight } from './values.ts'

const listMax = 500

/** Empty when it was left out, and refused when it is null (spec systemuser-api §10). */
const list = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .array(schema)
    .max(listMax)
    .optional()
    .transform((entries) => entries ?? [])

/** A change as a vendor asks for it (spec systemuser-api §1.4, C1). */
export const ChangeBody = anyCase({
  requiredRights: list(WireRight),
  unwantedRights: list(WireRight),
  requiredAccessPackages: list(WirePackage),
  unwantedAccessPackages: list(WirePackage),
  redirectUrl: orAbsent(z.string().trim().max(4000)),
})
export type ChangeBody = z.infer<typeof ChangeBody>

/** What is wanted, as the domain has it. What nobody can hold need not be taken from anybody, and is left out. */
export function wantedIn(body: ChangeBody) {
  const required = rightsOf(body.requiredRights)
  return {
    requiredRights: required.rights,
    foreignRights: [...required.foreign, ...required.impossible],
    unwantedRights: rightsOf(body.unwantedRights).rights,
    requiredAccessPackages: body.requiredAccessPackages.map(({ urn }) => urn ?? ''),
    unwantedAccessPackages: body.unwantedAccessPackages
      .map(({ urn }) => AccessPackage.safeParse(urn).data)
      .filter((urn) => urn !== undefined),
  }
}

/** How the contract calls the state of a change. A time-out shows in its own member. */
const statuses = {
  requested: 'New',
  expired: 'New',
  approved: 'Accepted',
  rejected: 'Rejected',
} as const

/** One that was withdrawn is no longer shown: the contract has it deleted. */
export type ShownChange = ChangeRequestView & { readonly status: keyof typeof statuses }

export const isShownChange = (change: ChangeRequestView | undefined): change is ShownChange =>
  change !== undefined && change.status in statuses

type Named = Pick<ChangeRequestView, 'id' | 'systemUser' | 'systemId' | 'party' | 'externalRef'>

const named = (change: Named) => ({
  id: change.id,
  externalRef: change.externalRef,
  systemId: change.systemId,
  systemUserId: change.systemUser,
  partyOrgNo: change.party,
})

const lists = (wanted: WantedChange) => ({
  requiredRights: wanted.requiredRights.map(wireRight),
  unwantedRights: wanted.unwantedRights.map(wireRight),
  requiredAccessPackages: wanted.requiredAccessPackages.map(wirePackage),
  unwantedAccessPackages: wanted.unwantedAccessPackages.map(wirePackage),
})

type At = { readonly nowMs: number; readonly confirmUrl?: string }
type ChangeParts = Named &
  Pick<ShownChange, 'wanted' | 'status' | 'createdAt' | 'expiresAt'> & {
    readonly redirectUrl?: string | undefined
    readonly rejectReason?: string | undefined
  }

/** A change as vendors and people read it (C1–C4, C6). Why it was rejected stands beside the contract. */
export const changeAnswer = (change: ChangeParts, { nowMs, confirmUrl }: At) => ({
  ...named(change),
  ...lists(change.wanted),
  status: statuses[change.status],
  rejectReason: change.rejectReason,
  redirectUrl: change.redirectUrl,
  confirmUrl,
  created: change.createdAt,
  timedOut: isTimedOutChange(change, nowMs),
})

/** Is its time up, whether or not that is recorded yet? */
export const isTimedOutChange = (
  { status, expiresAt }: Pick<ShownChange, 'status' | 'expiresAt'>,
  nowMs: number,
): boolean => status === 'expired' || (status === 'requested' && Date.parse(expiresAt) <= nowMs)

/** Where the customer answers it. */
export const changeUrlOf = (portalHost: string, id: string): string =>
  confirmPage(portalHost, 'changerequest', id)

/** The answer to a change that there is no need for: nothing was made, and there is nothing to confirm (§10). */
export const notNeededAnswer = (asked: Named & { readonly wanted: ChangeBody }) => ({
  ...named(asked),
  requiredRights: asked.wanted.requiredRights,
  unwantedRights: asked.wanted.unwantedRights,
  requiredAccessPackages: asked.wanted.requiredAccessPackages,
  unwantedAccessPackages: asked.wanted.unwantedAccessPackages,
  status: 'NoChangeNeeded',
  confirmUrl: '',
  created: '0001-01-01T00:00:00',
  timedOut: false,
})

/** A change as the portal reads it (C7). */
export const portalChangeAnswer = (change: ShownChange, partyUuid: string) => ({
  ...named(change),
  partyId: Number(change.party),
  partyUuid,
  ...lists(change.wanted),
  status: statuses[change.status],
  redirectUrl: change.redirectUrl,
})
