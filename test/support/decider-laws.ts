import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Command, Decider, Event, Refusal } from '../../domain/decider.ts'

/** The state after a command: what it recorded is applied, a refusal changes nothing. */
export const step =
  <C extends Command, E extends Event, S, R extends Refusal>(decider: Decider<C, E, S, R>) =>
  (state: S, command: C): S => {
    const decision = decider.decide(command, state)
    return decision.accepted ? decision.events.reduce(decider.evolve, state) : state
  }

/** All that a run of commands recorded, from nothing. */
export function recordedBy<C extends Command, E extends Event, S, R extends Refusal>(
  decider: Decider<C, E, S, R>,
  commands: readonly C[],
): readonly E[] {
  let state = decider.initial
  return commands.flatMap((command) => {
    const decision = decider.decide(command, state)
    if (!decision.accepted) return []
    state = decision.events.reduce(decider.evolve, state)
    return decision.events
  })
}

/** What holds for every aggregate, whatever it is about. */
export function obeysTheLaws<C extends Command, E extends Event, S, R extends Refusal>(
  decider: Decider<C, E, S, R>,
  command: fc.Arbitrary<C>,
): void {
  const commands = fc.array(command, { maxLength: 12 })
  const stored = (event: E): E => decider.event.parse(JSON.parse(JSON.stringify(event)))

  describe(`every ${decider.category}`, () => {
    test('records nothing when a command is repeated on the state it led to', () => {
      fc.assert(
        fc.property(commands, command, (past, next) => {
          const state = step(decider)(past.reduce(step(decider), decider.initial), next)
          const again = decider.decide(next, state)
          expect(again.accepted ? again.events : []).toEqual([])
        }),
      )
    })

    test('takes any sequence of its events for history, and goes on deciding', () => {
      const events = commands.map((past) => recordedBy(decider, past))
      const anyOrder = fc
        .tuple(events, events)
        .chain(([some, others]) => fc.shuffledSubarray([...some, ...others]))
      fc.assert(
        fc.property(anyOrder, command, (history, next) => {
          const state = history.reduce(decider.evolve, decider.initial)
          step(decider)(state, next)
        }),
      )
    })

    test('records what its own schema reads back unchanged', () => {
      fc.assert(
        fc.property(commands, (past) => {
          const events = recordedBy(decider, past)
          expect(events.map(stored)).toStrictEqual(events)
        }),
      )
    })

    test('changes neither the command nor the state that it was given', () => {
      fc.assert(
        fc.property(commands, command, (past, next) => {
          const state = frozen(past.reduce(step(decider), decider.initial))
          expect(step(decider)(state, frozen(next))).toStrictEqual(step(decider)(state, next))
        }),
      )
    })
  })
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) frozen(member)
  }
  return value
}
