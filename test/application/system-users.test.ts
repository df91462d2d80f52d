import { describe, expect, test } from 'vitest'
import type { SystemUserId } from '../../domain/values.ts'
import * as fixtures from '../support/fixtures.ts'
import * as story from '../support/world.ts'

const { at, context, ola, otherParty, otherVendor, party, pia, resourceId, vendor } = fixtures

const refusal = (code: string) => ({ done: false, refusal: { code } })
const question = (requestId: SystemUserId, action = 'read') => ({
  systemUser: requestId,
  action,
  resource: resourceId,
  party,
  attributes: [],
})

describe('a system user', () => {
  test('may do what was delegated from the approval until the revocation', async () => {
    const { world, requestId } = await story.withRequest()
    const decision = async () => (await world.decideAccess(question(requestId))).answer
    expect(await decision()).toMatchObject({
      decision: 'NotApplicable',
      reason: { code: 'system-user-not-active' },
    })
    await world.approveRequest(story.byPia(requestId), context('approve'))
    expect(await decision()).toMatchObject({ decision: 'Permit', reason: { grant: { at } } })
    await world.revokeSystemUser(
      { kind: 'standard', party, systemUser: requestId, person: pia },
      context('revoke'),
    )
    expect(await decision()).toMatchObject({
      decision: 'NotApplicable',
      reason: { code: 'system-user-not-active', status: 'revoked' },
    })
  })

  test('may not do what was never delegated, nor for another party', async () => {
    const { world, requestId } = await story.withSystemUser()
    const ask = async (more: object) =>
      (await world.decideAccess({ ...question(requestId), ...more })).answer.decision
    expect(await ask({ action: 'delete' })).toBe('NotApplicable')
    expect(await ask({ party: otherParty })).toBe('NotApplicable')
    expect(await ask({ resource: fixtures.otherResourceId })).toBe('Indeterminate')
    expect(await ask({ systemUser: fixtures.systemUserId })).toBe('NotApplicable')
  })

  test('is found for a token while it is active, and by its own vendor alone', async () => {
    const { world, requestId } = await story.withRequest()
    expect(await world.lookUp(story.theLookUp)).toBeUndefined()
    await world.approveRequest(story.byPia(requestId), context('approve'))
    expect(await world.lookUp(story.theLookUp)).toMatchObject({ id: requestId })
    expect(await world.lookUp({ ...story.theLookUp, vendor: otherVendor })).toBeUndefined()
    expect(await world.lookUp({ ...story.theLookUp, owner: otherParty })).toBeUndefined()
    await world.revokeSystemUser(
      { kind: 'standard', party, systemUser: requestId, person: pia },
      context('revoke'),
    )
    expect(await world.lookUp(story.theLookUp)).toBeUndefined()
  })

  test('is revoked by its party alone', async () => {
    const { world, requestId } = await story.withSystemUser()
    const by = { kind: 'standard' as const, party: otherParty, systemUser: requestId, person: ola }
    expect(await world.revokeSystemUser(by, context('elsewhere'))).toEqual(
      refusal('system-user-not-found'),
    )
    expect(await world.revokeSystemUser({ ...by, party }, context('by Ola'))).toEqual(
      refusal('not-access-manager'),
    )
  })

  test('has a history of every step, in the order of the log', async () => {
    const { world, requestId } = await story.withSystemUser()
    const history = await world.history(requestId)
    expect(history?.events.map(({ event }) => event.type)).toEqual([
      'SystemUserRequested',
      'DelegationGranted',
      'SystemUserApproved',
    ])
    expect(await world.history(fixtures.systemUserId)).toBeUndefined()
  })
})

describe('a request that the vendor takes back', () => {
  test('is gone for everybody, and for its own vendor alone to take', async () => {
    const { world, requestId } = await story.withRequest()
    expect(
      await world.withdrawRequest({ vendor: otherVendor, requestId }, context('stranger')),
    ).toEqual(refusal('request-not-found'))
    await world.withdrawRequest({ vendor, requestId }, context('withdraw'))
    expect(await world.approveRequest(story.byPia(requestId), context('approve'))).toEqual(
      refusal('request-not-found'),
    )
  })
})
