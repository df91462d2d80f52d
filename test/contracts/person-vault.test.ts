import { createSecretKey } from 'node:crypto'
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  birthDateOf,
  type PersonNumber,
  personNumber,
} from '../../infrastructure/person-vault/person-number.ts'
import { type PersonVault, personVault } from '../../infrastructure/person-vault/person-vault.ts'
import { BrokenSeal, seal, unseal } from '../../infrastructure/person-vault/seal.ts'
import { deriveId } from '../support/derive-id.ts'

const Number11 = personNumber('synthetic')
const pia = Number11.parse('17858410002')
const ola = Number11.parse('03929012029')
const keyOf = (byte: number) => createSecretKey(Buffer.alloc(32, byte))

/** The first number that is well-formed, from these digits on. */
function numberFrom(digits: string): PersonNumber {
  for (let next = BigInt(digits); ; next += 1n) {
    const found = Number11.safeParse(String(next).padStart(11, '0'))
    if (found.success) return found.data
  }
}

/** Of Pia's day, with everything else but the name another. */
const twinOfPia = numberFrom(String(BigInt(pia) + 1n))

let ids = 0
const newId = (): string => deriveId('person', String((ids += 1)))

describe('the person vault', () => {
  let dataDir: string
  let file: string
  const opened: PersonVault[] = []
  const open = async (key = keyOf(1), personsMax = 100): Promise<PersonVault> => {
    const vault = await personVault({ dataDir, key, pepper: keyOf(2), newId, personsMax })
    opened.push(vault)
    return vault
  }
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'vault-'))
    file = join(dataDir, 'vault', 'persons.jsonl')
  })
  afterEach(async () => {
    for (const vault of opened.splice(0)) await vault.close().catch(() => undefined)
    await rm(dataDir, { recursive: true })
  })

  test('knows a person by one reference, also after it was closed', async () => {
    const vault = await open()
    const person = await vault.enrol({ number: pia, name: 'Pia Rørvik' })
    expect(await vault.enrol({ number: pia })).toEqual(person)
    await vault.close()
    const again = await open()
    expect(again.find(pia)).toEqual(person)
    expect(again.reveal(person.personRef)).toMatchObject({ known: true, name: 'Pia Rørvik' })
  })

  test('gives one reference to a person who is taken in many times at once', async () => {
    const vault = await open()
    const many = await Promise.all(Array.from({ length: 20 }, () => vault.enrol({ number: pia })))
    expect(new Set(many.map(({ personRef }) => personRef)).size).toBe(1)
    const other = await vault.enrol({ number: ola })
    expect(other.userId).not.toBe(many[0]?.userId)
  })

  test('shows no number, in its file or by itself', async () => {
    const vault = await open()
    const { personRef } = await vault.enrol({ number: pia, name: 'Pia Rørvik' })
    const text = await readFile(file, 'utf8')
    for (const form of [
      pia,
      Buffer.from(pia).toString('base64'),
      Buffer.from(pia).toString('hex'),
      'Rørvik',
    ])
      expect(text).not.toContain(form)
    const revealed = vault.reveal(personRef)
    const shown = [JSON.stringify(revealed), inspect(revealed), inspect(vault)]
    for (const one of shown) expect(one).not.toContain(pia)
    expect((await stat(file)).mode & 0o077).toBe(0)
  })

  test('takes the name of a person who was enrolled without one, and keeps the first', async () => {
    const vault = await open()
    const person = await vault.enrol({ number: pia })
    expect(await vault.enrol({ number: pia, name: 'Pia Rørvik' })).toEqual(person)
    expect(await vault.enrol({ number: pia, name: 'Another Name' })).toEqual(person)
    await vault.close()
    const again = await open()
    expect(again.find(pia)).toEqual(person)
    expect(again.reveal(person.personRef)).toMatchObject({ known: true, name: 'Pia Rørvik' })
  })

  test('leaves nothing of a person who is erased', async () => {
    const vault = await open()
    const { personRef, userId } = await vault.enrol({ number: pia })
    const kept = await vault.enrol({ number: ola })
    const before = await readFile(file, 'utf8')
    expect(await vault.erase(personRef)).toBe(true)
    expect(await vault.erase(personRef)).toBe(false)
    const after = await readFile(file, 'utf8')
    const lost = before.split('\n')[0] ?? ''
    for (const secret of lost.match(/"(?:key|content|lookup|likeness)":"[^"]+"/gu) ?? [])
      expect(after).not.toContain(secret)
    await vault.close()
    const again = await open()
    expect(again.reveal(personRef)).toEqual({ known: false, reason: 'erased' })
    expect(again.find(pia)).toBeUndefined()
    expect(again.findByUserId(userId)).toBeUndefined()
    expect(again.find(ola)).toEqual(kept)
    expect(again.findByUserId(kept.userId)).toEqual(kept)
    const anew = await again.enrol({ number: pia })
    expect(anew.personRef).not.toBe(personRef)
    expect(anew.userId).toBeGreaterThan(userId)
  })

  test('drops a line that a crash cut off, at whatever byte', async () => {
    const vault = await open()
    await vault.enrol({ number: pia })
    await vault.close()
    const whole = await readFile(file, 'utf8')
    for (let cut = 1; cut < whole.length; cut += 23) {
      await writeFile(file, whole + whole.slice(0, cut))
      const opening = await open()
      expect(opening.find(pia)).toBeDefined()
      await opening.close()
      expect(await readFile(file, 'utf8')).toBe(whole)
    }
  })

  test('refuses a file that is broken elsewhere, and says where', async () => {
    const vault = await open()
    await vault.enrol({ number: pia })
    await vault.close()
    await appendFile(file, `{"v":1,"row":"person","number":"${pia}"}\n`)
    const opening = open()
    await expect(opening).rejects.toMatchObject({ code: 'ERR_UNREADABLE_VAULT' })
    await expect(opening).rejects.toThrow(/persons\.jsonl:2 /u)
    await expect(opening).rejects.not.toThrow(pia)
  })

  test('opens nothing under another key, and no row in the place of another', async () => {
    const vault = await open()
    const { personRef } = await vault.enrol({ number: pia })
    const other = await vault.enrol({ number: ola })
    await vault.close()
    const foreign = await open(keyOf(3))
    expect(() => foreign.reveal(personRef)).toThrow(BrokenSeal)
    const text = await readFile(file, 'utf8')
    const swapped = text.replaceAll(
      /"personRef":"([^"]+)"/gu,
      (_, ref: string) => `"personRef":"${ref === personRef ? other.personRef : personRef}"`,
    )
    await writeFile(file, swapped)
    const moved = await open()
    expect(() => moved.reveal(personRef)).toThrow(BrokenSeal)
  })

  test('holds so many persons and no more', async () => {
    const vault = await open(keyOf(1), 1)
    await vault.enrol({ number: pia })
    await expect(vault.enrol({ number: ola })).rejects.toMatchObject({ code: 'ERR_VAULT_FULL' })
    expect(await vault.enrol({ number: pia })).toBeDefined()
  })
})

describe('whom a register names without a number', () => {
  const piaThere = { name: 'Pia Rørvik', birthDate: '1984-05-17' }
  let dataDir: string
  let vault: PersonVault
  const reopen = async (): Promise<void> => {
    vault = await personVault({ dataDir, key: keyOf(1), pepper: keyOf(2), newId })
  }
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'named-'))
    await reopen()
  })
  afterEach(async () => {
    await vault.close()
    await rm(dataDir, { recursive: true })
  })

  test('is the one who is enrolled with that name and day of birth', async () => {
    const { personRef } = await vault.enrol({ number: pia, name: 'Pia Rørvik' })
    await vault.enrol({ number: ola, name: 'Ola Rørvik' })
    expect(await vault.recognise(piaThere)).toBe(personRef)
    expect(await vault.recognise({ ...piaThere, name: ' pia  RØRVIK' })).toBe(personRef)
    await vault.close()
    await reopen()
    expect(await vault.recognise(piaThere)).toBe(personRef)
  })

  test('is found from the day on which the name of an enrolled person becomes known', async () => {
    const { personRef } = await vault.enrol({ number: pia })
    const before = await vault.recognise(piaThere)
    expect(before).not.toBe(personRef)
    await vault.enrol({ number: pia, name: 'Pia Rørvik' })
    expect(await vault.recognise(piaThere)).toBe(personRef)
  })

  test('is somebody else where day of birth or name is another, and the same one each time', async () => {
    const { personRef } = await vault.enrol({ number: pia, name: 'Pia Rørvik' })
    for (const other of [
      { ...piaThere, birthDate: '1984-05-18' },
      { ...piaThere, name: 'Pia Marie Rørvik' },
    ]) {
      const found = await vault.recognise(other)
      expect(found).not.toBe(personRef)
      expect(await vault.recognise(other)).toBe(found)
      await vault.close()
      await reopen()
      expect(await vault.recognise(other)).toBe(found)
      expect(vault.reveal(found)).toEqual({ known: true, name: other.name })
    }
  })

  test('is neither of two who cannot be told apart', async () => {
    const first = await vault.enrol({ number: pia, name: 'Pia Rørvik' })
    const second = await vault.enrol({ number: twinOfPia, name: 'Pia Rørvik' })
    const found = await vault.recognise(piaThere)
    expect([first.personRef, second.personRef]).not.toContain(found)
    await vault.erase(second.personRef)
    expect(await vault.recognise(piaThere)).toBe(first.personRef)
  })

  test('takes no user id, and cannot log in', async () => {
    await vault.recognise(piaThere)
    expect(vault.find(pia)).toBeUndefined()
    const { userId } = await vault.enrol({ number: ola })
    expect(userId).toBe(20_000_001)
  })

  test('is not shown by the file, and leaves nothing when erased', async () => {
    const file = join(dataDir, 'vault', 'persons.jsonl')
    const found = await vault.recognise(piaThere)
    const before = await readFile(file, 'utf8')
    expect(before).not.toMatch(/Rørvik|1984-05-17/u)
    expect(await vault.erase(found)).toBe(true)
    expect(await vault.erase(found)).toBe(false)
    const after = await readFile(file, 'utf8')
    for (const secret of before.match(/"(?:key|content|likeness)":"[^"]+"/gu) ?? [])
      expect(after).not.toContain(secret)
    await vault.close()
    await reopen()
    expect(vault.reveal(found)).toEqual({ known: false, reason: 'erased' })
    expect(await vault.recognise(piaThere)).not.toBe(found)
  })
})

describe('a sealed text', () => {
  const sealed = Buffer.from(seal(keyOf(1), Buffer.from('17858410002'), 'here'), 'base64')
  test('opens in its place', () => {
    expect(unseal(keyOf(1), sealed.toString('base64'), 'here').toString()).toBe('17858410002')
  })
  test('opens in no other place, and with no bit changed', () => {
    expect(() => unseal(keyOf(1), sealed.toString('base64'), 'there')).toThrow(BrokenSeal)
    for (let i = 0; i < sealed.length; i += 1) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8((changed[i] ?? 0) ^ 1, i)
      expect(() => unseal(keyOf(1), changed.toString('base64'), 'here')).toThrow(BrokenSeal)
    }
  })
  test('opens with no shorter tag', () => {
    for (let length = 0; length < 28; length += 1) {
      const cut = sealed.subarray(0, length).toString('base64')
      expect(() => unseal(keyOf(1), cut, 'here')).toThrow(BrokenSeal)
    }
  })
})

describe('a personal number', () => {
  test.each(['17858410002', '03929012029', '21887514043', '11897916047', '05866820033'])(
    '%# of the story is synthetic and not real',
    (number) => {
      expect(Number11.safeParse(number).success).toBe(true)
      expect(personNumber('real').safeParse(number).success).toBe(false)
    },
  )
  test('with any one digit wrong is refused', () => {
    for (let place = 0; place < 11; place += 1) {
      const wrong = (Number(pia[place]) + 1) % 10
      const text = `${pia.slice(0, place)}${wrong}${pia.slice(place + 1)}`
      expect(Number11.safeParse(text).success).toBe(false)
    }
  })
  test.each(['', '1785841000', '178584100021', '17858410OO2', ' 7858410002'])(
    '%# of another form is refused',
    (text) => expect(Number11.safeParse(text).success).toBe(false),
  )
  test.each([
    ['178584', 0, '1984-05-17'],
    ['178584', 499, '1984-05-17'],
    ['178554', 500, '1854-05-17'],
    ['178504', 500, '2004-05-17'],
    ['178539', 990, '2039-05-17'],
    ['178540', 900, '1940-05-17'],
    ['178545', 600, undefined],
    ['178584', 800, undefined],
    ['578584', 100, '1984-05-17'],
  ])('of %s with individual number %i is of the day %s', (day, individual, date) => {
    expect(birthDateOf(numberFrom(`${day}${String(individual).padStart(3, '0')}00`))).toBe(date)
  })
})
