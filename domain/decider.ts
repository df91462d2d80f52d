import type { z } from 'zod'

/** A recorded fact. `type` is the name under which it is stored: renaming one is a schema change. */
export type Event = { readonly type: string }
export type Command = { readonly type: string }

/** A reason to say no. Expected, part of the contract, and never thrown. */
export type Refusal = { readonly code: string }

export type Decision<E extends Event, R extends Refusal> =
  | { readonly accepted: true; readonly events: readonly E[] }
  | { readonly accepted: false; readonly refusal: R }

export type Decider<C extends Command, E extends Event, S, R extends Refusal> = {
  /** First part of the stream's name: `<category>-<id>`. */
  readonly category: string
  /** How a stored event is read back; an event it does not know is a fault, not a refusal. */
  readonly event: z.ZodType<E>
  readonly initial: S
  /** Pure. The same command on the state that it led to is accepted with no events. */
  readonly decide: (command: C, state: S) => Decision<E, R>
  /** Pure and total: history is never refused. */
  readonly evolve: (state: S, event: E) => S
}

export const accept = <E extends Event>(...events: readonly E[]): Decision<E, never> => ({
  accepted: true,
  events,
})

export const refuse = <R extends Refusal>(refusal: R): Decision<never, R> => ({
  accepted: false,
  refusal,
})
