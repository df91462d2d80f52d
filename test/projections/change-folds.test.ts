import { describe, expect, test } from 'vitest'
import { DomainEvent } from '../../domain/domain-event.ts'
import { stored } from '../support/event-arbitraries.ts'
import { replay } from '../support/replay.ts'

const at = '2026-01-05T10:00:00.000Z'
const systemId = '310000001_regnskap'
const vendor = '310000001'
const party = '310000002'
const id = '00000000-0000-4000-8000-000000000010'
const change = '00000000-0000-4000-8000-000000000020'
const skatt = 'urn:altinn:accesspackage:skatt'
const reading = { resource: 'skatt', key: 'r', action: 'read' }

const identity = { id, kind: 'standard', systemId, vendor, party, externalRef: 'r', at }
const asked = { rights: [{ resource: 'skatt' }], accessPackages: [] }
const created = { type: 'SystemUserCreated', ...identity, integrationTitle: 'T', ...asked }
const granted = {
  type: 'DelegationGranted',
  systemUser: id,
  party,
  basis: { type: 'own-party' },
  rights: [reading],
  accessPackages: [],
  at,
}
const requested = {
  type: 'SystemUserChangeRequested',
  ...identity,
  change,
  requiredRights: [],
  unwantedRights: asked.rights,
  requiredAccessPackages: [skatt],
  unwantedAccessPackages: [],
  expiresAt: at,
}
const approved = {
  type: 'SystemUserChangeApproved',
  ...identity,
  change,
  given: { rights: [], accessPackages: [skatt] },
  taken: { resources: ['skatt'], accessPackages: [] },
}
const withdrawn = { type: 'SystemUserChangeWithdrawn', ...identity, change }
const rejected = { type: 'SystemUserChangeRejected', ...identity, change, reason: 'Nei.' }

const after = (...events: readonly object[]) => {
  const { documents, lists } = replay(stored(events.map((event) => DomainEvent.parse(event))))
  const read = (key: string): unknown => JSON.parse(documents[key] ?? 'null')
  const changes = Object.entries(lists).filter(([list]) => list.includes('changes-'))
  return { read, changes: Object.fromEntries(changes) }
}

const member = `${at}~${change}`
const shown = {
  [`changes-of-system:${systemId}`]: [member],
  [`changes-of-triple:["${systemId}","${party}","r"]`]: [member],
}

describe('the read models of a change', () => {
  test('have it on the lists of its system, its reference and its party while it waits', () => {
    const { read, changes } = after(created, requested)
    expect(read(`change-requests:${change}`)).toMatchObject({
      status: 'requested',
      systemUser: id,
      wanted: { requiredAccessPackages: [skatt] },
    })
    expect(changes).toEqual({
      ...shown,
      [`pending-changes-of-party:${party}`]: [member],
      'changes-by-expiry': [`${at}~${id}~${change}`],
    })
  })

  test('give and take what was approved, and keep what was asked for first', () => {
    const { read, changes } = after(created, granted, requested, approved)
    expect(read(`change-requests:${change}`)).toMatchObject({ status: 'approved', ended: { at } })
    expect(read(`grants-4:${id}.${party}`)).toMatchObject({
      changed: true,
      rights: [],
      accessPackages: [skatt],
    })
    expect(read(`system-users-5:${id}`)).toMatchObject({
      rights: [],
      accessPackages: [skatt],
      asked,
    })
    expect(changes).toEqual(shown)
  })

  test('do not go back to a first grant that comes late, but may be given and taken anew', () => {
    const late = { ...granted, rights: [reading, { ...reading, key: 'w' }] }
    const key = `grants-4:${id}.${party}`
    expect(after(created, granted, requested, approved, late).read(key)).toMatchObject({
      rights: [],
      accessPackages: [skatt],
    })
    const revoked = { type: 'DelegationRevoked', systemUser: id, party, at }
    expect(after(created, granted, requested, approved, revoked).read(key)).toBeNull()
  })

  test('of an agent leave alone what it holds of its owner', () => {
    const agent = { kind: 'agent' }
    const packages = { ...granted, rights: [], accessPackages: [skatt] }
    const taken = { resources: [], accessPackages: [skatt] }
    const given = { rights: [], accessPackages: [] }
    const events = [
      { ...created, ...agent, accessPackages: [skatt] },
      packages,
      { ...requested, ...agent },
      { ...approved, ...agent, given, taken },
    ]
    const { read } = after(...events)
    expect(read(`grants-4:${id}.${party}`)).toMatchObject({ accessPackages: [skatt] })
    expect(read(`system-users-5:${id}`)).toMatchObject({ accessPackages: [] })
  })

  test('say why it was rejected', () => {
    const { read, changes } = after(created, requested, rejected)
    expect(read(`change-requests:${change}`)).toMatchObject({
      status: 'rejected',
      rejectReason: 'Nei.',
    })
    expect(changes).toEqual(shown)
  })

  test('have it on no list once it was taken back', () => {
    const { read, changes } = after(created, requested, withdrawn)
    expect(read(`change-requests:${change}`)).toMatchObject({ status: 'withdrawn' })
    expect(changes).toEqual({})
  })
})
