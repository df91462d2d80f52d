import type { z } from 'zod'
import type { DeriveId } from '../../application/derive-id.ts'
import {
  type PartyRegister,
  type RegisterChanges,
  RegisterUnavailable,
  UnreadableOrganisation,
} from '../../application/party-register.ts'
import type { Holder } from '../../domain/party/events.ts'
import type { HeldRole } from '../../domain/party/state.ts'
import type { OrgNo } from '../../domain/values.ts'
import type { PersonVault } from '../person-vault/person-vault.ts'
import {
  Oppdateringer,
  type RegisterPerson,
  type RegisterRole,
  Roller,
  Rolleoppdateringer,
  type StandingUnit,
  Unit,
} from './enhetsregisteret-shapes.ts'
import { askRegister, type RegisterAnswer } from './register-json.ts'
import { catalogueRole } from './register-roles.ts'

type Options = {
  /** Up to and with `/api`, without a slash at its end. */
  readonly url: string
  readonly vault: Pick<PersonVault, 'recognise'>
  readonly deriveId: DeriveId
  readonly timeoutMs?: number
  /** How many changes are asked for at a time; the API gives at most 10 000. */
  readonly pageSize?: number
}

type Desk = Options & { readonly timeoutMs: number; readonly pageSize: number }

type Change = { readonly id: number; readonly orgNo: OrgNo }

type Feed = {
  readonly path: (after: number, size: number) => string
  readonly read: (body: unknown) => z.ZodSafeParseResult<readonly Change[]>
}

const unitFeed = (kind: 'enheter' | 'underenheter'): Feed => ({
  // Unlike the feed of roles, this one begins with the number that it is given.
  path: (after, size) => `/oppdateringer/${kind}?oppdateringsid=${after + 1}&size=${size}`,
  read: (body) =>
    Oppdateringer.transform(({ changes }) =>
      changes.map(({ oppdateringsid: id, organisasjonsnummer: orgNo }) => ({ id, orgNo })),
    ).safeParse(body),
})

const roleFeed: Feed = {
  path: (after, size) => `/oppdateringer/roller?afterId=${after}&size=${size}`,
  read: (body) =>
    Rolleoppdateringer.transform((events) =>
      events.map(({ id, data }) => ({ id, orgNo: data.organisasjonsnummer })),
    ).safeParse(body),
}

const feeds: Readonly<Record<string, Feed>> = {
  enheter: unitFeed('enheter'),
  underenheter: unitFeed('underenheter'),
  roller: roleFeed,
}

/**
 * Enhetsregisteret, by its open API. Its three feeds say only which organisation changed; what it has become is asked
 * for each time, unit and roles.
 *
 * People have a name and a day of birth there, and no number: they go to the vault at once, and their reference comes
 * out of it. A role that was resigned from or struck off, that of somebody who is dead, and one held by an organisation
 * that is gone, are held by nobody. Roles without a code of ours are left out. A unit without a list of roles has none.
 *
 * Not checked: that an answer is newer than the change that led to it. An organisation that was read too early is read
 * again at its next change only.
 */
export function enhetsregisteret(options: Options): PartyRegister {
  const desk: Desk = { timeoutMs: 10_000, pageSize: 500, ...options }
  return {
    id: options.deriveId('party register', options.url),
    feeds: Object.keys(feeds),
    changes: (feed, after) => changesOf(desk, feed, after),
    async organisation(orgNo, at) {
      const gone = { type: 'DissolveParty', orgNo, at } as const
      const main = await askFor(desk, `/enheter/${orgNo}`)
      if (main.found) {
        const unit = entry(Unit, main.body, orgNo)
        if (!unit.stands) return gone
        return { ...recordOf(desk, unit), roles: await rolesOf(desk, orgNo), at }
      }
      if (main.status === 410) return gone
      const part = await askFor(desk, `/underenheter/${orgNo}`)
      const unit = part.found && entry(Unit, part.body, orgNo)
      return unit && unit.stands ? { ...recordOf(desk, unit), roles: [], at } : gone
    },
  }
}

const askFor = (desk: Desk, path: string): Promise<RegisterAnswer> =>
  askRegister(`${desk.url}${path}`, desk.timeoutMs)

async function changesOf(
  desk: Desk,
  name: string,
  after: string | undefined,
): Promise<RegisterChanges> {
  const feed = feeds[name]
  if (feed === undefined) throw new RangeError(`there is no feed ${name}`)
  const answer = await askFor(desk, feed.path(Number(after ?? 0), desk.pageSize))
  if (!answer.found) throw new RegisterUnavailable(`the feed ${name}: status ${answer.status}`)
  const read = feed.read(answer.body)
  if (!read.success) throw new RegisterUnavailable(`the feed ${name} cannot be understood`)
  const changes = read.data
  // The greatest, not the last: a page may come in any order.
  const last = Math.max(Number(after ?? 0), ...changes.map(({ id }) => id))
  return {
    organisations: [...new Set(changes.map(({ orgNo }) => orgNo))],
    ...((changes.length > 0 || after !== undefined) && { place: String(last) }),
    caughtUp: changes.length < desk.pageSize,
  }
}

async function rolesOf(desk: Desk, orgNo: OrgNo): Promise<readonly HeldRole[]> {
  const answer = await askFor(desk, `/enheter/${orgNo}/roller`)
  if (!answer.found) return []
  const { rollegrupper } = entry(Roller, answer.body, orgNo)
  const held: HeldRole[] = []
  for (const role of rollegrupper.flatMap(({ roller }) => roller)) {
    const code = catalogueRole(role.type.kode)
    const holder = code === undefined ? undefined : await holderOf(desk, role)
    if (code !== undefined && holder !== undefined) held.push({ role: code, holder })
  }
  return held
}

async function holderOf(
  { vault }: Desk,
  { person, enhet, fratraadt, avregistrert }: RegisterRole,
): Promise<Holder | undefined> {
  if (fratraadt || avregistrert) return undefined
  if (person !== undefined && !person.erDoed)
    return {
      type: 'person',
      person: await vault.recognise({ name: nameOf(person), birthDate: person.fodselsdato }),
    }
  if (enhet !== undefined && !enhet.erSlettet)
    return { type: 'organisation', orgNo: enhet.organisasjonsnummer }
  return undefined
}

const nameOf = ({ navn: { fornavn, mellomnavn, etternavn } }: RegisterPerson): string =>
  [fornavn, mellomnavn, etternavn].filter((part) => part !== undefined).join(' ')

const recordOf = (
  { deriveId }: Desk,
  { organisasjonsnummer: orgNo, navn, organisasjonsform, overordnetEnhet }: StandingUnit,
) => ({
  type: 'RecordParty' as const,
  orgNo,
  uuid: deriveId('party', orgNo),
  name: navn,
  form: organisasjonsform.kode,
  ...(overordnetEnhet !== undefined && { parent: overordnetEnhet }),
})

/** The entry as it was asked for. Another organisation's is as good as none. */
function entry<Shape extends { readonly organisasjonsnummer?: OrgNo | undefined }>(
  schema: z.ZodType<Shape>,
  body: unknown,
  orgNo: OrgNo,
): Shape {
  const read = schema.safeParse(body)
  if (!read.success || (read.data.organisasjonsnummer ?? orgNo) !== orgNo)
    throw new UnreadableOrganisation(`the entry of ${orgNo} cannot be understood`)
  return read.data
}
