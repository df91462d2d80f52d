import type { PersonRef } from '../values.ts'
import type { HeldRole } from './state.ts'

/** The codes of the roles that a person holds, of all that are held at an organisation. */
export const rolesOf = (roles: readonly HeldRole[], person: PersonRef): readonly string[] =>
  roles
    .filter(({ holder }) => holder.type === 'person' && holder.person === person)
    .map(({ role }) => role)
