type Numbers = Int32Array | Float64Array

/** A list of numbers without a pointer or an object per entry. */
export class GrowableNumbers {
  #values: Numbers
  #length = 0

  constructor(kind: 'int32' | 'float64') {
    this.#values = kind === 'int32' ? new Int32Array(1024) : new Float64Array(1024)
  }

  get length(): number {
    return this.#length
  }

  /** 0 for an index that is not in the list. */
  at(index: number): number {
    return this.#values[index] ?? 0
  }

  set(index: number, value: number): void {
    this.#values[index] = value
  }

  push(value: number): void {
    this.extend(1)
    this.#values[this.#length - 1] = value
  }

  /** Adds zeros; gives back the index of the first. */
  extend(count: number): number {
    const start = this.#length
    this.#length += count
    if (this.#length > this.#values.length) this.#grow()
    return start
  }

  #grow(): void {
    const length = Math.max(this.#length, Math.ceil(this.#values.length * 1.5))
    const grown =
      this.#values instanceof Int32Array ? new Int32Array(length) : new Float64Array(length)
    grown.set(this.#values)
    this.#values = grown
  }
}
