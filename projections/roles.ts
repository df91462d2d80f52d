import { RoleDefinition } from '../domain/catalogue/events.ts'
import { roleIn } from '../domain/catalogue/state.ts'
import { projection } from './projection.ts'

export type RoleView = RoleDefinition

/** The list of all roles, by code. */
export const roleList = 'roles'

/** The roles that there are, by code: what each is called, and which packages come with it. */
export const roles = projection({
  name: 'roles',
  document: RoleDefinition,
  events: ['RoleDefined', 'RoleWithdrawn'],
  key: (event) => event.code,
  evolve: (_role, event) => (event.type === 'RoleDefined' ? roleIn(event) : undefined),
  entries: ({ code }) => [{ list: roleList, member: code }],
})
