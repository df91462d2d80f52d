import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PartyCommand } from '../../domain/party/decide.ts'
import { PersonRef } from '../../domain/values.ts'
import { fileRegister } from '../../infrastructure/registers/file-register.ts'
import { deriveId } from '../support/derive-id.ts'
import { at } from '../support/fixtures.ts'

const storyPath = fileURLToPath(new URL('../../servers/story/register.json', import.meta.url))
const vault = {
  enrol: async ({ number }: { readonly number: string }) => ({
    personRef: PersonRef.parse(deriveId('test person', number)),
    userId: 1,
  }),
}
const open = (path: string) => fileRegister({ path, numbers: 'synthetic', vault, deriveId })
const read = async (path: string): Promise<readonly PartyCommand[]> => {
  const register = open(path)
  const { organisations } = await register.changes('file', undefined)
  return Promise.all(organisations.map((orgNo) => register.organisation(orgNo, at)))
}

describe('the party register from a file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'register-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  const written = async (content: unknown): Promise<string> => {
    const path = join(folder, 'register.json')
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }
  const organisations = [{ orgNo: '310702641', name: 'Rør og Vann AS', form: 'AS' }]

  test('gives the organisations of the story, people by reference', async () => {
    const parties = await read(storyPath)
    const roerOgVann = parties.find(({ orgNo }) => orgNo === '310702641')
    expect(roerOgVann).toHaveProperty('roles', [
      {
        role: 'daglig-leder',
        holder: { type: 'person', person: deriveId('test person', '17858410002') },
      },
      {
        role: 'styremedlem',
        holder: { type: 'person', person: deriveId('test person', '03929012029') },
      },
      { role: 'regnskapsforer', holder: { type: 'organisation', orgNo: '314330897' } },
    ])
    expect(JSON.stringify(parties)).not.toMatch(/\d{11}/u)
  })
  test('says that a file is not JSON, and repeats nothing of it', async () => {
    const path = await written('{ "people": [17858410002 }')
    await expect(read(path)).rejects.toThrow(`${path} is not JSON`)
    await expect(read(path)).rejects.not.toThrow('1785')
  })
  test.each([
    [
      'an organisation without a name',
      { organisations: [{ orgNo: '310702641', form: 'AS' }] },
      'organisations[0].name',
    ],
    ['a real person', { people: [{ pid: '17058410000', name: 'X' }] }, 'people[0].pid'],
    [
      'a role at nobody',
      { roles: [{ organisation: '999999999', role: 'x', heldBy: '310702641' }] },
      'roles[0]',
    ],
    [
      'a role of nobody',
      { roles: [{ organisation: '310702641', role: 'x', person: '17858410002' }] },
      'roles[0]',
    ],
  ])('refuses %s and says where', async (_name, part, where) => {
    const path = await written({ organisations, people: [], roles: [], ...part })
    const reading = read(path)
    await expect(reading).rejects.toThrow(where)
    await expect(reading).rejects.not.toThrow(/\d{11}/u)
  })
  test('is read again when it has changed, and is as it was when it has not', async () => {
    const path = await written({ organisations, people: [], roles: [] })
    const register = open(path)
    const first = await register.changes('file', undefined)
    expect(first.organisations).toEqual(['310702641'])
    expect(await register.changes('file', first.place)).toEqual({ ...first, organisations: [] })
    expect(await open(path).changes('file', first.place)).toMatchObject({ organisations: [] })
    await written({
      organisations: [{ ...organisations[0], dissolved: true }],
      people: [],
      roles: [],
    })
    const second = await register.changes('file', first.place)
    expect(second.place).not.toBe(first.place)
    const [orgNo] = second.organisations
    expect(orgNo && (await register.organisation(orgNo, at))).toMatchObject({
      type: 'DissolveParty',
    })
  })
  test('is news as a whole to a vault that knows its people by other references', async () => {
    const { place } = await open(storyPath).changes('file', undefined)
    const otherVault = {
      enrol: async ({ number }: { readonly number: string }) => ({
        personRef: PersonRef.parse(deriveId('another vault', number)),
        userId: 1,
      }),
    }
    const options = { path: storyPath, numbers: 'synthetic', deriveId } as const
    const { organisations: all } = await fileRegister({ ...options, vault: otherVault }).changes(
      'file',
      place,
    )
    expect(all.length).toBeGreaterThan(1)
  })
  test('tells of sub-units whose they are', async () => {
    const part = { orgNo: '314330897', name: 'Verksted', form: 'BEDR', parent: '310702641' }
    const path = await written({ organisations: [...organisations, part], people: [], roles: [] })
    expect((await read(path))[1]).toMatchObject({ form: 'BEDR', parent: '310702641' })
  })
  test('says where a missing file is looked for', async () => {
    await expect(read(join(folder, 'none.json'))).rejects.toThrow('REGISTER_FILE')
  })
})
