import type { PersonRef } from '../values.ts'
import type { HeldRole } from './state.ts'

/**
 * The roles that make a person access manager of an organisation (spec pdp §7: the roles to which the package
 * `tilgangsstyrer` belongs, and the two administrator roles). Kept by their codes in the role catalogue.
 */
const accessManagerRoles: ReadonlySet<string> = new Set([
  'daglig-leder',
  'styreleder',
  'innehaver',
  'deltaker-delt-ansvar',
  'deltaker-fullt-ansvar',
  'komplementar',
  'bestyrende-reder',
  'bostyrer',
  'kontaktperson-nuf',
  'norsk-representant',
  'hovedadministrator',
  'tilgangsstyrer',
])

export const rolesOf = (roles: readonly HeldRole[], person: PersonRef): readonly string[] =>
  roles
    .filter(({ holder }) => holder.type === 'person' && holder.person === person)
    .map(({ role }) => role)

/** May this person give, change and withdraw powers of attorney for the organisation that has these roles? */
export const managesAccess = (roles: readonly HeldRole[], person: PersonRef): boolean =>
  rolesOf(roles, person).some((role) => accessManagerRoles.has(role))

/** The code by which policies name a role (`urn:altinn:rolecode`), where the register's own code is older. */
const policyRoleCodes: Readonly<Record<string, string>> = {
  'daglig-leder': 'dagl',
  styreleder: 'lede',
  styremedlem: 'medl',
  innehaver: 'innh',
  'deltaker-delt-ansvar': 'dtpr',
  'deltaker-fullt-ansvar': 'dtso',
  komplementar: 'komp',
  'bestyrende-reder': 'best',
  bostyrer: 'bobe',
  'kontaktperson-nuf': 'knuf',
  'norsk-representant': 'repr',
  forretningsforer: 'ffør',
  regnskapsforer: 'regn',
  revisor: 'revi',
  hovedadministrator: 'hadm',
  tilgangsstyrer: 'admai',
}

/** The role as policies write it; a role with no such code is written as it is. */
export const policyRoleCode = (role: string): string => policyRoleCodes[role] ?? role
