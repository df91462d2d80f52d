import type { FoundSystemUser } from '../../application/look-up-system-user.ts'
import type { OrgNo } from '../../domain/values.ts'
import type { GrantView } from '../../projections/grants.ts'
import type { SystemUserView } from '../../projections/system-users.ts'
import type { SystemView } from '../../projections/systems.ts'
import { wirePackage, wireRight } from './rights.ts'

type Beside = {
  readonly system: SystemView | undefined
  readonly partyUuid: string
}

/** A system user as its party reads it (spec systemuser-api §1.5, P1). The odd spellings are the contract's. */
export const systemUserAnswer = (user: SystemUserView, { system, partyUuid }: Beside) => ({
  id: user.id,
  integrationTitle: user.integrationTitle,
  systemId: user.systemId,
  productName: system?.content.name.nb ?? user.systemId,
  systemInternalId: system?.internalId,
  partyId: String(Number(user.party)),
  partyUuId: partyUuid,
  reporteeOrgNo: user.party,
  created: user.approved?.at ?? user.createdAt,
  isDeleted: user.status === 'revoked',
  supplierName: '',
  supplierOrgno: user.vendor,
  externalRef: user.externalRef,
  accessPackages: user.accessPackages.map(wirePackage),
  userType: user.kind,
})

/** The same with what it holds now (P3). */
export const systemUserDetail = (
  user: SystemUserView,
  beside: Beside & { readonly grant: GrantView | undefined },
) => ({
  ...systemUserAnswer(user, beside),
  accessPackages: (beside.grant?.accessPackages ?? []).map(wirePackage),
  rights: [...new Set(beside.grant?.rights.map(({ resource }) => resource))].map((resource) =>
    wireRight({ resource }),
  ),
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
