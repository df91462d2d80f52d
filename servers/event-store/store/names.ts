import { GrowableNumbers } from './growable.ts'

/** Names numbered in the order in which they came, kept as bytes: a million of them are a million times their length. */
export class Names {
  #bytes = Buffer.alloc(64 * 1024)
  #used = 0
  readonly #ends = new GrowableNumbers('float64')
  readonly #hashes = new GrowableNumbers('int32')
  /** Open addressing: the number of the name plus one, 0 where there is none. */
  #slots = new Int32Array(4096)

  get count(): number {
    return this.#ends.length
  }

  name(number: number): string {
    return this.#bytes.toString('utf8', this.#start(number), this.#ends.at(number))
  }

  find(name: string | Buffer): number | undefined {
    const bytes = toBytes(name)
    const found = this.#slots[this.#slotOf(bytes, hashOf(bytes))] ?? 0
    return found === 0 ? undefined : found - 1
  }

  findOrAdd(name: string | Buffer): number {
    const bytes = toBytes(name)
    const hash = hashOf(bytes)
    const slot = this.#slotOf(bytes, hash)
    const found = this.#slots[slot] ?? 0
    if (found !== 0) return found - 1
    this.#store(bytes)
    this.#hashes.push(hash)
    this.#slots[slot] = this.count
    if (this.count * 2 > this.#slots.length) this.#rehash()
    return this.count - 1
  }

  #start(number: number): number {
    return number === 0 ? 0 : this.#ends.at(number - 1)
  }

  #slotOf(bytes: Buffer, hash: number): number {
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot] ?? 0
      if (found === 0 || this.#is(found - 1, bytes, hash)) return slot
    }
  }

  #is(number: number, bytes: Buffer, hash: number): boolean {
    const start = this.#start(number)
    const end = this.#ends.at(number)
    return (
      this.#hashes.at(number) === hash &&
      end - start === bytes.length &&
      this.#bytes.compare(bytes, 0, bytes.length, start, end) === 0
    )
  }

  #store(bytes: Buffer): void {
    if (this.#used + bytes.length > this.#bytes.length) {
      const grown = Buffer.alloc(Math.ceil((this.#used + bytes.length) * 1.5))
      this.#bytes.copy(grown, 0, 0, this.#used)
      this.#bytes = grown
    }
    bytes.copy(this.#bytes, this.#used)
    this.#used += bytes.length
    this.#ends.push(this.#used)
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let number = 0; number < this.count; number += 1) {
      let slot = this.#hashes.at(number) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = number + 1
    }
  }
}

function toBytes(name: string | Buffer): Buffer {
  return typeof name === 'string' ? Buffer.from(name) : name
}

/** FNV-1a, 32 bits, with the last step of murmur to spread it over the low bits. */
function hashOf(bytes: Buffer): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < bytes.length; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}
