import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { OrgNo } from '../support/organisation.ts'
import { birthDateOf, SyntheticPid } from '../support/synthetic-person.ts'
import { registerCode } from './role-codes.ts'

/** As the open API tells of people: no number. */
export const Person = z.strictObject({
  fodselsdato: z.iso.date(),
  navn: z.strictObject({ fornavn: z.string(), etternavn: z.string().min(1) }),
})
const RoleCode = z.string().regex(/^[A-ZÆØÅ]{3,5}$/u)
export const Role = z.union([
  z.strictObject({ role: RoleCode, person: Person }),
  z.strictObject({ role: RoleCode, enhet: OrgNo }),
])
export type Role = z.infer<typeof Role>

export const Unit = z.strictObject({
  orgNo: OrgNo,
  name: z.string(),
  form: z.string(),
  parent: OrgNo.optional(),
  /** Struck off it is still told of; removed it is not. */
  status: z.enum(['stands', 'struck-off', 'removed']),
  roles: z.array(Role).readonly(),
})
export type Unit = z.infer<typeof Unit>

const Update = z.strictObject({ id: z.int(), at: z.iso.datetime(), orgNo: OrgNo, kind: z.string() })
export type Update = z.infer<typeof Update>

/** The register, and what happened in it, each feed with numbers of its own. */
export const Register = z.strictObject({
  units: z.array(Unit).readonly(),
  updates: z.strictObject({
    enheter: z.array(Update).readonly(),
    underenheter: z.array(Update).readonly(),
    roller: z.array(Update).readonly(),
  }),
})
export type Register = z.infer<typeof Register>
export type FeedName = keyof Register['updates']

const subUnitForms: ReadonlySet<string> = new Set(['BEDR', 'AAFY'])
export const isSubUnit = ({ form }: Pick<Unit, 'form'>): boolean => subUnitForms.has(form)

/** Adds to a feed. Numbers grow, and not by one: others are at work in the register too. */
export function told(
  { units, updates }: Register,
  feed: FeedName,
  update: Omit<Update, 'id'>,
): Register {
  const id = (updates[feed].at(-1)?.id ?? 0) + 7
  return { units, updates: { ...updates, [feed]: [...updates[feed], { id, ...update }] } }
}

const StoryFile = z.object({
  organisations: z.array(
    z.object({ orgNo: OrgNo, name: z.string(), form: z.string(), parent: OrgNo.optional() }),
  ),
  people: z.array(z.object({ pid: SyntheticPid, name: z.string() })),
  roles: z.array(
    z.union([
      z.object({ organisation: OrgNo, role: z.string(), person: SyntheticPid }),
      z.object({ organisation: OrgNo, role: z.string(), heldBy: OrgNo }),
    ]),
  ),
})
type StoryFile = z.infer<typeof StoryFile>

/** The register of the story as it is at the first start. @throws when a person in it is not synthetic. */
export async function readStoryRegister(path: string, at: string): Promise<Register> {
  const parsed = StoryFile.safeParse(JSON.parse(await readFile(path, 'utf8')))
  // The parser's own account of what is wrong could repeat a personal number.
  if (!parsed.success) throw new Error(`${path} is not a register of synthetic people`)
  const units = parsed.data.organisations.map((unit): Unit => ({
    ...unit,
    status: 'stands',
    roles: rolesOf(unit.orgNo, parsed.data),
  }))
  const empty: Register = { units, updates: { enheter: [], underenheter: [], roller: [] } }
  return units.reduce(
    (register, unit) =>
      told(register, isSubUnit(unit) ? 'underenheter' : 'enheter', {
        at,
        orgNo: unit.orgNo,
        kind: 'Ny',
      }),
    empty,
  )
}

function rolesOf(orgNo: string, { roles, people }: StoryFile): readonly Role[] {
  return roles
    .filter(({ organisation }) => organisation === orgNo)
    .flatMap((held): readonly Role[] => {
      const role = registerCode(held.role)
      if (role === undefined) return []
      if ('heldBy' in held) return [{ role, enhet: held.heldBy }]
      const person = people.find(({ pid }) => pid === held.person)
      return person === undefined ? [] : [{ role, person: personOf(person) }]
    })
}

function personOf({ pid, name }: StoryFile['people'][number]): z.infer<typeof Person> {
  const names = name.split(' ')
  const etternavn = names.at(-1) ?? name
  return {
    fodselsdato: birthDateOf(pid),
    navn: { fornavn: names.slice(0, -1).join(' '), etternavn },
  }
}
