import { z } from 'zod'
import type { FoundSystemUser } from '../../application/look-up-system-user.ts'
import type { SystemUserIdentity } from '../../domain/system-user/identity.ts'
import { OrgNo } from '../../domain/values.ts'
import type { GrantView } from '../../projections/grants.ts'
import type { SystemUserView } from '../../projections/system-users.ts'
import type { SystemView } from '../../projections/systems.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { wirePackage, wireRight } from './rights.ts'
import { IdInPath, shownText } from './values.ts'

type Known = SystemUserIdentity & {
  readonly integrationTitle: string
  readonly status: SystemUserView['status']
  readonly createdAt: string
  readonly approved?: { readonly at: string } | undefined
}

/** A system user as vendors read it (S2, S3). The odd spellings are the contract's. */
export const vendorSystemUser = (user: Known, system: SystemView | undefined) => ({
  id: user.id,
  integrationTitle: user.integrationTitle,
  systemId: user.systemId,
  productName: system?.content.name.nb ?? user.systemId,
  reporteeOrgNo: user.party,
  created: user.approved?.at ?? user.createdAt,
  isDeleted: user.status === 'revoked',
  supplierName: '',
  supplierOrgno: user.vendor,
  externalRef: user.externalRef,
  userType: user.kind,
})

type Beside = {
  readonly system: SystemView | undefined
  readonly partyUuid: string
}

/** The same as its party reads it (spec systemuser-api §1.5, P1, P2, P5). */
export const systemUserAnswer = (
  user: Known & { readonly accessPackages: readonly string[] },
  { system, partyUuid }: Beside,
) => ({
  ...vendorSystemUser(user, system),
  systemInternalId: system?.internalId,
  partyId: String(Number(user.party)),
  partyUuId: partyUuid,
  accessPackages: user.accessPackages.map(wirePackage),
})

type WithGrant = Beside & { readonly grant: GrantView | undefined }

/** The same with what it holds now (P3). An agent holds nothing itself: its packages are what clients may hand to it. */
export const systemUserDetail = (user: SystemUserView, beside: WithGrant) => ({
  ...systemUserAnswer(user, beside),
  ...(user.kind === 'standard' && heldBy(beside.grant)),
})

/** What a system user holds of its party's (P4). */
export const delegationsAnswer = (systemUserId: string, grant: GrantView | undefined) => ({
  systemUserId,
  ...heldBy(grant),
})

const heldBy = (grant: GrantView | undefined) => ({
  rights: [...new Set(grant?.rights.map(({ resource }) => resource))].map((resource) =>
    wireRight({ resource }),
  ),
  accessPackages: (grant?.accessPackages ?? []).map(wirePackage),
})

/** A system user as other registers follow it (S4, S5). */
export const registerSystemUser = (user: SystemUserView) => ({
  id: user.id,
  partyOrgNo: user.party,
  partyId: String(Number(user.party)),
  integrationTitle: user.integrationTitle,
  isDeleted: user.status === 'revoked',
  lastChanged: user.changedAt,
  created: user.approved?.at ?? user.createdAt,
  sequenceNo: user.sequence,
  systemUserType: user.kind,
})

/** A system user made by its party (P5). The party's number and the system's name are not the party's to say. */
export const CreateBody = anyCase({
  integrationTitle: shownText(255).min(1),
  systemId: z.string().trim().max(255),
})

/** What a party may change of a system user (P6); what else the contract lists must say what is so. */
export const UpdateBody = anyCase({
  id: IdInPath,
  partyId: orAbsent(z.string()),
  reporteeOrgNo: OrgNo,
  integrationTitle: shownText(255).min(1),
  systemId: orAbsent(z.string()),
})

type Asked = { readonly owner: OrgNo; readonly vendor: OrgNo; readonly externalRef: string }

/**
 * What Maskinporten is told (S1). `productName` holds the system's id: Maskinporten makes the claim `system_id` of it
 * (spec maskinporten §4.3).
 */
export const lookUpAnswer = (found: FoundSystemUser, asked: Asked) => ({
  id: found.id,
  integrationTitle: found.integrationTitle,
  systemId: found.systemId,
  productName: found.systemId,
  reporteeOrgNo: asked.owner,
  created: found.since,
  isDeleted: false,
  supplierName: '',
  supplierOrgno: asked.vendor,
  externalRef: asked.externalRef,
  userType: found.kind,
})
