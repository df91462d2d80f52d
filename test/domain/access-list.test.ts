import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccessListCommand } from '../../domain/access-list/decide.ts'
import { accessList } from '../../domain/access-list/decider.ts'
import { AccessListId, AccessListName } from '../../domain/access-list/events.ts'
import { allMembers } from '../../domain/access-list/members.ts'
import { isOnList } from '../../domain/decision/access-lists.ts'
import { OrgCode } from '../../domain/resource/competent-authority.ts'
import { ResourceId } from '../../domain/values.ts'
import { obeysTheLaws, step } from '../support/decider-laws.ts'
import { at, otherParty, party, resourceId, vendor } from '../support/fixtures.ts'
import { given as specification } from '../support/given.ts'

const given = specification(accessList)
const owner = OrgCode.parse('skd')
const name = AccessListName.parse('fiskere')
const id = AccessListId.parse('skd:fiskere')
const which = { id, edition: 1 } as const
const said = { title: 'Fiskere', description: '' }
const put = { type: 'PutAccessList', owner, name, ...said, mustBeNew: false, at } as const
const created = { type: 'AccessListCreated', ...which, owner, name, ...said, at } as const
const deleted = { type: 'AccessListDeleted', ...which, at } as const
const added = { type: 'AccessListMemberAdded', ...which, party, at } as const
const connected = {
  type: 'AccessListResourceConnected' as const,
  ...which,
  resource: resourceId,
  actions: ['read'],
  at,
}
const connect = { type: 'ConnectResource', resource: resourceId, actions: ['read'], at } as const

describe('an access list', () => {
  test('is made once', () => given().when(put).records(created))
  test('and made again as it is records nothing', () => given(created).when(put).records())

  test('is described anew', () =>
    given(created)
      .when({ ...put, title: 'Fiskarar' })
      .records({ type: 'AccessListDescribed', ...which, ...said, title: 'Fiskarar', at }))

  test('that must be new is refused if there is one', () =>
    given(created)
      .when({ ...put, title: 'Fiskarar', mustBeNew: true })
      .refuses({ code: 'access-list-exists' }))

  test('that was deleted is another one when it is made again', () =>
    given(created, added, deleted)
      .when(put)
      .records({ ...created, edition: 2 }))

  test('that is deleted opens nothing any more', () =>
    given(created, connected)
      .when({ type: 'DeleteAccessList', at })
      .records(
        { type: 'AccessListResourceDisconnected', ...which, resource: resourceId, at },
        deleted,
      ))

  test('is deleted once', () =>
    given(created, deleted).when({ type: 'DeleteAccessList', at }).records())
})

describe('members', () => {
  test('of a list that is not there are refused', () =>
    given()
      .when({ type: 'AddMembers', members: [party], at })
      .refuses({ code: 'access-list-not-found' }))

  test('of a list that was deleted are refused', () =>
    given(created, deleted)
      .when({ type: 'AddMembers', members: [party], at })
      .refuses({ code: 'access-list-not-found' }))

  test('are added once each', () =>
    given(created, added)
      .when({ type: 'AddMembers', members: [party, otherParty, otherParty], at })
      .records({ ...added, party: otherParty }))

  test('are removed if they stand on it', () =>
    given(created, added)
      .when({ type: 'RemoveMembers', members: [party, otherParty], at })
      .records({ type: 'AccessListMemberRemoved', ...which, party, at }))

  test('are replaced by others', () =>
    given(created, added)
      .when({ type: 'ReplaceMembers', members: [otherParty], at })
      .records(
        { type: 'AccessListMemberRemoved', ...which, party, at },
        { ...added, party: otherParty },
      ))
})

describe('a resource', () => {
  test('is connected once', () => given(created, connected).when(connect).records())
  test('is connected', () => given(created).when(connect).records(connected))

  test('is connected for other actions', () =>
    given(created, connected)
      .when({ ...connect, actions: [] })
      .records({ ...connected, actions: [] }))

  test('is disconnected', () =>
    given(created, connected)
      .when({ type: 'DisconnectResource', resource: resourceId, at })
      .records({ type: 'AccessListResourceDisconnected', ...which, resource: resourceId, at }))

  test('that is not connected is disconnected already', () =>
    given(created).when({ type: 'DisconnectResource', resource: resourceId, at }).records())
})

const members = fc.array(fc.constantFrom(party, otherParty, vendor), { maxLength: 3 })
const resource = fc.constantFrom(resourceId, ResourceId.parse('another-resource'))
const command: fc.Arbitrary<AccessListCommand> = fc.oneof(
  fc.constantFrom<AccessListCommand>(
    put,
    { ...put, title: 'Fiskarar' },
    { ...put, mustBeNew: true },
    { type: 'DeleteAccessList', at },
  ),
  fc.record({
    type: fc.constantFrom('AddMembers', 'RemoveMembers', 'ReplaceMembers'),
    members,
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('ConnectResource'),
    resource,
    actions: fc.subarray(['read', 'write']),
    at: fc.constant(at),
  }),
  fc.record({ type: fc.constant('DisconnectResource'), resource, at: fc.constant(at) }),
)

obeysTheLaws(accessList, command)

test('who is to stand on a list alone does', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), members, (past, named) => {
      const before = [put, ...past, put].reduce(step(accessList), accessList.initial)
      const replaced = step(accessList)(before, { type: 'ReplaceMembers', members: named, at })
      expect(allMembers(replaced.members).toSorted()).toEqual([...new Set(named)].toSorted())
    }),
  )
})

test('a party is on a list of this edition alone, and for its actions', () => {
  const list = { id, edition: 2, actions: ['read'] }
  const on = (edition: number, action: string) =>
    isOnList({ lists: [list], memberships: [{ id, edition }] }, action)
  expect([on(2, 'read'), on(1, 'read'), on(2, 'write')]).toEqual([true, false, false])
  const forAll = { lists: [{ ...list, actions: [] }], memberships: [{ id, edition: 2 }] }
  expect(isOnList(forAll, 'write')).toBe(true)
})
