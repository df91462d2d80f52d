import type { Refusal } from '../domain/decider.ts'
import type { Position } from '../projections/recorded.ts'

/** What a use case answers: a value and the position that holds it, or the reason for a no. */
export type Outcome<Value, R extends Refusal> =
  | {
      readonly done: true
      readonly value: Value
      /** Of the last event recorded; absent when nothing new was. */
      readonly position?: Position
    }
  | { readonly done: false; readonly refusal: R }

export function done<Value>(value: Value, position?: Position): Outcome<Value, never> {
  return { done: true, value, ...(position !== undefined && { position }) }
}

export const refused = <R extends Refusal>(refusal: R): Outcome<never, R> => ({
  done: false,
  refusal,
})
