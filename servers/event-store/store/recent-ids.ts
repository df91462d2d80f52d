export type Place = { readonly stream: number; readonly revision: number }

/**
 * The ids of recent events, for retries that expect no revision: as a rule the last 100,000, at least half of that.
 * An id keeps the first place in which it was seen. Nothing of this survives a restart.
 */
export class RecentIds {
  readonly #generationMax: number
  #young = new Map<string, Place>()
  #old = new Map<string, Place>()

  constructor(idsMax = 100_000) {
    this.#generationMax = Math.max(1, idsMax >> 1)
  }

  find(id: Buffer): Place | undefined {
    const key = id.toString('latin1')
    return this.#old.get(key) ?? this.#young.get(key)
  }

  add(id: Buffer, place: Place): void {
    const key = id.toString('latin1')
    if (this.#old.has(key) || this.#young.has(key)) return
    if (this.#young.size >= this.#generationMax) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, place)
  }
}
