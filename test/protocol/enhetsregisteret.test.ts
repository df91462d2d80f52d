import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Enhetsregisteret,
  startEnhetsregisteret,
} from '../../servers/enhetsregisteret/server.ts'
import { birthDateOf } from '../../servers/support/synthetic-person.ts'
import { standingClock, temporaryDirectory } from '../support/maskinporten.ts'
import { storyRegister } from '../support/registers.ts'

const clock = standingClock()
let dataDirectory: string
let server: Enhetsregisteret

const start = (registerPath = storyRegister): Promise<Enhetsregisteret> =>
  startEnhetsregisteret({ port: 0, dataDirectory, registerPath, now: clock.now })

beforeAll(async () => {
  dataDirectory = await temporaryDirectory()
  server = await start()
})
afterAll(() => server.close())

async function get(path: string) {
  const response = await fetch(`${server.api}${path}`)
  return { status: response.status, body: Object(await response.json()) }
}
async function change(body: object): Promise<number> {
  const { status } = await fetch(new URL('/changes', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return status
}

describe('what the open API is asked', () => {
  test('a unit', async () => {
    expect(await get('/enheter/310702641')).toMatchObject({
      status: 200,
      body: {
        respons_klasse: 'Enhet',
        organisasjonsnummer: '310702641',
        navn: 'Rør og Vann AS',
        organisasjonsform: { kode: 'AS' },
        _links: { self: { href: `${server.api}/enheter/310702641` } },
      },
    })
  })

  test('its roles, people by name and day of birth', async () => {
    const { status, body } = await get('/enheter/310702641/roller')
    expect(status).toBe(200)
    expect(body.rollegrupper.map(({ type }: { type: { kode: string } }) => type.kode)).toEqual([
      'DAGL',
      'STYR',
      'REGN',
    ])
    expect(body.rollegrupper[0].roller).toEqual([
      {
        type: { kode: 'DAGL', beskrivelse: 'Daglig leder' },
        person: {
          fodselsdato: '1984-05-17',
          navn: { fornavn: 'Pia', etternavn: 'Rørvik' },
          erDoed: false,
        },
        fratraadt: false,
        rekkefolge: 0,
      },
    ])
    expect(body.rollegrupper[2].roller[0]).toMatchObject({
      enhet: { organisasjonsnummer: '314330897', erSlettet: false },
    })
    expect(JSON.stringify(body)).not.toMatch(/\d{11}/u)
  })

  test('a unit that is none, and one that is no sub-unit', async () => {
    expect((await get('/enheter/999999999')).status).toBe(404)
    expect((await get('/underenheter/310702641')).status).toBe(404)
    expect((await get('/enheter/310702642')).status).toBe(400)
  })

  test('changes in units, from a number on, in pages', async () => {
    const first = await get('/oppdateringer/enheter?oppdateringsid=8&size=2')
    expect(first.body).toMatchObject({
      _embedded: {
        oppdaterteEnheter: [
          { oppdateringsid: 14, endringstype: 'Ny', dato: '2026-01-05T12:00:00.000Z' },
          { oppdateringsid: 21 },
        ],
      },
      page: { size: 2, totalElements: 5, totalPages: 3, number: 0 },
    })
    const second = await get('/oppdateringer/enheter?oppdateringsid=8&size=2&page=1')
    expect(second.body).toMatchObject({
      _embedded: { oppdaterteEnheter: [{ oppdateringsid: 28 }, { oppdateringsid: 35 }] },
    })
    const none = await get('/oppdateringer/underenheter')
    expect(none.body).toEqual({ page: { size: 20, totalElements: 0, totalPages: 0, number: 0 } })
    expect((await get('/oppdateringer/enheter?size=10001')).status).toBe(400)
  })
})

describe('what happens there', () => {
  test('to a role is told in the feed of roles, after the number that is given', async () => {
    expect(await change({ change: 'end-role', organisation: '310702641', role: 'MEDL' })).toBe(204)
    const { body } = await get('/oppdateringer/roller?afterId=0&size=10')
    expect(body).toEqual([
      {
        specversion: '1.0',
        id: '7',
        source: `${server.api}/enheter/310702641/roller`,
        type: 'no.brreg.enhetsregisteret.rolle.oppdatert',
        time: '2026-01-05T12:00:00.000Z',
        datacontenttype: 'application/json',
        data: { organisasjonsnummer: '310702641' },
      },
    ])
    expect((await get('/oppdateringer/roller?afterId=7')).body).toEqual([])
  })

  test('a unit that is struck off is told of still, one that is removed is gone', async () => {
    const organisation = '314168267'
    expect(await change({ change: 'strike-off', organisation })).toBe(204)
    expect(await get(`/enheter/${organisation}`)).toMatchObject({
      status: 200,
      body: { respons_klasse: 'SlettetEnhet', slettedato: '2026-01-01' },
    })
    expect(await change({ change: 'remove', organisation })).toBe(204)
    expect((await get(`/enheter/${organisation}`)).status).toBe(410)
    expect((await get(`/enheter/${organisation}/roller`)).status).toBe(410)
  })

  test.each([
    ['of an unknown organisation', { change: 'strike-off', organisation: '999999999' }, 404],
    ['of an unknown kind', { change: 'merge', organisation: '310702641' }, 400],
    [
      'with a number of a person',
      { change: 'give-role', organisation: '310702641', held: { role: 'DAGL', person: '1' } },
      400,
    ],
  ])('%s is not done', async (_name, body, status) => expect(await change(body)).toBe(status))

  test('is there after a restart, whatever the file of the story says then', async () => {
    const before = await get('/oppdateringer/enheter?size=100')
    await server.close()
    server = await start(join(dataDirectory, 'there is no such file'))
    const { body } = await get('/oppdateringer/enheter?size=100')
    expect(body).toEqual(before.body)
  })
})

test('a register with somebody who is not synthetic is refused, and nobody is named', async () => {
  const path = join(dataDirectory, 'real.json')
  const people = [{ pid: '170584', name: 'X' }]
  await writeFile(path, JSON.stringify({ organisations: [], people, roles: [] }))
  dataDirectory = await temporaryDirectory()
  await expect(start(path)).rejects.toThrow(/is not a register of synthetic people$/u)
})

test('a day of birth follows from a synthetic number', () => {
  expect(['17858410002', '03929012029', '11897916047'].map(birthDateOf)).toEqual([
    '1984-05-17',
    '1990-12-03',
    '1979-09-11',
  ])
})
