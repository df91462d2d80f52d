import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReservationCommand } from '../../domain/reservation/decide.ts'
import { reservation } from '../../domain/reservation/decider.ts'
import { claimsOf, type Reservation } from '../../domain/reservation/state.ts'
import { obeysTheLaws, step } from '../support/decider-laws.ts'
import { at } from '../support/fixtures.ts'
import { given as specification } from '../support/given.ts'

const given = specification(reservation)
const thing = { kind: 'client-id', key: 'smartcloud', at } as const
const reserved = { type: 'Reserved', ...thing, holder: 'one' } as const
const released = { type: 'Released', ...thing, holder: 'one' } as const
const reserve = { type: 'Reserve', ...thing, holder: 'one' } as const
const release = { type: 'Release', ...thing, holder: 'one' } as const

describe('reserving', () => {
  test('what another holds is refused, and names the holder', () =>
    given(reserved)
      .when({ ...reserve, holder: 'two' })
      .refuses({ code: 'already-reserved', holder: 'one' }))

  test('what another holds is refused when somebody else has ended', () =>
    given(reserved)
      .when({ ...reserve, holder: 'two', ended: 'three' })
      .refuses({ code: 'already-reserved', holder: 'one' }))

  test('what is free gives it to the holder', () => given().when(reserve).records(reserved))

  test('what was released gives it to the next', () =>
    given(reserved, released)
      .when({ ...reserve, holder: 'two' })
      .records({ ...reserved, holder: 'two' }))

  test('what one holds already records nothing', () => given(reserved).when(reserve).records())

  test('what a holder that has ended left behind passes it on in one step', () =>
    given(reserved)
      .when({ ...reserve, holder: 'two', ended: 'one' })
      .records(released, { ...reserved, holder: 'two' }))

  test('under a second claim adds the claim', () =>
    given({ ...reserved, claim: 'a' })
      .when({ ...reserve, claim: 'b' })
      .records({ ...reserved, claim: 'b' }))

  test('under a claim that is there records nothing', () =>
    given({ ...reserved, claim: 'a' }, { ...reserved, claim: 'b' })
      .when({ ...reserve, claim: 'a' })
      .records())
})

describe('releasing', () => {
  test('what another holds records nothing', () =>
    given(reserved)
      .when({ ...release, holder: 'two' })
      .records())

  test('what is free records nothing', () => given().when(release).records())

  test('what one holds frees it', () => given(reserved).when(release).records(released))

  test('a claim that was never made records nothing', () =>
    given({ ...reserved, claim: 'a' })
      .when({ ...release, claim: 'b' })
      .records())

  test('the last claim frees it', () => {
    const events = [{ ...reserved, claim: 'a' } as const, { ...released, claim: 'a' } as const]
    expect(events.reduce<Reservation>(reservation.evolve, reservation.initial)).toEqual({
      status: 'free',
    })
  })

  test('one of two claims leaves it held for the other', () => {
    const events = [
      { ...reserved, claim: 'a' } as const,
      { ...reserved, claim: 'b' } as const,
      { ...released, claim: 'a' } as const,
    ]
    expect(events.reduce<Reservation>(reservation.evolve, reservation.initial)).toEqual({
      status: 'held',
      holder: 'one',
      claims: ['b'],
    })
  })

  test('without a claim frees it, however many there are', () => {
    const events = [{ ...reserved, claim: 'a' } as const, { ...reserved, claim: 'b' } as const]
    const held = events.reduce<Reservation>(reservation.evolve, reservation.initial)
    expect(step(reservation)(held, release)).toEqual({ status: 'free' })
  })
})

const who = fc.constantFrom('one', 'two', 'three')
const claim = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined })
const command: fc.Arbitrary<ReservationCommand> = fc
  .tuple(fc.constantFrom('Reserve' as const, 'Release' as const), who, claim, fc.option(who))
  .map(([type, holder, by, ended]) => {
    const common = { ...thing, holder, ...(by !== undefined && { claim: by }) }
    if (type === 'Release') return { type, ...common }
    return { type, ...common, ...(ended !== null && { ended }) }
  })

obeysTheLaws(reservation, command)

test('only the holder, or a takeover of one that has ended, changes who holds it', () => {
  fc.assert(
    fc.property(fc.array(command), command, (past, next) => {
      const before = past.reduce(step(reservation), reservation.initial)
      const after = step(reservation)(before, next)
      if (before.status === 'free' || next.holder === before.holder) return
      const mayTakeOver = next.type === 'Reserve' && next.ended === before.holder
      if (!mayTakeOver) expect(after).toEqual(before)
    }),
  )
})

test('giving up a claim never takes away what another claim rests on', () => {
  fc.assert(
    fc.property(fc.array(command), who, fc.constantFrom('a', 'b', 'c'), (past, holder, mine) => {
      const before = past.reduce(step(reservation), reservation.initial)
      const others = claimsOf(before, holder).filter((other) => other !== mine)
      const after = step(reservation)(before, { ...release, holder, claim: mine })
      expect(claimsOf(after, holder)).toEqual(others)
    }),
  )
})
