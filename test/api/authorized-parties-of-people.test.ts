import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aggregates } from '../../application/aggregates.ts'
import { OrgNo, type PersonRef } from '../../domain/values.ts'
import { piasUserId } from '../support/api-world.ts'
import { type AuthzenDesk, authzenDesk } from '../support/authzen-desk.ts'
import { skattNaering } from '../support/catalogue.ts'
import { registerSays, uuidOf } from '../support/client-world.ts'
import { deriveId } from '../support/derive-id.ts'
import {
  context,
  ola,
  otherOwner,
  otherParty,
  owner,
  party,
  pia,
  vendor,
} from '../support/fixtures.ts'
import { resource } from '../support/story-world.ts'

const base = '/accessmanagement/api/v1'
const own = `${base}/enduser/authorizedparties`
const all = 'includeRoles=true&includeAccessPackages=true&includeResources=true'
const ownerScope = 'altinn:accessmanagement/authorizedparties.resourceowner'
const adminScope = 'altinn:accessmanagement/authorizedparties.admin'
const branch = OrgNo.parse('315000002')
const tax = skattNaering.slice(skattNaering.lastIndexOf(':') + 1)

const Unit = z.object({
  organizationNumber: z.string(),
  parentId: z.string().nullable(),
  onlyHierarchyElementWithNoAccess: z.boolean(),
  authorizedRoles: z.array(z.string()),
  authorizedAccessPackages: z.array(z.string()),
  authorizedResources: z.array(z.string()),
})
const Parties = z.array(Unit.extend({ subunits: z.array(Unit) }))
const Own = z.object({ data: Parties })

const numbersIn = (found: z.infer<typeof Parties>): readonly string[] =>
  found.flatMap((one) => [
    ...(one.onlyHierarchyElementWithNoAccess ? [] : [one.organizationNumber]),
    ...one.subunits.map((unit) => unit.organizationNumber),
  ])

let count = 0

/** The register says what the sub-unit is, and who holds which role there. */
async function branchIs(
  { world }: AuthzenDesk,
  { of, leader }: { readonly of: OrgNo; readonly leader?: PersonRef },
) {
  count += 1
  const by = context(`branch ${count}`)
  const roles =
    leader === undefined
      ? []
      : [{ role: 'daglig-leder', holder: { type: 'person' as const, person: leader } }]
  const known = { orgNo: branch, uuid: uuidOf(branch), name: 'Verksted', form: 'BEDR', parent: of }
  await aggregates(world.store).parties.execute(
    branch,
    { type: 'RecordParty', ...known, roles, at: by.at },
    by,
  )
}

const ownOf = async ({ world }: AuthzenDesk, who: string, query = all) => {
  const answer = await world.call(await world.person(who), 'GET', `${own}?${query}`)
  expect(answer.statusCode).toBe(200)
  return Own.parse(answer.json()).data
}

describe('the parties of a person', () => {
  let desk: AuthzenDesk
  beforeAll(async () => {
    desk = await authzenDesk()
  })

  test('are those at which there is a role, with what comes with it', async () => {
    const [at, ...others] = await ownOf(desk, pia)
    expect(others).toEqual([])
    expect(at).toMatchObject({
      organizationNumber: party,
      parentId: null,
      authorizedRoles: expect.arrayContaining(['dagl', 'hadm']),
      authorizedAccessPackages: expect.arrayContaining([tax]),
      authorizedResources: [],
      subunits: [],
    })
    const [olas] = await ownOf(desk, ola)
    expect(olas).toMatchObject({ organizationNumber: party })
    expect(olas?.authorizedRoles).not.toContain('dagl')
    expect(await ownOf(desk, deriveId('person', 'nobody'))).toEqual([])
  })

  test('are told without what was not asked for', async () => {
    const [at] = await ownOf(desk, pia, '')
    expect(at).toMatchObject({ authorizedRoles: [], authorizedAccessPackages: [] })
  })

  test('hold the sub-units of a main unit, and stand above a sub-unit alone', async () => {
    const here = await authzenDesk()
    await branchIs(here, { of: party })
    const [at] = await ownOf(here, pia)
    expect(at?.subunits).toMatchObject([
      {
        organizationNumber: branch,
        parentId: uuidOf(party),
        authorizedRoles: expect.arrayContaining(['dagl']),
      },
    ])
    expect((await ownOf(here, pia, 'includeSubParties=false'))[0]?.subunits).toEqual([])
    await branchIs(here, { of: otherParty, leader: pia })
    const found = await ownOf(here, pia)
    expect(found).toMatchObject([
      { organizationNumber: party, onlyHierarchyElementWithNoAccess: false, subunits: [] },
      {
        organizationNumber: otherParty,
        onlyHierarchyElementWithNoAccess: true,
        authorizedRoles: [],
        authorizedAccessPackages: [],
        subunits: [{ organizationNumber: branch, onlyHierarchyElementWithNoAccess: false }],
      },
    ])
  })

  test.each([party, String(Number(party)), uuidOf(party)])(
    'are those that are asked for, as %s',
    async (name) => {
      expect(await ownOf(desk, pia, `partyFilter=${name}`)).toHaveLength(1)
      const two = `partyFilter=${name}&partyFilter=${otherParty}`
      expect(await ownOf(desk, pia, two)).toHaveLength(1)
      expect(await ownOf(desk, pia, `partyFilter=${otherParty}`)).toEqual([])
    },
  )

  test('are narrowed to a resource that the decision point lets through', async () => {
    const open = (who: string, id: string) => ownOf(desk, who, `anyOfResourceIds=${id}`)
    expect(await open(pia, resource)).toHaveLength(1)
    expect(await open(ola, resource)).toEqual([])
    expect(await open(pia, 'no-such-resource')).toEqual([])
    expect(await open(pia, 'X')).toEqual([])
    expect(await open(pia, `no-such&anyOfResourceIds=${resource}`)).toHaveLength(1)
  })

  test('are gone with the role, at once', async () => {
    const here = await authzenDesk()
    expect(await ownOf(here, ola)).toHaveLength(1)
    await registerSays(here.world, party, [])
    expect(await ownOf(here, ola)).toEqual([])
  })
})

describe('the parties of a person, told to service owners', () => {
  let desk: AuthzenDesk
  beforeAll(async () => {
    desk = await authzenDesk()
  })
  const told = async (
    body: object,
    { by = owner, scope = ownerScope }: { readonly by?: OrgNo; readonly scope?: string } = {},
  ) => {
    const token = await desk.world.organisation(by, scope)
    const path = `${base}/serviceowner/authorizedparties?${all}`
    const answer = await desk.world.call(token, 'POST', path, { body })
    expect(answer.statusCode).toBe(200)
    return Parties.parse(answer.json())
  }
  const pias = { type: 'urn:altinn:person:uuid', value: pia }

  test.each([
    ['urn:altinn:person:uuid', pia],
    ['urn:altinn:party:uuid', pia.toUpperCase()],
    ['urn:altinn:userid', String(piasUserId)],
  ])('are found by %s', async (type, value) => {
    expect(numbersIn(await told({ type, value }))).toEqual([party])
  })

  test.each([
    ['urn:altinn:person:uuid', 'Pia'],
    ['urn:altinn:userid', '1'],
    ['urn:altinn:userid', 'Pia'],
    ['urn:altinn:person:identifier-no', 'no number of anybody'],
  ])('are nobody’s by %s %s', async (type, value) => {
    expect(await told({ type, value })).toEqual([])
  })

  test('are told by what a policy of their own names, and by nothing else', async () => {
    const [mine] = await told(pias)
    const [everything] = await told(pias, { scope: adminScope })
    expect(mine?.authorizedRoles).toContain('dagl')
    expect(mine?.authorizedRoles).not.toContain('hadm')
    expect(everything?.authorizedRoles).toContain('hadm')
    expect(everything?.authorizedAccessPackages.length).toBeGreaterThan(
      mine?.authorizedAccessPackages.length ?? 0,
    )
    expect(await told(pias, { by: otherOwner })).toEqual([])
    expect(await told(pias, { by: otherOwner, scope: adminScope })).toHaveLength(1)
  })

  test('tell another owner nothing of a right to a resource that is not its own', async () => {
    const user = { type: 'urn:altinn:systemuser:uuid', value: desk.id }
    expect(await told(user)).toMatchObject([{ authorizedResources: [resource] }])
    expect(await told(user, { by: otherOwner })).toEqual([])
    expect(await told(user, { by: vendor, scope: adminScope })).toHaveLength(1)
  })
})

describe('the list of parties and single decisions', () => {
  const people = [pia, ola]
  const roles = ['daglig-leder', 'styremedlem', 'regnskapsforer', 'no-such-role']
  const held = fc.record({
    at: fc.constantFrom(party, otherParty, branch),
    roles: fc.uniqueArray(
      fc.record({ role: fc.constantFrom(...roles), person: fc.constantFrom(...people) }),
      { maxLength: 3, selector: ({ role, person }) => `${role} ${person}` },
    ),
    of: fc.constantFrom(party, otherParty),
  })

  test('never disagree, whatever the register says', async () => {
    const seen = { permits: 0, refusals: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(held, { minLength: 1, maxLength: 4 }), async (steps) => {
        const here = await authzenDesk()
        for (const { at, of, roles: given } of steps)
          if (at === branch) {
            const leader = given[0]?.person
            await branchIs(here, { of, ...(leader && { leader }) })
          } else
            await registerSays(
              here.world,
              at,
              given.map(({ role, person }) => ({ role, holder: { type: 'person', person } })),
            )
        for (const person of people) await agree(here, person)
      }),
      { numRuns: 12 },
    )
    expect(seen.permits).toBeGreaterThan(3)
    expect(seen.refusals).toBeGreaterThan(3)

    async function agree(here: AuthzenDesk, person: PersonRef) {
      const listed = numbersIn(await ownOf(here, person))
      const open = numbersIn(await ownOf(here, person, `anyOfResourceIds=${resource}`))
      for (const at of [party, otherParty, branch]) {
        const answers = await here.evaluateAll({
          subject: { type: 'person', id: person },
          resource: { type: 'resource', id: resource, properties: { party: at } },
          evaluations: ['read', 'write'].map((name) => ({ action: { name } })),
        })
        const isLetThrough = answers.some(({ decision }) => decision)
        expect(open.includes(at)).toBe(isLetThrough)
        if (isLetThrough) expect(listed).toContain(at)
        const isStranger = answers.every(({ context: { code } }) => code === 'no-role-there')
        if (isStranger) expect(listed).not.toContain(at)
        seen[isLetThrough ? 'permits' : 'refusals'] += 1
      }
    }
  })
})
