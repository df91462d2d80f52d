import type { HeldRole } from '../party/state.ts'
import type { AccessPackage, OrgNo } from '../values.ts'
import type { RoleDefinition } from './events.ts'

/**
 * The roles by which one organisation handles the affairs of another: accountant, auditor, business manager (spec pdp
 * §5.4). Of what a client may have given to its facilitator by itself nothing is known here.
 */
export const clientRoles = ['regnskapsforer', 'revisor', 'forretningsforer'] as const

/** An organisation, as one that may be a client. */
export type Client = { readonly form: string; readonly roles: readonly HeldRole[] }

/** One role that a facilitator holds at a client, and the packages that come with it there. */
export type ClientRelation = {
  readonly role: RoleDefinition
  readonly packages: readonly AccessPackage[]
}

/** All that makes an organisation a client of the facilitator; none if it is no client. */
export const relationsOf = (
  { form, roles: held }: Client,
  facilitator: OrgNo,
  definitions: readonly (RoleDefinition | undefined)[],
): readonly ClientRelation[] =>
  definitions
    .filter((role) => role !== undefined)
    .filter(({ code }) => held.some((one) => one.role === code && isHeldBy(one, facilitator)))
    .map((role) => ({ role, packages: packagesFor(role, form) }))

/** The packages that a client gives to its facilitator, by any of their relations. */
export const packagesGiven = (relations: readonly ClientRelation[]): ReadonlySet<AccessPackage> =>
  new Set(relations.flatMap(({ packages }) => packages))

const isHeldBy = ({ holder }: HeldRole, facilitator: OrgNo): boolean =>
  holder.type === 'organisation' && holder.orgNo === facilitator

const packagesFor = ({ packages }: RoleDefinition, form: string): AccessPackage[] =>
  packages
    .filter((one) => one.hasAccess && (one.form === undefined || one.form === form))
    .map(({ accessPackage }) => accessPackage)
