import { identityOf } from '../../domain/system-user/identity.ts'
import { AccessPackage, ChangeId } from '../../domain/values.ts'
import {
  asked,
  at,
  expiresAt,
  otherParty,
  otherResourceId,
  otherVendor,
  party,
  resourceId,
  tooLate,
  vendor,
} from './fixtures.ts'

// The commands to a system user and the events that they record, all about the same one.

const of = identityOf(asked)

export const request = { type: 'RequestSystemUser', asked, expiresAt, at } as const
export const create = { type: 'CreateSystemUser', asked, at } as const
export const escalate = { type: 'EscalateRequest', kind: 'standard', party, at } as const
export const approve = { type: 'ApproveSystemUser', kind: 'standard', party, at } as const
export const reject = { type: 'RejectSystemUser', kind: 'standard', party, at } as const
export const withdraw = { type: 'WithdrawRequest', vendor, at } as const
export const expire = { type: 'ExpireRequest', at: tooLate } as const
export const supersede = { type: 'SupersedeRequest', party, at } as const
export const giveUp = { type: 'GiveUpSystemUser', vendor, at } as const
export const rename = {
  type: 'RenameSystemUser',
  party,
  integrationTitle: 'Regnskap',
  at,
} as const
export const revoke = { type: 'RevokeSystemUser', kind: 'standard', party, at } as const

/** The same from those whose it is not. */
export const forStranger = [
  { ...escalate, party: otherParty },
  { ...approve, party: otherParty },
  { ...reject, party: otherParty },
  { ...withdraw, vendor: otherVendor },
  { ...supersede, party: otherParty },
  { ...revoke, party: otherParty },
  { ...giveUp, vendor: otherVendor },
  { ...rename, party: otherParty },
] as const

const { integrationTitle } = asked

export const requested = { type: 'SystemUserRequested', ...asked, expiresAt, at } as const
export const created = { type: 'SystemUserCreated', ...asked, at } as const
export const escalated = { type: 'SystemUserRequestEscalated', ...of, at } as const
export const approved = { type: 'SystemUserApproved', ...of, integrationTitle, at } as const
export const rejected = { type: 'SystemUserRejected', ...of, at } as const
export const withdrawn = { type: 'SystemUserRequestWithdrawn', ...of, at } as const
export const expired = { type: 'SystemUserRequestExpired', ...of, at: tooLate } as const
export const revoked = { type: 'SystemUserRevoked', ...of, at } as const

export const change = ChangeId.parse('0b9c7a52-3f1e-4d8a-8f6e-2a7d5c4b3e01')
export const otherChange = ChangeId.parse('0b9c7a52-3f1e-4d8a-8f6e-2a7d5c4b3e02')

export const wanted = {
  requiredRights: [{ resource: otherResourceId }],
  unwantedRights: [{ resource: resourceId }],
  requiredAccessPackages: [AccessPackage.parse('urn:altinn:accesspackage:skatt-naering')],
  unwantedAccessPackages: [],
}
export const difference = {
  given: {
    rights: [{ resource: otherResourceId, key: 'a1', action: 'read' }],
    accessPackages: wanted.requiredAccessPackages,
  },
  taken: { resources: [resourceId], accessPackages: [] },
}

export const requestChange = {
  type: 'RequestChange',
  vendor,
  change,
  wanted,
  expiresAt,
  at,
} as const
export const approveChange = {
  type: 'ApproveChange',
  party,
  change,
  difference,
  after: 0,
  at,
} as const
export const rejectChange = { type: 'RejectChange', party, change, at } as const
export const withdrawChange = { type: 'WithdrawChange', vendor, change, at } as const
export const expireChange = { type: 'ExpireChange', change, at: tooLate } as const

export const changeForStranger = [
  { ...requestChange, vendor: otherVendor },
  { ...approveChange, party: otherParty },
  { ...rejectChange, party: otherParty },
  { ...withdrawChange, vendor: otherVendor },
] as const

const ofChange = { ...of, change, at } as const

export const changeRequested = {
  type: 'SystemUserChangeRequested',
  ...ofChange,
  ...wanted,
  expiresAt,
} as const
export const changeApproved = {
  type: 'SystemUserChangeApproved',
  ...ofChange,
  ...difference,
} as const
export const changeRejected = { type: 'SystemUserChangeRejected', ...ofChange } as const
export const changeWithdrawn = { type: 'SystemUserChangeWithdrawn', ...ofChange } as const
export const changeExpired = {
  type: 'SystemUserChangeExpired',
  ...ofChange,
  at: tooLate,
} as const
export const renamed = {
  type: 'SystemUserRenamed',
  ...of,
  integrationTitle: 'Regnskap',
  at,
} as const
