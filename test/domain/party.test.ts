import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rolesOf } from '../../domain/party/held-roles.ts'
import type { PartyCommand, RecordParty } from '../../domain/party/decide.ts'
import { party } from '../../domain/party/decider.ts'
import type { HeldRole } from '../../domain/party/state.ts'
import { mainUnitOf } from '../../domain/party/units.ts'
import { obeysTheLaws, recordedBy, step } from '../support/decider-laws.ts'
import { deriveId } from '../support/derive-id.ts'
import { at, ola, otherParty, party as orgNo, pia, vendor } from '../support/fixtures.ts'
import { given as specification } from '../support/given.ts'

const given = specification(party)
const uuid = deriveId('party', orgNo)
const known = { orgNo, uuid, name: 'Rør og Vann AS', form: 'AS' }
const leader: HeldRole = { role: 'daglig-leder', holder: { type: 'person', person: pia } }
const accountant: HeldRole = {
  role: 'regnskapsforer',
  holder: { type: 'organisation', orgNo: otherParty },
}
const registered = { type: 'PartyRegistered', ...known, at } as const
const renamed = { type: 'PartyRenamed', orgNo, name: 'Rør AS', at } as const
const gave = (role: HeldRole) => ({ type: 'PartyRoleGiven', orgNo, ...role, at }) as const
const ended = (role: HeldRole) => ({ type: 'PartyRoleEnded', orgNo, ...role, at }) as const
const record = (...roles: readonly HeldRole[]) =>
  ({ type: 'RecordParty', ...known, roles, at }) as const

describe('hearing of an organisation', () => {
  test('for the first time records it and its roles', () =>
    given().when(record(leader, accountant)).records(registered, gave(leader), gave(accountant)))

  test('that has not changed records nothing', () =>
    given(registered, gave(leader)).when(record(leader)).records())

  test('whose roles come in another order records nothing', () =>
    given(registered, gave(leader), gave(accountant)).when(record(accountant, leader)).records())

  test('that names a role twice records it once', () =>
    given(registered).when(record(leader, leader)).records(gave(leader)))

  test('with a new name records the name', () =>
    given(registered)
      .when({ ...record(), name: 'Rør AS' })
      .records(renamed))

  test('of another form records what it is now, and keeps its roles', () =>
    given(registered, gave(leader))
      .when({ ...record(leader), form: 'ASA' })
      .records({ ...registered, form: 'ASA' }))

  test('where somebody else has the role records both changes, the end first', () => {
    const successor: HeldRole = { ...leader, holder: { type: 'person', person: ola } }
    given(registered, gave(leader)).when(record(successor)).records(ended(leader), gave(successor))
  })

  test('where nobody has the role any more records its end', () =>
    given(registered, gave(leader)).when(record()).records(ended(leader)))

  test('that has become part of another, or of none, records what it is now', () => {
    const part = { ...registered, parent: otherParty }
    given(registered)
      .when({ ...record(), parent: otherParty })
      .records(part)
    given(part)
      .when({ ...record(), parent: otherParty })
      .records()
    given(part).when(record()).records(registered)
  })
})

describe('an organisation that is struck off', () => {
  const dissolve = { type: 'DissolveParty', orgNo, at } as const
  const dissolved = { type: 'PartyDissolved', orgNo, at } as const

  test('loses every role, each by an event of its own, before it is gone', () =>
    given(registered, gave(leader), gave(accountant))
      .when(dissolve)
      .records(ended(leader), ended(accountant), dissolved))

  test('is struck off once', () => given(registered, dissolved).when(dissolve).records())

  test('of which nobody had heard records nothing', () => given().when(dissolve).records())

  test('and comes back is registered anew, with the roles that it has then', () =>
    given(registered, gave(leader), ended(leader), dissolved)
      .when(record(leader))
      .records(registered, gave(leader)))
})

describe('a main unit', () => {
  test('is that of a sub-unit, and of nothing else that has a parent', () => {
    expect(mainUnitOf({ form: 'BEDR', parent: otherParty })).toBe(otherParty)
    expect(mainUnitOf({ form: 'AAFY', parent: otherParty })).toBe(otherParty)
    expect(mainUnitOf({ form: 'ORGL', parent: otherParty })).toBeUndefined()
    expect(mainUnitOf({ form: 'AS' })).toBeUndefined()
  })
})

describe('the roles of a person', () => {
  test('are those that it holds itself', () => {
    expect(rolesOf([leader, accountant], pia)).toEqual(['daglig-leder'])
    expect(rolesOf([leader, accountant], ola)).toEqual([])
  })

  test('do not pass from an organisation that holds a role to its people', () =>
    expect(
      rolesOf([{ role: 'daglig-leder', holder: { type: 'organisation', orgNo: otherParty } }], pia),
    ).toEqual([]))
})

const role: fc.Arbitrary<HeldRole> = fc.record({
  role: fc.constantFrom('daglig-leder', 'styreleder', 'regnskapsforer'),
  holder: fc.constantFrom<HeldRole['holder']>(
    { type: 'person', person: pia },
    { type: 'person', person: ola },
    { type: 'organisation', orgNo: otherParty },
  ),
})
const recordAny: fc.Arbitrary<RecordParty> = fc.record(
  {
    type: fc.constant('RecordParty' as const),
    orgNo: fc.constant(orgNo),
    uuid: fc.constantFrom(uuid, deriveId('party', 'another')),
    name: fc.string({ unit: 'binary', maxLength: 10 }),
    form: fc.constantFrom('AS', 'BEDR'),
    parent: fc.constantFrom(otherParty, vendor),
    roles: fc.array(role, { maxLength: 6 }),
    at: fc.constant(at),
  },
  { requiredKeys: ['type', 'orgNo', 'uuid', 'name', 'form', 'roles', 'at'] },
)
const command: fc.Arbitrary<PartyCommand> = fc.oneof(
  { weight: 4, arbitrary: recordAny },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('DissolveParty' as const),
      orgNo: fc.constant(orgNo),
      at: fc.constant(at),
    }),
  },
)

obeysTheLaws(party, command)

const asSet = (roles: readonly HeldRole[]): ReadonlySet<string> =>
  new Set(roles.map(({ role: code, holder }) => JSON.stringify([code, holder])))

test('what is known of an organisation is what the register said last', () => {
  fc.assert(
    fc.property(fc.array(command), recordAny, (past, next) => {
      const state = [...past, next].reduce(step(party), party.initial)
      const { uuid: id, name, form, parent } = next
      expect(state).toMatchObject({ status: 'registered', orgNo, uuid: id, name, form })
      expect(state).toEqual(expect.objectContaining(parent === undefined ? {} : { parent }))
      expect('parent' in state).toBe(parent !== undefined)
      const roles = state.status === 'registered' ? state.roles : []
      expect(asSet(roles)).toEqual(asSet(next.roles))
      expect(roles.length).toBe(asSet(roles).size)
    }),
  )
})

test('an organisation that is as it was records nothing, however often it is heard of', () => {
  fc.assert(
    fc.property(command, fc.nat({ max: 5 }), (same, times) => {
      const once = recordedBy(party, [same])
      expect(
        recordedBy(
          party,
          Array.from({ length: times + 1 }, () => same),
        ),
      ).toEqual(once)
    }),
  )
})
