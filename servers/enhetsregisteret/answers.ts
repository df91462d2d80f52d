import { groupType, roleType } from './role-codes.ts'
import { isSubUnit, type Role, type Unit, type Update } from './state.ts'

// The forms of the open API, as far as they tell who there is and who holds which role; addresses, trades and the like
// are left out.

const self = (href: string) => ({ _links: { self: { href } } })

export function unitAnswer(unit: Unit, base: string) {
  const { orgNo, name, form, parent } = unit
  const kind = isSubUnit(unit) ? 'underenheter' : 'enheter'
  const named = {
    organisasjonsnummer: orgNo,
    navn: name,
    organisasjonsform: {
      kode: form,
      beskrivelse: form,
      ...self(`${base}/organisasjonsformer/${form}`),
    },
  }
  const links = self(`${base}/${kind}/${orgNo}`)
  if (unit.status === 'struck-off')
    return { respons_klasse: 'SlettetEnhet', ...named, slettedato: '2026-01-01', ...links }
  return {
    respons_klasse: isSubUnit(unit) ? 'Underenhet' : 'Enhet',
    ...named,
    ...(parent !== undefined && { overordnetEnhet: parent }),
    ...links,
  }
}

export function rolesAnswer({ orgNo, roles }: Unit, base: string) {
  const groups = new Map<string, { type: object; sistEndret: string; roller: object[] }>()
  for (const held of roles) {
    const type = groupType(held.role)
    const group = groups.get(type.kode) ?? { type, sistEndret: '2026-01-01', roller: [] }
    group.roller.push(roleAnswer(held, group.roller.length))
    groups.set(type.kode, group)
  }
  return {
    rollegrupper: [...groups.values()],
    _links: {
      self: { href: `${base}/enheter/${orgNo}/roller` },
      enhet: { href: `${base}/enheter/${orgNo}` },
    },
  }
}

function roleAnswer(held: Role, rekkefolge: number) {
  const holder =
    'person' in held
      ? { person: { ...held.person, erDoed: false } }
      : { enhet: { organisasjonsnummer: held.enhet, erSlettet: false } }
  return { type: roleType(held.role), ...holder, fratraadt: false, rekkefolge }
}

type Page = { readonly size: number; readonly number: number; readonly total: number }

export function unitUpdatesAnswer(
  kind: 'enheter' | 'underenheter',
  updates: readonly Update[],
  { size, number, total }: Page,
) {
  const list = updates.map(({ id, at, orgNo, kind: endringstype }) => ({
    oppdateringsid: id,
    dato: at,
    organisasjonsnummer: orgNo,
    endringstype,
  }))
  const name = kind === 'enheter' ? 'oppdaterteEnheter' : 'oppdaterteUnderenheter'
  return {
    ...(list.length > 0 && { _embedded: { [name]: list } }),
    page: { size, totalElements: total, totalPages: Math.ceil(total / size), number },
  }
}

/** CloudEvents, which say whose roles changed and no more. */
export const roleUpdatesAnswer = (updates: readonly Update[], base: string) =>
  updates.map(({ id, at, orgNo }) => ({
    specversion: '1.0',
    id: String(id),
    source: `${base}/enheter/${orgNo}/roller`,
    type: 'no.brreg.enhetsregisteret.rolle.oppdatert',
    time: at,
    datacontenttype: 'application/json',
    data: { organisasjonsnummer: orgNo },
  }))
