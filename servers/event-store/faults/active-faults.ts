import type { CallFault, Operation } from './fault.ts'

type Active = { readonly fault: CallFault; left: number }

/** The faults that wait for their calls, in the order in which they were set. */
export class ActiveFaults {
  #active: Active[] = []

  set(fault: CallFault): void {
    this.#active.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
  }

  clear(): void {
    this.#active = []
  }

  /** The fault that strikes the next call of this kind, if any. */
  take(operation: Operation): CallFault | undefined {
    const found = this.#active.find(({ fault }) => fault.op === operation)
    if (found === undefined) return undefined
    found.left -= 1
    if (found.left === 0) this.#active = this.#active.filter((active) => active !== found)
    return found.fault
  }
}
