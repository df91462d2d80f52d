/** The roles that the story knows: the register's own code, its name for it, and the group under which it is listed. */
type RoleType = { readonly code: string; readonly name: string; readonly group?: string }

const roleTypes: Readonly<Record<string, RoleType>> = {
  'daglig-leder': { code: 'DAGL', name: 'Daglig leder' },
  styreleder: { code: 'LEDE', name: 'Styrets leder', group: 'STYR' },
  nestleder: { code: 'NEST', name: 'Nestleder', group: 'STYR' },
  styremedlem: { code: 'MEDL', name: 'Styremedlem', group: 'STYR' },
  varamedlem: { code: 'VARA', name: 'Varamedlem', group: 'STYR' },
  innehaver: { code: 'INNH', name: 'Innehaver' },
  kontaktperson: { code: 'KONT', name: 'Kontaktperson' },
  regnskapsforer: { code: 'REGN', name: 'Regnskapsfører' },
  revisor: { code: 'REVI', name: 'Revisor' },
  forretningsforer: { code: 'FFØR', name: 'Forretningsfører' },
}

const byCode: ReadonlyMap<string, RoleType> = new Map(
  Object.values(roleTypes).map((type) => [type.code, type]),
)
const groupNames: Readonly<Record<string, string>> = { STYR: 'Styre' }

/** The register's code for a role of the story file; undefined for a role that no register has. */
export const registerCode = (role: string): string | undefined =>
  Object.hasOwn(roleTypes, role) ? roleTypes[role]?.code : undefined

const coded = (kode: string, beskrivelse: string) => ({ kode, beskrivelse })

export const roleType = (code: string) => coded(code, byCode.get(code)?.name ?? code)

export function groupType(code: string) {
  const group = byCode.get(code)?.group ?? code
  return coded(group, groupNames[group] ?? byCode.get(group)?.name ?? group)
}
