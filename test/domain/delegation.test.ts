import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DelegationCommand } from '../../domain/delegation/decide.ts'
import type { Basis } from '../../domain/delegation/events.ts'
import { delegation } from '../../domain/delegation/decider.ts'
import { AccessPackage } from '../../domain/values.ts'
import { obeysTheLaws, step } from '../support/decider-laws.ts'
import { at, later, party, resourceId, systemUserId, vendor } from '../support/fixtures.ts'
import { given as specification } from '../support/given.ts'

const given = specification(delegation)
const reading = { resource: resourceId, key: 'a1', action: 'read' }
const writing = { resource: resourceId, key: 'b2', action: 'write' }
const content = {
  systemUser: systemUserId,
  party,
  basis: { type: 'own-party' as const },
  rights: [reading],
  accessPackages: [],
}
const granted = { type: 'DelegationGranted', ...content, at } as const
const revoked = { type: 'DelegationRevoked', systemUser: systemUserId, party, at } as const
const grant = { type: 'Grant', ...content, at } as const
const revoke = { type: 'Revoke', systemUser: systemUserId, party, at } as const

describe('granting', () => {
  test('where nothing was delegated records it', () => given().when(grant).records(granted))

  test('the same again, on another day too, records nothing', () =>
    given(granted)
      .when({ ...grant, at: later })
      .records())

  test('other rights replaces what was delegated', () =>
    given(granted)
      .when({ ...grant, rights: [writing] })
      .records({ ...granted, rights: [writing] }))

  test('the same rights on another basis records it', () => {
    const basis = { type: 'client' as const, facilitator: vendor, roles: ['regnskapsforer'] }
    given(granted)
      .when({ ...grant, basis })
      .records({ ...granted, basis })
  })

  test('after a revocation records it again', () =>
    given(granted, revoked).when(grant).records(granted))
})

describe('revoking', () => {
  test('what was never delegated records nothing', () => given().when(revoke).records())
  test('what was delegated records it', () => given(granted).when(revoke).records(revoked))
  test('twice records nothing', () => given(granted, revoked).when(revoke).records())
})

const command: fc.Arbitrary<DelegationCommand> = fc.oneof(
  fc.constant(revoke),
  fc
    .record({
      rights: fc.subarray([
        reading,
        writing,
        { ...reading, attributes: [{ id: 'task', value: '' }] },
      ]),
      accessPackages: fc.subarray([AccessPackage.parse('urn:altinn:accesspackage:skattegrunnlag')]),
      basis: fc.constantFrom<Basis>(
        { type: 'own-party' },
        { type: 'client', facilitator: vendor, roles: ['revisor'] },
      ),
    })
    .map((some) => ({ ...grant, ...some })),
)

obeysTheLaws(delegation, command)

test('what is delegated is what was granted last, and nothing once it is revoked', () => {
  fc.assert(
    fc.property(fc.array(command), command, (past, next) => {
      const state = [...past, next].reduce(step(delegation), delegation.initial)
      if (next.type === 'Revoke') expect(state).toEqual({ status: 'none' })
      else {
        const { basis, rights, accessPackages } = next
        expect(state).toEqual({ status: 'granted', basis, rights, accessPackages })
      }
    }),
  )
})
