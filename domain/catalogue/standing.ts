import type { PackageOfRole, RoleDefinition } from './events.ts'
import type { AccessPackage } from '../values.ts'

/** What a person can do at one organisation, by the roles that it holds there. */
export type Standing = {
  readonly roles: readonly RoleDefinition[]
  /** The legal form of the organisation. */
  readonly form: string
}

/** The package of those who give and withdraw powers of attorney (spec pdp §7). */
const accessManagement = 'urn:altinn:accesspackage:tilgangsstyrer'

/**
 * May whoever stands there give, change and withdraw powers of attorney for the organisation? Those may who have the
 * package of access managers by a role, and those who may make others access managers.
 */
export const managesAccess = (standing: Standing): boolean =>
  holdsOrGives(standing, accessManagement)

/** The package of those who handle a facilitator's clients (spec pdp §5.4). */
const clientAdministration = 'urn:altinn:accesspackage:klientadministrator'

/** May whoever stands there hand the organisation's clients to its agents, and take them back? */
export const administersClients = (standing: Standing): boolean =>
  holdsOrGives(standing, clientAdministration)

const holdsOrGives = (standing: Standing, urn: string): boolean =>
  packagesAt(standing).some(
    ({ accessPackage, hasAccess, canDelegate }) =>
      accessPackage === urn && (hasAccess || canDelegate),
  )

/** The packages that can be handed on from there. To have one is neither needed nor enough. */
export const packagesToGive = (standing: Standing): ReadonlySet<AccessPackage> =>
  new Set(
    packagesAt(standing)
      .filter(({ canDelegate }) => canDelegate)
      .map(({ accessPackage }) => accessPackage),
  )

/** The packages that whoever stands there has by a role. */
export const packagesHeld = (standing: Standing): ReadonlySet<AccessPackage> =>
  new Set(
    packagesAt(standing)
      .filter(({ hasAccess }) => hasAccess)
      .map(({ accessPackage }) => accessPackage),
  )

const packagesAt = ({ roles, form }: Standing): readonly PackageOfRole[] =>
  roles
    .flatMap(({ packages }) => packages)
    .filter((one) => one.form === undefined || one.form === form)

/** The roles as policies name them (`urn:altinn:rolecode`), those that they bring with them included. */
export const policyRoleCodes = ({ roles }: Standing): ReadonlySet<string> =>
  new Set(
    roles.flatMap(({ code, legacyCode, grantsRoles }) => [legacyCode ?? code, ...grantsRoles]),
  )
