import { expect } from 'vitest'
import type { Command, Decider, Event, Refusal } from '../../domain/decider.ts'

/** `given(decider)(...history).when(command).records(...events)`, or `.refuses(refusal)`. */
export const given =
  <C extends Command, E extends Event, S, R extends Refusal>(decider: Decider<C, E, S, R>) =>
  (...history: readonly E[]) => ({
    when(command: C) {
      const state = history.reduce(decider.evolve, decider.initial)
      const decision = decider.decide(command, state)
      return {
        records: (...events: readonly E[]) =>
          expect(decision).toStrictEqual({ accepted: true, events }),
        refuses: (refusal: R) => expect(decision).toStrictEqual({ accepted: false, refusal }),
      }
    },
  })
