import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { DeriveId } from '../../application/derive-id.ts'
import { type PartyRegister, RegisterUnavailable } from '../../application/party-register.ts'
import type { DissolveParty, RecordParty } from '../../domain/party/decide.ts'
import { RoleCode } from '../../domain/party/events.ts'
import type { HeldRole } from '../../domain/party/state.ts'
import { OrgNo, type PersonRef } from '../../domain/values.ts'
import { type NumberKind, personNumber } from '../person-vault/person-number.ts'
import type { PersonVault } from '../person-vault/person-vault.ts'

const registerFile = (kind: NumberKind) => {
  const Person = personNumber(kind)
  return z.object({
    organisations: z.array(
      z.object({
        orgNo: OrgNo,
        name: z.string().min(1),
        form: z.string().min(1),
        parent: OrgNo.optional(),
        dissolved: z.literal(true).optional(),
      }),
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
 * The party register, from a file, which may be changed at any time: what differs then has changed. An organisation that
 * it no longer lists stays as it was; one that is listed as `dissolved` is. People are taken into the vault and named by
 * their references. An organisation's uuid follows from its number.
 *
 * What it throws when the file cannot be used names the member that is wrong, and shows no number of a person.
 */
export function fileRegister(options: Options): PartyRegister {
  const { deriveId } = options
  let read: { readonly text: string; readonly says: ReadFile } | undefined
  const now = async (): Promise<ReadFile> => {
    const text = readText(options.path)
    if (read?.text !== text) read = { text, says: await readFile(options, text) }
    return read.says
  }
  return {
    id: deriveId('party register', 'file'),
    feeds: ['file'],
    async changes(_feed, after) {
      const { place, organisations } = await now()
      return {
        organisations: place === after ? [] : [...organisations.keys()],
        place,
        caughtUp: true,
      }
    },
    async organisation(orgNo, at) {
      const entry = (await now()).organisations.get(orgNo)
      return entry ? { ...entry, at } : { type: 'DissolveParty', orgNo, at }
    },
  }
}

/** Takes the people of the file into the vault, so that another register's words of them are understood. */
export async function enrolPeople(options: Omit<Options, 'deriveId'>): Promise<void> {
  await referencesOf(options, parsed(options, readText(options.path)))
}

type Entry = Omit<RecordParty, 'at'> | Omit<DissolveParty, 'at'>
type ReadFile = {
  /** Follows from all that is said, references included: those of a new vault are news as well. */
  readonly place: string
  readonly organisations: ReadonlyMap<OrgNo, Entry>
}

async function readFile(options: Options, text: string): Promise<ReadFile> {
  const register = parsed(options, text)
  const references = await referencesOf(options, register)
  const entries = register.organisations.map((organisation) =>
    entryOf(organisation, { register, references, deriveId: options.deriveId }),
  )
  return {
    place: createHash('sha256').update(JSON.stringify(entries)).digest('hex'),
    organisations: new Map(entries.map((entry) => [entry.orgNo, entry])),
  }
}

async function referencesOf(
  { vault }: Pick<Options, 'vault'>,
  { people }: RegisterFile,
): Promise<ReadonlyMap<string, PersonRef>> {
  const references = new Map<string, PersonRef>()
  for (const { pid, name } of people)
    references.set(pid, (await vault.enrol({ number: pid, name })).personRef)
  return references
}

type Around = {
  readonly register: RegisterFile
  readonly references: ReadonlyMap<string, PersonRef>
  readonly deriveId: DeriveId
}

function entryOf(
  { orgNo, name, form, parent, dissolved }: RegisterFile['organisations'][number],
  { register, references, deriveId }: Around,
): Entry {
  if (dissolved) return { type: 'DissolveParty', orgNo }
  return {
    type: 'RecordParty',
    orgNo,
    uuid: deriveId('party', orgNo),
    name,
    form,
    ...(parent !== undefined && { parent }),
    roles: register.roles
      .filter(({ organisation }) => organisation === orgNo)
      .map((role) => heldRole(role, references)),
  }
}

function heldRole(
  role: RegisterFile['roles'][number],
  references: ReadonlyMap<string, PersonRef>,
): HeldRole {
  if ('heldBy' in role)
    return { role: role.role, holder: { type: 'organisation', orgNo: role.heldBy } }
  const person = references.get(role.person)
  if (person === undefined) throw new RegisterUnavailable('a role is held by nobody who is listed')
  return { role: role.role, holder: { type: 'person', person } }
}

function parsed({ path, numbers }: Pick<Options, 'path' | 'numbers'>, text: string): RegisterFile {
  const read = registerFile(numbers).safeParse(jsonIn(path, text))
  if (!read.success) {
    const wrong = read.error.issues.map(
      ({ path: place, message }) => `${placeOf(place)}: ${message}`,
    )
    throw new RegisterUnavailable(`${path} cannot be used:\n  ${wrong.join('\n  ')}`)
  }
  const { organisations, people, roles } = read.data
  const numbersOf = new Set<string>(organisations.map(({ orgNo }) => orgNo))
  const known = new Set<string>(people.map(({ pid }) => pid))
  const stray = roles.findIndex(
    (role) => !numbersOf.has(role.organisation) || ('person' in role && !known.has(role.person)),
  )
  if (stray >= 0)
    throw new RegisterUnavailable(
      `${path} cannot be used:\n  roles[${stray}]: names an organisation or a person that the file does not list`,
    )
  return read.data
}

function jsonIn(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message repeats a part of the file, which may be a person's number.
    throw new RegisterUnavailable(`${path} is not JSON`)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new RegisterUnavailable(`${path} cannot be read; REGISTER_FILE says where it is`, {
      cause,
    })
  }
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./u, '')
