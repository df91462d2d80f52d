import type { OrgNo, SystemUserId } from '../values.ts'

/** One delegation for each system user and party whose rights it holds. Neither part can hold a dot. */
export const delegationId = (systemUser: SystemUserId, party: OrgNo): string =>
  `${systemUser}.${party}`
