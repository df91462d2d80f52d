import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DomainEvent } from '../../domain/domain-event.ts'
import { projections } from '../../projections/all.ts'
import { parties } from '../../projections/parties.ts'
import { partiesOfHolder } from '../../projections/people-at-parties.ts'
import { recordedOf } from '../../projections/recorded.ts'
import { anyLog, stored } from '../support/event-arbitraries.ts'
import { replay } from '../support/replay.ts'

const at = '2026-01-05T10:00:00.000Z'
const systemId = '310000001_regnskap'
const vendor = '310000001'
const party = '310000002'
const id = '00000000-0000-4000-8000-000000000010'
const other = '00000000-0000-4000-8000-000000000011'
const internalId = '00000000-0000-4000-8000-000000000030'
const person = '00000000-0000-4000-8000-000000000070'

const localized = { nb: 'b', nn: 'n', en: 'e' }
const content = {
  name: localized,
  description: localized,
  rights: [],
  accessPackages: [],
  clientIds: [],
  visible: true,
  redirectUrls: [],
}
const identity = { id, kind: 'standard', systemId, vendor, party, externalRef: 'r', at }
const asked = { ...identity, integrationTitle: 'T', rights: [], accessPackages: [] }

const registered = { type: 'SystemRegistered', systemId, internalId, vendor, content, at }
const deleted = { type: 'SystemDeleted', systemId, vendor, at }
const requested = { type: 'SystemUserRequested', ...asked, expiresAt: at }
const approved = { type: 'SystemUserApproved', ...identity, integrationTitle: 'T' }
const created = { type: 'SystemUserCreated', ...asked }
const renamed = { type: 'SystemUserRenamed', ...identity, integrationTitle: 'Nytt' }
const revoked = { type: 'SystemUserRevoked', ...identity }
const granted = {
  type: 'DelegationGranted',
  systemUser: id,
  party,
  basis: { type: 'own-party' },
  rights: [],
  accessPackages: [],
  at,
}
const reserved = { type: 'Reserved', kind: 'client-id', key: 'c', holder: systemId, at }
const policy = {
  type: 'ResourcePolicyUploaded',
  id: 'skatt',
  owner: vendor,
  version: 2,
  xml: '<p/>',
  at,
}
const organisation = {
  type: 'PartyRegistered',
  orgNo: party,
  name: 'N',
  form: 'AS',
  uuid: other,
  at,
}
const job = { id, systemUser: id, facilitator: vendor, at }
const accountant = {
  role: 'regnskapsforer',
  holder: { type: 'organisation', orgNo: vendor },
}
const role = { role: 'daglig-leder', holder: { type: 'person', person } }

const holder = `holders:["${systemId}","${party}","r"]`
const member = `${at}~${id}`

type Story = {
  readonly name: string
  readonly events: readonly object[]
  /** Of these documents, what is there; `undefined` for one that is not. */
  readonly documents?: Readonly<Record<string, object | undefined>>
  readonly lists?: Readonly<Record<string, readonly string[]>>
}

/** By the place of the second event of a story. */
const changedSecond = `0000000000000107~${id}`

const stories: readonly Story[] = [
  {
    name: 'a registered system is live, and on its vendor’s list',
    events: [registered],
    documents: {
      [`live-systems:${systemId}`]: { vendor },
      [`systems-2:${systemId}`]: { deleted: false, createdAt: at },
    },
    lists: { [`systems-of-vendor:${vendor}`]: [systemId], 'visible-systems': [systemId] },
  },
  {
    name: 'a deleted system is still shown, and neither live nor listed',
    events: [registered, deleted],
    documents: {
      [`live-systems:${systemId}`]: undefined,
      [`systems-2:${systemId}`]: { deleted: true },
    },
    lists: {},
  },
  {
    name: 'a request is on the lists of its system and of its party',
    events: [requested],
    documents: {
      [`system-users-5:${id}`]: { status: 'requested', requested: true },
      [holder]: undefined,
    },
    lists: {
      [`pending-of-party:standard:${party}`]: [member],
      [`requests-of-system:standard:${systemId}`]: [member],
      'requests-by-expiry': [member],
    },
  },
  {
    name: 'an approved request is a system user, and no longer waits',
    events: [requested, approved],
    documents: { [`system-users-5:${id}`]: { status: 'active' }, [holder]: { id, since: at } },
    lists: {
      [`requests-of-system:standard:${systemId}`]: [member],
      [`system-users-of-party:${party}`]: [member],
      [`system-users-of-system:${systemId}`]: [member],
      'system-users-by-change': [changedSecond],
    },
  },
  {
    name: 'a revoked system user is nobody’s holder, and among the changes alone',
    events: [created, revoked],
    documents: { [`system-users-5:${id}`]: { status: 'revoked' }, [holder]: undefined },
    lists: { 'system-users-by-change': [changedSecond] },
  },
  {
    name: 'a renamed system user has its new title wherever it is read',
    events: [created, renamed],
    documents: {
      [`system-users-5:${id}`]: { integrationTitle: 'Nytt', sequence: 107 },
      [holder]: { id, integrationTitle: 'Nytt' },
    },
  },
  {
    name: 'revoking one system user leaves another that took its place',
    events: [created, { ...created, id: other }, revoked],
    documents: { [holder]: { id: other } },
  },
  {
    name: 'a grant is gone once it is revoked',
    events: [granted, { type: 'DelegationRevoked', systemUser: id, party, at }],
    documents: { [`grants-4:${id}.${party}`]: undefined },
  },
  {
    name: 'a client id is held by the system that reserved it, until it is released',
    events: [reserved],
    documents: { 'client-ids:c': { systemId } },
  },
  {
    name: 'a released client id is nobody’s',
    events: [reserved, { ...reserved, type: 'Released' }],
    documents: { 'client-ids:c': undefined },
  },
  {
    name: 'a client id reserved for what is no system is nobody’s',
    events: [{ ...reserved, holder: 'no system' }],
    documents: { 'client-ids:c': undefined },
  },
  {
    name: 'every version of a policy stays, and the last one counts',
    events: [{ ...policy, version: 1 }, policy],
    documents: {
      'policies:skatt@1': { xml: '<p/>' },
      'policies:skatt@2': { xml: '<p/>' },
      'current-policies-3:skatt': { version: 2 },
    },
  },
  {
    name: 'a party has the roles that were given and not ended',
    events: [
      organisation,
      { type: 'PartyRoleGiven', orgNo: party, ...role, at },
      { type: 'PartyRoleGiven', orgNo: party, ...role, role: 'styreleder', at },
      { type: 'PartyRoleEnded', orgNo: party, ...role, at },
    ],
    documents: { [`parties-3:${party}`]: { roles: [{ ...role, role: 'styreleder' }] } },
    lists: { [`parties-of-holder:${person}`]: [party] },
  },
  {
    name: 'a party is on no list of a person whose last role there has ended',
    events: [
      organisation,
      { type: 'PartyRoleGiven', orgNo: party, ...role, at },
      { type: 'PartyRoleEnded', orgNo: party, ...role, at },
    ],
    documents: { [`people-at-parties:${person}.${party}`]: undefined },
    lists: {},
  },
  {
    name: 'a party is on the list of its accountant’s clients once, while it has one',
    events: [
      organisation,
      { type: 'PartyRoleGiven', orgNo: party, ...accountant, at },
      { type: 'PartyRoleGiven', orgNo: party, ...accountant, role: 'revisor', at },
      { type: 'PartyRoleEnded', orgNo: party, ...accountant, at },
    ],
    lists: { [`clients-of:${vendor}`]: [party] },
  },
  {
    name: 'a client is on the list of the agent that it was handed to',
    events: [{ ...granted, basis: { type: 'client', facilitator: vendor, roles: ['revisor'] } }],
    documents: { [`grants-4:${id}.${party}`]: { agent: { systemUser: id, client: party } } },
    lists: { [`clients-of-agent:${id}`]: [party], [`agents-of-client:${party}`]: [id] },
  },
  {
    name: 'a job is open until it is known what came of every client',
    events: [
      { type: 'ClientJobStarted', ...job, person, action: 'assign', clients: [party, vendor] },
      { type: 'ClientJobProgressed', ...job, results: [{ client: vendor, outcome: 'done' }] },
    ],
    lists: { 'open-client-jobs': [`${at}~${id}`] },
  },
  {
    name: 'a job of which nothing is left is on no list',
    events: [
      { type: 'ClientJobStarted', ...job, person, action: 'remove', clients: [party] },
      { type: 'ClientJobProgressed', ...job, results: [{ client: party, outcome: 'done' }] },
    ],
    documents: { [`client-jobs:${id}`]: { results: [{ client: party, outcome: 'done' }] } },
    lists: {},
  },
]

/** What happens to parties, whether it makes sense or not. */
const ofParty = fc
  .record({
    type: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom('PartyRegistered', 'PartyDissolved') },
      { weight: 8, arbitrary: fc.constantFrom('PartyRoleGiven', 'PartyRoleEnded') },
    ),
    orgNo: fc.constant(party),
    role: fc.constantFrom('daglig-leder', 'styreleder'),
    holder: fc.constantFrom(role.holder, { ...role.holder, person: other }, accountant.holder),
  })
  .map((one) => DomainEvent.parse({ ...organisation, ...one }))

describe('the read models', () => {
  test.each(stories)('$name', ({ events, documents = {}, lists }) => {
    const contents = replay(stored(events.map((event) => DomainEvent.parse(event))))
    for (const [key, document] of Object.entries(documents)) {
      const text = contents.documents[key]
      if (document === undefined) expect(text).toBeUndefined()
      else expect(JSON.parse(text ?? 'null')).toMatchObject(document)
    }
    if (lists !== undefined) expect(contents.lists).toEqual(lists)
  })

  test('fold any history, whether it makes sense or not, into documents that can be read', () => {
    fc.assert(
      fc.property(anyLog(80), (events) => {
        const { documents } = replay(events)
        const views = new Map<string, (key: string, text: string) => unknown>(
          projections.map(({ name, read }) => [name, read]),
        )
        for (const [key, text] of Object.entries(documents)) {
          const read = views.get(key.slice(0, key.indexOf(':')))
          expect(JSON.parse(JSON.stringify(read?.(key, text)))).toEqual(JSON.parse(text))
        }
      }),
    )
  })

  test('list for every person each party at which it holds a role, whatever has happened', () => {
    let held = 0
    fc.assert(
      fc.property(fc.array(ofParty, { maxLength: 20, size: 'max' }), (events) => {
        const { documents, lists } = replay(stored(events))
        for (const [key, text] of Object.entries(documents)) {
          if (!key.startsWith(`${parties.name}:`)) continue
          const { orgNo, roles } = parties.read(key, text)
          for (const one of roles) {
            if (one.holder.type !== 'person') continue
            held += 1
            expect(lists[partiesOfHolder(one.holder.person)]).toContain(orgNo)
          }
        }
      }),
      { numRuns: 500 },
    )
    expect(held).toBeGreaterThan(10)
  })

  test('look at every type of event that they are told of, and at no other', () => {
    fc.assert(
      fc.property(anyLog(5), (events) => {
        for (const { event } of events.map(recordedOf))
          for (const { keyOf, events: read } of projections)
            if (!new Set<string>(read).has(event.type)) expect(keyOf(event)).toBeUndefined()
      }),
    )
  })
})
