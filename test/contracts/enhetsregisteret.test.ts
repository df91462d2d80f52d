import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { PartyRegister } from '../../application/party-register.ts'
import { OrgNo } from '../../domain/values.ts'
import { enhetsregisteret } from '../../infrastructure/registers/enhetsregisteret.ts'
import type { PersonVault } from '../../infrastructure/person-vault/person-vault.ts'
import { deriveId } from '../support/derive-id.ts'
import { at } from '../support/fixtures.ts'
import { numbers, openVault } from '../support/open-vault.ts'
import { registerOverHttp } from '../support/registers.ts'

const orgNo = OrgNo.parse('310702641')
const unit = {
  organisasjonsnummer: orgNo,
  navn: 'Rør og Vann AS',
  organisasjonsform: { kode: 'AS' },
}
const piaThere = { fodselsdato: '1984-05-17', navn: { fornavn: 'Pia', etternavn: 'Rørvik' } }
const leads = { type: { kode: 'DAGL' }, person: piaThere, fratraadt: false }

type Play = { readonly status?: number; readonly body?: unknown; readonly text?: string }

/** By path, what the register says; 404 for everything else. */
let plays: Record<string, Play | 'silence'>
let server: Server
let folder: string
let vault: PersonVault
let register: PartyRegister

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enhetsregisteret-'))
  vault = await openVault(folder)
  await vault.enrol({ number: numbers.pia, name: 'Pia Rørvik' })
  server = createServer((request, response) => {
    const play = plays[new URL(request.url ?? '', 'http://x').pathname] ?? { status: 404 }
    if (play === 'silence') return
    const { status = 200, body, text = JSON.stringify(body) } = play
    response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' })
    response.end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  const url = `http://127.0.0.1:${port}`
  register = enhetsregisteret({ url, vault, deriveId, timeoutMs: 300 })
})
beforeEach(() => {
  plays = { [`/enheter/${orgNo}`]: { body: unit } }
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await vault.close()
  await rm(folder, { recursive: true })
})

const rolesAre = (...roller: readonly object[]): void => {
  plays[`/enheter/${orgNo}/roller`] = {
    body: { rollegrupper: [{ type: { kode: 'X' }, sistEndret: '2026-01-01', roller }] },
  }
}
const rolesNow = async (): Promise<unknown> => Object(await register.organisation(orgNo, at)).roles
const isPia = () => ({ type: 'person', person: vault.find(numbers.pia)?.personRef })

describe('a unit', () => {
  test.each([
    ['is struck off', { ...unit, slettedato: '2026-01-01' }],
    [
      'is struck off, and hardly anything more is told',
      { organisasjonsnummer: orgNo, slettedato: '2026-01-01' },
    ],
    ['is closed down', { ...unit, nedleggelsesdato: '2026-01-01' }],
  ])('that %s is gone', async (_name, body) => {
    plays[`/enheter/${orgNo}`] = { body }
    expect(await register.organisation(orgNo, at)).toMatchObject({ type: 'DissolveParty' })
  })

  test('that was removed is gone, and is not looked for among the sub-units', async () => {
    plays = {
      [`/enheter/${orgNo}`]: { status: 410 },
      [`/underenheter/${orgNo}`]: { body: unit },
    }
    expect(await register.organisation(orgNo, at)).toMatchObject({ type: 'DissolveParty' })
  })

  test('that is a removed sub-unit is gone', async () => {
    plays = { [`/underenheter/${orgNo}`]: { status: 410 } }
    expect(await register.organisation(orgNo, at)).toMatchObject({ type: 'DissolveParty' })
  })

  test('without a list of roles has none', async () => expect(await rolesNow()).toEqual([]))

  test.each([
    ['without a name', { ...unit, navn: undefined }],
    ['of another number', { ...unit, organisasjonsnummer: '314168267' }],
    ['that is a list', [unit]],
  ])('%s cannot be understood, and only its number is told', async (_name, body) => {
    plays[`/enheter/${orgNo}`] = { body }
    const asking = register.organisation(orgNo, at)
    await expect(asking).rejects.toMatchObject({ code: 'ERR_UNREADABLE_ORGANISATION' })
    await expect(asking).rejects.toThrow(`the entry of ${orgNo} cannot be understood`)
  })
})

describe('a role', () => {
  test('is held by the one enrolled person of that name and day of birth', async () => {
    rolesAre(leads)
    expect(await rolesNow()).toEqual([{ role: 'daglig-leder', holder: isPia() }])
  })

  test('is hers however her name is spaced and capitalised', async () => {
    const navn = { fornavn: ' PIA ', etternavn: 'RØRVIK' }
    rolesAre({ ...leads, person: { ...piaThere, navn } })
    expect(await rolesNow()).toEqual([{ role: 'daglig-leder', holder: isPia() }])
  })

  test.each([
    ['another day of birth', { ...piaThere, fodselsdato: '1984-05-18' }],
    ['another name', { ...piaThere, navn: { fornavn: 'Pia Marie', etternavn: 'Rørvik' } }],
  ])('of somebody with %s is not hers, and always the same one’s', async (_name, person) => {
    rolesAre({ ...leads, person })
    const [first] = z.array(z.unknown()).parse(await rolesNow())
    expect(first).not.toEqual({ role: 'daglig-leder', holder: isPia() })
    expect(await rolesNow()).toEqual([first])
  })

  test.each([
    ['was resigned from', { ...leads, fratraadt: true }],
    ['was struck off', { ...leads, avregistrert: true }],
    ['was held by somebody who is dead', { ...leads, person: { ...piaThere, erDoed: true } }],
    [
      'was held by an organisation that is gone',
      { type: { kode: 'REGN' }, enhet: { organisasjonsnummer: '314330897', erSlettet: true } },
    ],
    ['is none of ours', { ...leads, type: { kode: 'KMOR' } }],
    ['has a code that objects inherit', { ...leads, type: { kode: 'constructor' } }],
    ['is nobody’s', { type: { kode: 'DAGL' } }],
  ])('that %s is held by nobody', async (_name, role) => {
    rolesAre(role)
    expect(await rolesNow()).toEqual([])
  })

  test.each([
    ['INNH', 'innehaver'],
    ['LEDE', 'styreleder'],
    ['MEDL', 'styremedlem'],
    ['FFØR', 'forretningsforer'],
    ['REVI', 'revisor'],
  ])('%s is %s in the catalogue', async (kode, role) => {
    rolesAre({ ...leads, type: { kode } })
    expect(await rolesNow()).toEqual([{ role, holder: isPia() }])
  })

  test('that cannot be understood leaves the organisation unread, not without it', async () => {
    rolesAre(leads, { ...leads, person: { navn: { etternavn: 'Rørvik' } } })
    const asking = register.organisation(orgNo, at)
    await expect(asking).rejects.toMatchObject({ code: 'ERR_UNREADABLE_ORGANISATION' })
    await expect(asking).rejects.not.toThrow(/Rørvik/u)
  })
})

describe('a feed', () => {
  const change = (oppdateringsid: number, organisasjonsnummer: string) => ({
    oppdateringsid,
    dato: '2026-01-05T12:00:00.000Z',
    organisasjonsnummer,
    endringstype: 'Endring',
  })

  const feedOf = (...oppdaterteEnheter: readonly object[]) => ({
    _embedded: { oppdaterteEnheter },
    page: { totalElements: oppdaterteEnheter.length },
  })

  test('is read to its greatest number, in whatever order it comes, each organisation once', async () => {
    const oppdaterteEnheter = [
      change(9, '310702641'),
      change(7, '314168267'),
      change(8, '310702641'),
    ]
    plays['/oppdateringer/enheter'] = { body: feedOf(...oppdaterteEnheter) }
    expect(await register.changes('enheter', undefined)).toEqual({
      organisations: ['310702641', '314168267'],
      place: '9',
      caughtUp: true,
    })
  })

  test('never goes back', async () => {
    plays['/oppdateringer/enheter'] = {
      body: feedOf(change(3, '310702641')),
    }
    expect(await register.changes('enheter', '9')).toMatchObject({ place: '9' })
  })

  test('of roles may number its events in text or not', async () => {
    const data = { organisasjonsnummer: orgNo }
    plays['/oppdateringer/roller'] = {
      body: [
        { id: '4', data },
        { id: 5, data },
      ],
    }
    expect(await register.changes('roller', undefined)).toMatchObject({ place: '5' })
  })

  test('in which nothing was ever told has no place', async () => {
    plays['/oppdateringer/roller'] = { body: [] }
    expect(await register.changes('roller', undefined)).toEqual({
      organisations: [],
      caughtUp: true,
    })
  })

  test.each<[string, Play | 'silence']>([
    ['that is not there', { status: 404 }],
    ['that fails', { status: 500, body: {} }],
    ['that is asked too often', { status: 429, body: {} }],
    ['that has moved', { status: 302, text: '' }],
    [
      'without end',
      { text: `${' '.repeat(17 * 1024 * 1024)}${JSON.stringify(feedOf(change(1, orgNo)))}` },
    ],
    ['that is not JSON', { text: '<html>' }],
    ['of another form', { body: { oppdateringer: 1 } }],
    ['of another form inside', { body: feedOf({ id: 1 }) }],
    [
      'that tells of changes under another name',
      { body: { _embedded: { endredeEnheter: [] }, page: { totalElements: 1 } } },
    ],
    ['that says nothing in time', 'silence'],
  ])('%s is unavailable', async (_name, play) => {
    plays['/oppdateringer/enheter'] = play
    plays['/elsewhere'] = { body: feedOf(change(1, orgNo)) }
    await expect(register.changes('enheter', undefined)).rejects.toMatchObject({
      code: 'ERR_REGISTER_UNAVAILABLE',
    })
  })
})

describe('a feed of many pages', () => {
  let tested: Awaited<ReturnType<typeof registerOverHttp>>
  let own: string
  beforeEach(async () => {
    own = await mkdtemp(join(tmpdir(), 'pages-'))
    tested = await registerOverHttp(own, { pageSize: 4 })
  })
  afterEach(async () => {
    await tested.close()
    await rm(own, { recursive: true })
  })

  test('is read page by page, nothing left out and nothing twice', async () => {
    const first = await tested.register.changes('enheter', undefined)
    expect(first).toMatchObject({ caughtUp: false })
    const second = await tested.register.changes('enheter', first.place)
    expect(second).toMatchObject({ caughtUp: true })
    expect([...first.organisations, ...second.organisations].toSorted()).toHaveLength(6)
    expect(new Set([...first.organisations, ...second.organisations]).size).toBe(6)
  })
})
