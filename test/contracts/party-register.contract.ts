import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PartyCommand } from '../../domain/party/decide.ts'
import { OrgNo } from '../../domain/values.ts'
import { at } from '../support/fixtures.ts'
import { numbers } from '../support/open-vault.ts'
import type { RegisterUnderTest } from '../support/registers.ts'

const roerOgVann = OrgNo.parse('310702641')
const tallmakerne = OrgNo.parse('314330897')
const fjordbroed = OrgNo.parse('314168267')
const workshop = OrgNo.parse('310702668')

/** What holds for every party register, wherever it comes from. */
export function holdsToTheRegisterContract(
  name: string,
  open: (folder: string) => Promise<RegisterUnderTest>,
): void {
  describe(`the party register ${name}`, () => {
    let folder: string
    let tested: RegisterUnderTest
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'party-register-'))
      tested = await open(folder)
    })
    afterEach(async () => {
      await tested.close()
      await rm(folder, { recursive: true })
    })

    const places = new Map<string, string | undefined>()
    beforeEach(() => places.clear())
    /** What is told in all feeds since it was asked last. */
    async function news(): Promise<readonly string[]> {
      const told: string[] = []
      for (const feed of tested.register.feeds) {
        const changes = await tested.register.changes(feed, places.get(feed))
        expect(changes.caughtUp).toBe(true)
        places.set(feed, changes.place ?? places.get(feed))
        told.push(...changes.organisations)
      }
      return [...new Set(told)].toSorted()
    }
    const saysOf = (orgNo: OrgNo): Promise<PartyCommand> => tested.register.organisation(orgNo, at)
    const pia = () => tested.vault.find(numbers.pia)?.personRef

    test('tells at first of every organisation there is', async () => {
      expect(await news()).toEqual([
        '310702641',
        '312605031',
        '314168267',
        '314330897',
        '974761076',
        '991825827',
      ])
    })

    test('gives an organisation with its roles, and people by the reference they have', async () => {
      await news()
      const { roles, ...known } = Object(await saysOf(roerOgVann))
      expect(known).toMatchObject({
        type: 'RecordParty',
        orgNo: roerOgVann,
        name: 'Rør og Vann AS',
        form: 'AS',
        at,
      })
      expect(known).not.toHaveProperty('parent')
      expect(roles).toHaveLength(3)
      expect(roles).toContainEqual({
        role: 'daglig-leder',
        holder: { type: 'person', person: pia() },
      })
      expect(roles).toContainEqual({
        role: 'regnskapsforer',
        holder: { type: 'organisation', orgNo: tallmakerne },
      })
    })

    test('has nothing new while nothing happens', async () => {
      await news()
      expect(await news()).toEqual([])
    })

    test('tells whose name is another, and what it is', async () => {
      await news()
      await tested.happens({ what: 'renamed', orgNo: fjordbroed, name: 'Fjordkake AS' })
      expect(await news()).toContain(fjordbroed)
      expect(await saysOf(fjordbroed)).toMatchObject({ name: 'Fjordkake AS' })
    })

    test('tells where a role ended, and no longer has it', async () => {
      await news()
      await tested.happens({ what: 'role ended', orgNo: roerOgVann, role: 'daglig-leder' })
      expect(await news()).toContain(roerOgVann)
      const { roles } = Object(await saysOf(roerOgVann))
      expect(roles).toHaveLength(2)
      expect(JSON.stringify(roles)).not.toContain(pia())
    })

    test('tells where a role was given', async () => {
      await news()
      await tested.happens({ what: 'accountant', orgNo: fjordbroed, heldBy: tallmakerne })
      expect(await news()).toContain(fjordbroed)
      expect(Object(await saysOf(fjordbroed)).roles).toContainEqual({
        role: 'regnskapsforer',
        holder: { type: 'organisation', orgNo: tallmakerne },
      })
    })

    test('tells of a new sub-unit, whose it is', async () => {
      await news()
      await tested.happens({ what: 'part added', orgNo: workshop, parent: roerOgVann })
      expect(await news()).toContain(workshop)
      expect(await saysOf(workshop)).toMatchObject({
        type: 'RecordParty',
        form: 'BEDR',
        parent: roerOgVann,
        roles: [],
      })
    })

    test('has no organisation that was struck off', async () => {
      await news()
      await tested.happens({ what: 'struck off', orgNo: fjordbroed })
      expect(await news()).toContain(fjordbroed)
      expect(await saysOf(fjordbroed)).toEqual({ type: 'DissolveParty', orgNo: fjordbroed, at })
    })

    test('has no organisation of which it never heard', async () => {
      const orgNo = OrgNo.parse('999999999')
      expect(await saysOf(orgNo)).toEqual({ type: 'DissolveParty', orgNo, at })
    })

    test('gives an organisation the same uuid each time', async () => {
      const { uuid } = Object(await saysOf(roerOgVann))
      expect(Object(await saysOf(roerOgVann)).uuid).toBe(uuid)
      expect(Object(await saysOf(fjordbroed)).uuid).not.toBe(uuid)
    })

    test('names nobody', async () => {
      const said = JSON.stringify(await Promise.all([roerOgVann, tallmakerne].map(saysOf)))
      expect(said).not.toMatch(/Pia|Tallaksen|\d{11}|19\d\d-\d\d-\d\d/u)
    })
  })
}
