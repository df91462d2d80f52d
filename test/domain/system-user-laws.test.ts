import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SystemUserCommand } from '../../domain/system-user/decide.ts'
import { systemUser } from '../../domain/system-user/decider.ts'
import { hasEnded } from '../../domain/system-user/state.ts'
import { obeysTheLaws, recordedBy, step } from '../support/decider-laws.ts'
import { asked, at, expiresAt, later, tooLate } from '../support/fixtures.ts'
import * as steps from '../support/system-user-steps.ts'

const when = fc.constantFrom(at, later, expiresAt, tooLate)
const text = fc.string({ unit: 'binary', maxLength: 20 })
const command: fc.Arbitrary<SystemUserCommand> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom<SystemUserCommand>(
        steps.request,
        steps.create,
        steps.escalate,
        steps.approve,
        steps.reject,
        steps.withdraw,
        steps.expire,
        steps.supersede,
        steps.revoke,
        steps.giveUp,
        steps.rename,
        ...steps.forStranger,
        steps.requestChange,
        { ...steps.requestChange, change: steps.otherChange },
        steps.approveChange,
        { ...steps.approveChange, change: steps.otherChange },
        { ...steps.approveChange, change: steps.otherChange, after: 1 },
        steps.rejectChange,
        steps.withdrawChange,
        steps.expireChange,
        { ...steps.expireChange, change: steps.otherChange },
        ...steps.changeForStranger,
      ),
      text.map((integrationTitle) => ({
        ...steps.request,
        asked: { ...asked, integrationTitle, redirectUrl: 'https://smartcloud.example/ferdig' },
      })),
      text.map((reason) => ({ ...steps.reject, reason })),
      text.map((reason) => ({ ...steps.rejectChange, reason })),
    ),
    when,
  )
  .map(([some, moment]) => ({ ...some, at: moment }))

const past = fc.array(command, { maxLength: 20 })
/** Histories in which there is something to change. */
const pastOfActive = past.map((commands) => [steps.request, steps.approve, ...commands])

obeysTheLaws(systemUser, command)

const answers = new Set(['SystemUserApproved', 'SystemUserRejected', 'SystemUserRequestExpired'])

test('at most one answer follows a request, and one end', () => {
  fc.assert(
    fc.property(past, (commands) => {
      const types = recordedBy(systemUser, commands).map(({ type }) => type)
      expect(types.filter((type) => answers.has(type)).length).toBeLessThanOrEqual(1)
      expect(types.filter((type) => type === 'SystemUserRequestWithdrawn').length).toBeLessThan(2)
      expect(types.filter((type) => type === 'SystemUserRevoked').length).toBeLessThan(2)
    }),
  )
})

test('a system user that was revoked never becomes active again', () => {
  fc.assert(
    fc.property(past, past, (before, after) => {
      const revoked = [...before, steps.request, steps.approve, steps.revoke].reduce(
        step(systemUser),
        systemUser.initial,
      )
      fc.pre(revoked.status === 'revoked')
      expect(after.reduce(step(systemUser), revoked).status).toBe('revoked')
    }),
  )
})

test('what has ended has ended for ever: at most an expired request is taken back', () => {
  fc.assert(
    fc.property(past, command, (commands, next) => {
      const state = commands.reduce(step(systemUser), systemUser.initial)
      fc.pre(hasEnded(state))
      const after = step(systemUser)(state, next)
      const mayStill = ['WithdrawRequest', 'WithdrawChange', 'ExpireChange']
      if (!mayStill.includes(next.type)) expect(after).toEqual(state)
      expect(hasEnded(after)).toBe(true)
    }),
  )
})

test('it is active only if its party said so', () => {
  fc.assert(
    fc.property(past, (commands) => {
      const types = new Set(recordedBy(systemUser, commands).map(({ type }) => type))
      const state = commands.reduce(step(systemUser), systemUser.initial)
      const saidSo = types.has('SystemUserApproved') || types.has('SystemUserCreated')
      expect(state.status === 'active' || state.status === 'revoked').toBe(saidSo)
    }),
  )
})

test('whose it is and what was asked for never change, but for its title', () => {
  fc.assert(
    fc.property(past, command, (commands, next) => {
      const before = commands.reduce(step(systemUser), systemUser.initial)
      if (before.status === 'absent') return
      const { integrationTitle, ...rest } = before.asked
      expect(step(systemUser)(before, next)).toMatchObject({ asked: rest })
      if (next.type !== 'RenameSystemUser')
        expect(step(systemUser)(before, next)).toMatchObject({ asked: { integrationTitle } })
    }),
  )
})

const changeAnswers = new Set([
  'SystemUserChangeApproved',
  'SystemUserChangeRejected',
  'SystemUserChangeExpired',
])

test('at most one answer follows a change that was asked for, and none one that was not', () => {
  fc.assert(
    fc.property(pastOfActive, (commands) => {
      const events = recordedBy(systemUser, commands).filter((event) => 'change' in event)
      for (const id of [steps.change, steps.otherChange]) {
        const types = events.filter(({ change }) => change === id).map(({ type }) => type)
        if (types.length > 0) expect(types[0]).toBe('SystemUserChangeRequested')
        expect(types.filter((type) => changeAnswers.has(type)).length).toBeLessThanOrEqual(1)
        expect(new Set(types).size).toBe(types.length)
      }
    }),
  )
})

test('nothing is changed of a system user that was revoked, and no change goes on waiting', () => {
  fc.assert(
    fc.property(pastOfActive, past, (before, after) => {
      const revoked = [...before, steps.revoke].reduce(step(systemUser), systemUser.initial)
      fc.pre(revoked.status === 'revoked')
      expect(revoked.changes.asked.map(({ status }) => status)).not.toContain('requested')
      const state = after.reduce(step(systemUser), revoked)
      expect(state).toMatchObject({ changes: { applied: revoked.changes.applied } })
    }),
  )
})
