export type Place = { readonly stream: number; readonly revision: number }

/**
 * The ids of recent events, for retries that expect no revision: as a rule the last 100,000, at least half of that.
 * An id keeps the first place in which it was seen. Nothing of this survives a restart.
 */
export class RecentIds {
  readonly #generationMax: number
  #young: Generation
  #old: Generation

  constructor(idsMax = 100_000) {
    this.#generationMax = Math.max(1, idsMax >> 1)
    this.#young = new Generation(this.#generationMax)
    this.#old = new Generation(this.#generationMax)
  }

  find(id: Uint8Array): Place | undefined {
    return this.#old.find(id) ?? this.#young.find(id)
  }

  add(id: Uint8Array, place: Place): void {
    if (this.#old.has(id) || this.#young.has(id)) return
    if (this.#young.size >= this.#generationMax) {
      const emptied = this.#old
      this.#old = this.#young
      this.#young = emptied
      this.#young.clear()
    }
    this.#young.add(id, place)
  }
}

const idWords = 4

/**
 * A hash table in flat arrays, at most half full, searched from a slot on to the first free one. As objects, so many
 * ids would be gone through at every collection of garbage.
 */
class Generation {
  readonly #mask: number
  readonly #ids: Uint32Array
  /** The stream's number and one more; 0 in a free slot. */
  readonly #streams: Uint32Array
  readonly #revisions: Float64Array
  size = 0

  constructor(idsMax: number) {
    const slots = 2 ** Math.ceil(Math.log2(idsMax * 2))
    this.#mask = slots - 1
    this.#ids = new Uint32Array(slots * idWords)
    this.#streams = new Uint32Array(slots)
    this.#revisions = new Float64Array(slots)
  }

  has(id: Uint8Array): boolean {
    return this.#streams[this.#slotOf(id)] !== 0
  }

  find(id: Uint8Array): Place | undefined {
    const slot = this.#slotOf(id)
    const stream = this.#streams[slot] ?? 0
    return stream === 0 ? undefined : { stream: stream - 1, revision: this.#revisions[slot] ?? 0 }
  }

  /** The id must not be there yet. */
  add(id: Uint8Array, { stream, revision }: Place): void {
    const slot = this.#slotOf(id)
    for (let word = 0; word < idWords; word += 1)
      this.#ids[slot * idWords + word] = wordOf(id, word)
    this.#streams[slot] = stream + 1
    this.#revisions[slot] = revision
    this.size += 1
  }

  clear(): void {
    this.#streams.fill(0)
    this.size = 0
  }

  /** The slot of the id, or the free one in which it would be. */
  #slotOf(id: Uint8Array): number {
    let slot = hashOf(id) & this.#mask
    while (this.#streams[slot] !== 0 && !this.#holds(slot, id)) slot = (slot + 1) & this.#mask
    return slot
  }

  #holds(slot: number, id: Uint8Array): boolean {
    for (let word = 0; word < idWords; word += 1)
      if (this.#ids[slot * idWords + word] !== wordOf(id, word)) return false
    return true
  }
}

const wordOf = (id: Uint8Array, word: number): number => {
  const at = word * 4
  return (
    (((id[at] ?? 0) << 24) |
      ((id[at + 1] ?? 0) << 16) |
      ((id[at + 2] ?? 0) << 8) |
      (id[at + 3] ?? 0)) >>>
    0
  )
}

/** Ids need not be random, so all of their bits are mixed. */
function hashOf(id: Uint8Array): number {
  let hash = 0
  for (let word = 0; word < idWords; word += 1) {
    hash = Math.imul(hash ^ wordOf(id, word), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash
}
