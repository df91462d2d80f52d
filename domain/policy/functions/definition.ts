import type { Work } from '../work.ts'
import {
  type DataType,
  type Evaluated,
  type Failure,
  type Kind,
  processingError,
  type Shape,
} from '../value.ts'

/**
 * A function of the standard. Its arguments are checked against its parameters when the policy is
 * compiled; it is called with values only, never with the failure of an argument.
 */
export type FunctionDefinition = {
  readonly parameters: readonly Shape[]
  /** The type of any further arguments, for a function that takes as many as there are. */
  readonly rest?: Shape
  readonly result: Shape
  readonly apply: (values: readonly Evaluated[], work: Work) => Evaluated
  /**
   * Does the work of the first argument once, when that one is written in the policy. A failure
   * means that the function can never have a value there.
   */
  readonly prepare?: (first: Evaluated) => Prepared | Failure
}

export type Prepared = (second: Evaluated, work: Work) => Evaluated

export type FunctionTable = readonly (readonly [functionId: string, FunctionDefinition])[]

const wrongType = processingError('An argument is of another type than the function takes.')

export function unary<P>(
  kind: Kind<P>,
  result: Shape,
  apply: (payload: P) => Evaluated,
): FunctionDefinition {
  return {
    parameters: [kind.type],
    result,
    apply: ([first = wrongType]) => {
      const payload = kind.unwrap(first)
      return payload === undefined ? wrongType : apply(payload)
    },
  }
}

export type BinaryKinds<P, Q> = readonly [first: Kind<P>, second: Kind<Q>]

export function binary<P, Q>(
  [firstKind, secondKind]: BinaryKinds<P, Q>,
  result: Shape,
  apply: (first: P, second: Q) => Evaluated,
): FunctionDefinition {
  return {
    parameters: [firstKind.type, secondKind.type],
    result,
    apply: ([first = wrongType, second = wrongType]) => {
      const one = firstKind.unwrap(first)
      const other = secondKind.unwrap(second)
      return one === undefined || other === undefined ? wrongType : apply(one, other)
    },
  }
}

/** As {@link binary}, where the first argument may be worked on alone and beforehand. */
export function preparable<P, Q>(
  [firstKind, secondKind]: BinaryKinds<P, Q>,
  result: Shape,
  prepare: (first: P) => ((second: Q, work: Work) => Evaluated) | Failure,
): FunctionDefinition {
  const prepareValue = (first: Evaluated): Prepared | Failure => {
    const payload = firstKind.unwrap(first)
    if (payload === undefined) return wrongType
    const applySecond = prepare(payload)
    if ('type' in applySecond) return applySecond
    return (second, work) => {
      const other = secondKind.unwrap(second)
      return other === undefined ? wrongType : applySecond(other, work)
    }
  }
  return {
    parameters: [firstKind.type, secondKind.type],
    result,
    apply: ([first = wrongType, second = wrongType], work) => {
      const applySecond = prepareValue(first)
      return 'type' in applySecond ? applySecond : applySecond(second, work)
    },
    prepare: prepareValue,
  }
}

/** A function of two or more arguments of one type, taken two at a time from the left. */
export function folded<P>(
  kind: Kind<P>,
  combine: (left: P, right: P) => P | undefined,
  problem: string,
): FunctionDefinition {
  return {
    parameters: [kind.type, kind.type],
    rest: kind.type,
    result: kind.type,
    apply: (values) => {
      let total: P | undefined
      for (const [at, value] of values.entries()) {
        const next = kind.unwrap(value)
        if (next === undefined) return wrongType
        total = at === 0 || total === undefined ? next : combine(total, next)
        if (total === undefined) return processingError(problem)
      }
      return total === undefined ? wrongType : kind.wrap(total)
    },
  }
}

export const bagOf = (type: DataType): Shape => `bag of ${type}`
