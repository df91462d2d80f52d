import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CatalogueCommand } from '../../domain/catalogue/decide.ts'
import { catalogue } from '../../domain/catalogue/decider.ts'
import type { PackageDefinition, RoleDefinition } from '../../domain/catalogue/events.ts'
import {
  managesAccess,
  packagesToGive,
  policyRoleCodes,
  type Standing,
} from '../../domain/catalogue/standing.ts'
import { packageCalled, skattNaering, wholeCatalogue } from '../support/catalogue.ts'
import { obeysTheLaws, recordedBy } from '../support/decider-laws.ts'
import { deriveId } from '../support/derive-id.ts'
import { at, localized } from '../support/fixtures.ts'
import { given as specification } from '../support/given.ts'

const given = specification(catalogue)
const heading = (name: string) => ({ id: deriveId('heading', name), name })
const skatt: PackageDefinition = {
  urn: skattNaering,
  id: deriveId('package', 'skatt'),
  name: localized('Skatt næring'),
  area: heading('Skatt'),
  areaGroup: heading('Allment'),
  entityType: 'Organisasjon',
  isAssignable: true,
  isDelegable: true,
  isAvailableForServiceOwners: true,
}
const toll = { ...skatt, urn: packageCalled('toll'), id: deriveId('package', 'toll') }
const leader: RoleDefinition = {
  code: 'daglig-leder',
  id: deriveId('role', 'daglig-leder'),
  urn: 'urn:altinn:external-role:ccr:daglig-leder',
  name: localized('Daglig leder'),
  legacyCode: 'dagl',
  isKeyRole: true,
  provider: 'sys-ccr',
  entityType: 'Organisasjon',
  grantsRoles: ['admai'],
  packages: [{ accessPackage: skattNaering, hasAccess: true, canDelegate: true }],
}

const record = (
  packages: readonly PackageDefinition[],
  roles: readonly RoleDefinition[] = [],
): CatalogueCommand => ({ type: 'RecordCatalogue', packages, roles, at })
const defined = (one: PackageDefinition) => ({ type: 'AccessPackageDefined', ...one, at }) as const
const roleDefined = (one: RoleDefinition) => ({ type: 'RoleDefined', ...one, at }) as const
const withdrawn = (urn: typeof skattNaering) =>
  ({ type: 'AccessPackageWithdrawn', urn, at }) as const

describe('hearing of the catalogue', () => {
  test('for the first time records all of it, packages before the roles that give them', () =>
    given()
      .when(record([skatt, toll], [leader]))
      .records(defined(skatt), defined(toll), roleDefined(leader)))

  test('that has not changed records nothing', () =>
    given(defined(skatt), roleDefined(leader))
      .when(record([skatt], [leader]))
      .records())

  test('that comes in another order records nothing', () =>
    given(defined(skatt), defined(toll))
      .when(record([toll, skatt]))
      .records())

  test('with a package that is another than it was records what it is now', () =>
    given(defined(skatt), defined(toll))
      .when(record([{ ...skatt, isAssignable: false }, toll]))
      .records(defined({ ...skatt, isAssignable: false })))

  test('with a role that gives something else records what it gives now', () =>
    given(defined(skatt), roleDefined(leader))
      .when(record([skatt], [{ ...leader, packages: [] }]))
      .records(roleDefined({ ...leader, packages: [] })))

  test('from which something is gone records that, roles first', () =>
    given(defined(skatt), defined(toll), roleDefined(leader))
      .when(record([toll]))
      .records({ type: 'RoleWithdrawn', code: 'daglig-leder', at }, withdrawn(skattNaering)))

  test('to which something comes back defines it anew', () =>
    given(defined(skatt), withdrawn(skattNaering))
      .when(record([skatt]))
      .records(defined(skatt)))

  test('that names a package twice believes the last of them', () =>
    given()
      .when(record([skatt, { ...skatt, isDelegable: false }]))
      .records(defined({ ...skatt, isDelegable: false })))

  test('as the project has it records everything in one append that any store takes', () => {
    const said = { type: 'RecordCatalogue', ...wholeCatalogue, at } as const
    const events = recordedBy(catalogue, [said, said])
    expect(events).toHaveLength(wholeCatalogue.packages.length + wholeCatalogue.roles.length)
    expect(Buffer.byteLength(JSON.stringify(events))).toBeLessThan(450_000)
  })
})

obeysTheLaws(
  catalogue,
  fc
    .tuple(
      fc.subarray([skatt, toll, { ...skatt, isAssignable: false }]),
      fc.subarray([leader, { ...leader, packages: [] }]),
    )
    .map(([packages, roles]) => record(packages, roles)),
)

const roleOf = (code: string): RoleDefinition => {
  const role = wholeCatalogue.roles.find((one) => one.code === code)
  if (role === undefined) throw new Error(`no role ${code}`)
  return role
}
const standing = (form: string, ...codes: readonly string[]): Standing => ({
  form,
  roles: codes.map(roleOf),
})

describe('standing at an organisation', () => {
  test.each([
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
  ])('as %s is to manage its access', (code) =>
    expect(managesAccess(standing('AS', code))).toBe(true),
  )

  test.each(['styremedlem', 'regnskapsforer', 'revisor', 'forretningsforer', 'varamedlem'])(
    'as %s is not to manage its access',
    (code) => expect(managesAccess(standing('AS', code))).toBe(false),
  )

  test('with no role is nothing', () => {
    expect(managesAccess(standing('AS'))).toBe(false)
    expect([...packagesToGive(standing('AS'))]).toEqual([])
    expect([...policyRoleCodes(standing('AS'))]).toEqual([])
  })

  test('with a package that gives access and cannot be handed on is not to give it', () => {
    const roles = [
      {
        ...leader,
        packages: [{ accessPackage: skattNaering, hasAccess: true, canDelegate: false }],
      },
    ]
    expect([...packagesToGive({ form: 'AS', roles })]).toEqual([])
  })

  test('as a main administrator is to give what one does not have', () => {
    const role = roleOf('hovedadministrator')
    const known = role.packages.find(({ accessPackage }) => accessPackage === skattNaering)
    expect(known).toMatchObject({ hasAccess: false, canDelegate: true })
    expect(packagesToGive(standing('AS', 'hovedadministrator')).has(skattNaering)).toBe(true)
  })

  test('gives what comes with a role for one legal form at organisations of that form alone', () => {
    const nuf = packageCalled('tjenester-nuf')
    expect(packagesToGive(standing('NUF', 'forretningsforer')).has(nuf)).toBe(true)
    expect(packagesToGive(standing('ESEK', 'forretningsforer')).has(nuf)).toBe(false)
  })

  test('is known to policies by the codes of its roles and of those that they bring with them', () => {
    const codes = policyRoleCodes(standing('AS', 'daglig-leder'))
    for (const code of ['dagl', 'admai', 'hadm', 'utinn']) expect(codes).toContain(code)
    expect(codes).not.toContain('lede')
    expect([...policyRoleCodes(standing('AS', 'supplier'))]).toEqual(['supplier'])
  })
})
