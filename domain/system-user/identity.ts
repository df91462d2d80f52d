import { z } from 'zod'
import { ExternalRef, OrgNo, SystemId, SystemUserId, SystemUserKind } from '../values.ts'

/** Which system user an event is about; every event of one says so in full, so that each can be read alone. */
export const identity = {
  id: SystemUserId,
  kind: SystemUserKind,
  systemId: SystemId,
  vendor: OrgNo,
  /** Whose power of attorney it is: the customer, or the facilitator that owns an agent. */
  party: OrgNo,
  externalRef: ExternalRef,
}

export const SystemUserIdentity = z.object(identity)
export type SystemUserIdentity = z.infer<typeof SystemUserIdentity>

/** The members by which every event names its system user. */
export function identityOf(of: SystemUserIdentity): SystemUserIdentity {
  const { id, kind, systemId, vendor, party, externalRef } = of
  return { id, kind, systemId, vendor, party, externalRef }
}
