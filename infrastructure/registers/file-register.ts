import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { DeriveId } from '../../application/derive-id.ts'
import type { PartyCommand } from '../../domain/party/decide.ts'
import { RoleCode } from '../../domain/party/events.ts'
import type { HeldRole } from '../../domain/party/state.ts'
import { type Instant, OrgNo, type PersonRef } from '../../domain/values.ts'
import { type NumberKind, personNumber } from '../person-vault/person-number.ts'
import type { PersonVault } from '../person-vault/person-vault.ts'

/** A register file that cannot be used. Says where, and shows no number of a person. */
export class UnreadableRegister extends Error {
  override readonly name = 'UnreadableRegister'
  readonly code = 'ERR_UNREADABLE_REGISTER'
}

const registerFile = (kind: NumberKind) => {
  const Person = personNumber(kind)
  return z.object({
    organisations: z.array(
      z.object({ orgNo: OrgNo, name: z.string().min(1), form: z.string().min(1) }),
    ),
    people: z.array(z.object({ pid: Person, name: z.string().min(1) })),
    roles: z.array(
      z.union([
        z.strictObject({ organisation: OrgNo, role: RoleCode, person: Person }),
        z.strictObject({ organisation: OrgNo, role: RoleCode, heldBy: OrgNo }),
      ]),
    ),
  })
}
type RegisterFile = z.infer<ReturnType<typeof registerFile>>

type Options = {
  readonly path: string
  readonly numbers: NumberKind
  readonly vault: Pick<PersonVault, 'enrol'>
  readonly deriveId: DeriveId
}

/**
 * The party register, from a file: what it says of every organisation now, as commands. People are taken into the vault
 * and named by their references. An organisation's uuid follows from its number.
 *
 * @throws {UnreadableRegister} naming the member that is wrong.
 */
export async function readRegister(
  { path, numbers, vault, deriveId }: Options,
  at: Instant,
): Promise<readonly PartyCommand[]> {
  const register = parsed(path, numbers)
  const references = new Map<string, PersonRef>()
  for (const { pid, name } of register.people)
    references.set(pid, (await vault.enrol({ number: pid, name })).personRef)
  return register.organisations.map(({ orgNo, name, form }) => ({
    type: 'RecordParty',
    orgNo,
    uuid: deriveId('party', orgNo),
    name,
    form,
    roles: register.roles
      .filter(({ organisation }) => organisation === orgNo)
      .map((role) => heldRole(role, references)),
    at,
  }))
}

function heldRole(
  role: RegisterFile['roles'][number],
  references: ReadonlyMap<string, PersonRef>,
): HeldRole {
  if ('heldBy' in role)
    return { role: role.role, holder: { type: 'organisation', orgNo: role.heldBy } }
  const person = references.get(role.person)
  if (person === undefined) throw new UnreadableRegister('a role is held by nobody who is listed')
  return { role: role.role, holder: { type: 'person', person } }
}

function parsed(path: string, numbers: NumberKind): RegisterFile {
  const read = registerFile(numbers).safeParse(jsonIn(path))
  if (!read.success) {
    const wrong = read.error.issues.map(
      ({ path: place, message }) => `${placeOf(place)}: ${message}`,
    )
    throw new UnreadableRegister(`${path} cannot be used:\n  ${wrong.join('\n  ')}`)
  }
  const { organisations, people, roles } = read.data
  const numbersOf = new Set<string>(organisations.map(({ orgNo }) => orgNo))
  const known = new Set<string>(people.map(({ pid }) => pid))
  const stray = roles.findIndex(
    (role) => !numbersOf.has(role.organisation) || ('person' in role && !known.has(role.person)),
  )
  if (stray >= 0)
    throw new UnreadableRegister(
      `${path} cannot be used:\n  roles[${stray}]: names an organisation or a person that the file does not list`,
    )
  return read.data
}

function jsonIn(path: string): unknown {
  const text = readText(path)
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message repeats a part of the file, which may be a person's number.
    throw new UnreadableRegister(`${path} is not JSON`)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new UnreadableRegister(`${path} cannot be read; REGISTER_FILE says where it is`, {
      cause,
    })
  }
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./u, '')
