import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  catalogueInFiles,
  CatalogueUnusable,
} from '../../infrastructure/registers/catalogue-file.ts'
import { catalogueRole } from '../../infrastructure/registers/register-roles.ts'
import { skattNaering, wholeCatalogue } from '../support/catalogue.ts'
import { deriveId } from '../support/derive-id.ts'

const Entries = z.array(z.record(z.string(), z.unknown()))
const own = 'infrastructure/registers/catalogue'
const read = async (name: string) =>
  Entries.parse(JSON.parse(await readFile(join(own, name), 'utf8')))

describe('the catalogue of the project', () => {
  const { packages, roles } = wholeCatalogue
  const countOf = (isAssignable: boolean, isDelegable: boolean, entityType: string): number =>
    packages.filter(
      (one) =>
        one.isAssignable === isAssignable &&
        one.isDelegable === isDelegable &&
        one.entityType === entityType,
    ).length

  test('has every package and every role once', () => {
    expect([packages.length, roles.length]).toEqual([223, 148])
    expect(new Set(packages.map(({ urn }) => urn)).size).toBe(223)
    expect(new Set([...packages, ...roles].map(({ id }) => id)).size).toBe(371)
  })

  test('says of each package what may be done with it', () => {
    const kinds = [countOf(true, true, 'Organisasjon'), countOf(false, true, 'Organisasjon')]
    const others = [countOf(true, false, 'Organisasjon'), countOf(false, false, 'Organisasjon')]
    expect([...kinds, ...others]).toEqual([129, 6, 11, 1])
    expect([countOf(true, true, 'Person'), countOf(false, false, 'Person')]).toEqual([35, 41])
  })

  test('says of each role which packages come with it', () => {
    const leader = roles.find(({ code }) => code === 'daglig-leder')
    expect(leader).toMatchObject({ legacyCode: 'dagl', isKeyRole: true, provider: 'sys-ccr' })
    expect(leader?.packages).toHaveLength(133)
    expect(leader?.packages).toContainEqual({
      accessPackage: skattNaering,
      hasAccess: true,
      canDelegate: true,
    })
    const runner = roles.find(({ code }) => code === 'forretningsforer')
    expect(runner?.packages.filter(({ form }) => form === 'ESEK')).toHaveLength(1)
  })

  test('knows the roles that the party register has', () => {
    const known = new Set(roles.map(({ code }) => code))
    const register = ['DAGL', 'LEDE', 'REGN', 'REVI', 'FFØR', 'SREVA', 'VARA']
    expect(register.filter((code) => !known.has(catalogueRole(code) ?? ''))).toEqual([])
  })
})

describe('a file of the catalogue', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'catalogue-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function fileOf(content: unknown): Promise<string> {
    const path = join(folder, 'file.json')
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }

  test('may say ids, and more than is asked', async () => {
    const [first, ...others] = await read('access-packages.json')
    const id = deriveId('an id', 'of somebody else')
    const packagesPath = await fileOf([{ ...first, id, more: true }, ...others])
    const said = catalogueInFiles({ packagesPath, deriveId })
    expect(said.packages[0]).toEqual({ ...wholeCatalogue.packages[0], id })
    expect(said.packages.slice(1)).toEqual(wholeCatalogue.packages.slice(1))
  })

  test.each([
    ['is not there', undefined, /cannot be read/u],
    ['is not JSON', '[{', /cannot be read/u],
    ['is empty', [], /cannot be used/u],
    ['leaves something out', [{ urn: skattNaering }], /0\.entityType/u],
    ['names no package', [{ urn: 'skatt' }], /0\.urn/u],
  ])('that %s cannot be used, and is named', async (_, content, message) => {
    const packagesPath =
      content === undefined ? join(folder, 'no-such-file') : await fileOf(content)
    const reading = () => catalogueInFiles({ packagesPath, deriveId })
    expect(reading).toThrow(CatalogueUnusable)
    expect(reading).toThrow(message)
    expect(reading).toThrow(packagesPath)
  })

  test('that says something twice, or of a role that is none, cannot be used', async () => {
    const [first, ...others] = await read('access-packages.json')
    const twice = await fileOf([first, first, ...others])
    expect(() => catalogueInFiles({ packagesPath: twice, deriveId })).toThrow(/twice/u)
    const roles = [{ role: 'keiser', hasAccess: true, canDelegate: true }]
    const stray = await fileOf([{ ...first, roles }])
    expect(() => catalogueInFiles({ packagesPath: stray, deriveId })).toThrow(/keiser/u)
    const rolesPath = await fileOf([...(await read('roles.json')), ...(await read('roles.json'))])
    expect(() => catalogueInFiles({ rolesPath, deriveId })).toThrow(/twice/u)
  })
})
