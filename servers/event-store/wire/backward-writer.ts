import { writeUuid } from './uuid.ts'

/**
 * Writes protobuf messages from their end to their begin, so that the length of a nested message is known when it is
 * written and nothing is written twice. Fields are given in reverse order.
 */
export class BackwardWriter {
  readonly #bytes: Buffer
  #start: number

  /** Writes into these bytes, from their end on; they must have room for all. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#start = bytes.length
  }

  finish(): Buffer {
    return this.#bytes.subarray(this.#start)
  }

  /** Where the message that is written next ends: to be given to {@link message}. */
  mark(): number {
    return this.#start
  }

  /** Makes what was written since the mark a nested message. */
  message(field: number, mark: number): void {
    this.#varint(mark - this.#start)
    this.#varint(field * 8 + 2)
  }

  bytes(field: number, value: Uint8Array): void {
    const mark = this.#start
    this.#start -= value.length
    this.#bytes.set(value, this.#start)
    this.message(field, mark)
  }

  uuid(field: number, value: Uint8Array): void {
    const mark = this.#start
    this.#start -= 36
    writeUuid(value, this.#bytes, this.#start)
    this.message(field, mark)
  }

  string(field: number, value: string): void {
    this.bytes(field, Buffer.from(value))
  }

  /** Exact up to 2^53. */
  uint(field: number, value: number): void {
    this.#varint(value)
    this.#varint(field * 8)
  }

  uint64(field: number, value: bigint): void {
    const bytes: number[] = []
    for (let rest = value; ; rest >>= 7n) {
      const low = Number(rest & 0x7fn)
      if (rest < 0x80n) {
        bytes.push(low)
        break
      }
      bytes.push(low | 0x80)
    }
    this.#start -= bytes.length
    this.#bytes.set(bytes, this.#start)
    this.#varint(field * 8)
  }

  empty(field: number): void {
    this.message(field, this.#start)
  }

  #varint(value: number): void {
    if (value < 0x80) {
      this.#start -= 1
      this.#bytes[this.#start] = value
      return
    }
    let at = this.#start - sizeOf(value)
    this.#start = at
    let rest = value
    for (; rest > 0x7fffffff; rest = Math.floor(rest / 0x80))
      this.#bytes[at++] = (rest % 0x80) | 0x80
    for (; rest >= 0x80; rest >>>= 7) this.#bytes[at++] = (rest & 0x7f) | 0x80
    this.#bytes[at] = rest
  }
}

function sizeOf(value: number): number {
  let size = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1
  return size
}
