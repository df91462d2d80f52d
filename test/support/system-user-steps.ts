import { identityOf } from '../../domain/system-user/state.ts'
import {
  asked,
  at,
  expiresAt,
  otherParty,
  otherVendor,
  party,
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
export const renamed = {
  type: 'SystemUserRenamed',
  ...of,
  integrationTitle: 'Regnskap',
  at,
} as const
