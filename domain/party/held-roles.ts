import type { OrgNo, PersonRef } from '../values.ts'
import type { HeldRole } from './state.ts'

/** The codes of the roles that a person holds, of all that are held at an organisation. */
export const rolesOf = (roles: readonly HeldRole[], person: PersonRef): readonly string[] =>
  roles
    .filter(({ holder }) => holder.type === 'person' && holder.person === person)
    .map(({ role }) => role)

/** The codes of those that an organisation holds. */
export const rolesOfOrganisation = (roles: readonly HeldRole[], orgNo: OrgNo): readonly string[] =>
  roles
    .filter(({ holder }) => holder.type === 'organisation' && holder.orgNo === orgNo)
    .map(({ role }) => role)
