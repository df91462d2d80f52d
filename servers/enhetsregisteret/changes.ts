import { z } from 'zod'
import { OrgNo } from '../support/organisation.ts'
import { type FeedName, isSubUnit, type Register, Role, told, Unit } from './state.ts'

const of = { organisation: OrgNo }

/** What may happen to an organisation, by the stand-in's own way in. */
export const RegisterChange = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('give-role'), ...of, held: Role }),
  /** Whoever holds it. */
  z.strictObject({ change: z.literal('end-role'), ...of, role: z.string() }),
  z.strictObject({ change: z.literal('rename'), ...of, name: z.string().min(1) }),
  z.strictObject({
    change: z.literal('register'),
    ...of,
    name: z.string().min(1),
    form: z.string().min(1),
    parent: OrgNo.optional(),
  }),
  z.strictObject({ change: z.literal('strike-off'), ...of }),
  z.strictObject({ change: z.literal('remove'), ...of }),
])
export type RegisterChange = z.infer<typeof RegisterChange>

/** The register after a change; undefined when it has no such organisation. */
export function changed(
  register: Register,
  change: RegisterChange,
  at: string,
): Register | undefined {
  const { organisation: orgNo } = change
  if (change.change === 'register') {
    const { name, form, parent } = change
    const unit = Unit.parse({ orgNo, name, form, parent, status: 'stands', roles: [] })
    const units = [...register.units.filter((other) => other.orgNo !== orgNo), unit]
    return told({ ...register, units }, feedOf(unit), { at, orgNo, kind: 'Ny' })
  }
  const unit = register.units.find((one) => one.orgNo === orgNo)
  if (unit === undefined) return undefined
  const next = changedUnit(unit, change)
  const units = register.units.map((one) => (one.orgNo === orgNo ? next : one))
  const feed = change.change.endsWith('-role') ? 'roller' : feedOf(unit)
  return told({ ...register, units }, feed, { at, orgNo, kind: kinds[change.change] })
}

type UnitChange = Exclude<RegisterChange, { change: 'register' }>

const kinds = {
  'give-role': 'Endring',
  'end-role': 'Endring',
  rename: 'Endring',
  'strike-off': 'Sletting',
  remove: 'Fjernet',
} as const satisfies Record<UnitChange['change'], string>

const feedOf = (unit: Unit): FeedName => (isSubUnit(unit) ? 'underenheter' : 'enheter')

function changedUnit(unit: Unit, change: UnitChange): Unit {
  switch (change.change) {
    case 'give-role':
      return { ...unit, roles: [...unit.roles, change.held] }
    case 'end-role':
      return { ...unit, roles: unit.roles.filter(({ role }) => role !== change.role) }
    case 'rename':
      return { ...unit, name: change.name }
    case 'strike-off':
      return { ...unit, status: 'struck-off', roles: [] }
    case 'remove':
      return { ...unit, status: 'removed', roles: [] }
  }
}
