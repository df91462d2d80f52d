/** Bytes that are no protobuf message. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage'
  readonly code = 'ERR_MALFORMED_MESSAGE'
}

const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

/** Reads the fields of a protobuf message one after the other, in place. */
export class FieldReader {
  readonly #bytes: Buffer
  #at = 0
  #start = 0
  /** The number of the field that was read last. */
  field = 0
  /** Its value, if that is bytes, a text or a message; otherwise empty. */
  value: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.value = bytes.subarray(0, 0)
  }

  /** Reads the next field; false after the last. @throws {MalformedMessage} */
  next(): boolean {
    this.#start = this.#at
    if (this.#at >= this.#bytes.length) return false
    const tag = this.#varint()
    this.field = tag >>> 3
    this.#readValue(tag & 7)
    return true
  }

  /** The whole field that was read last, as it stands in the message. */
  whole(): Buffer {
    return this.#bytes.subarray(this.#start, this.#at)
  }

  #readValue(type: number): void {
    const length = type === wireType.bytes ? this.#varint() : this.#skipped(type)
    const end = this.#at + length
    if (end > this.#bytes.length) throw new MalformedMessage('a field is cut short')
    this.value = this.#bytes.subarray(this.#at, type === wireType.bytes ? end : this.#at)
    this.#at = end
  }

  /** How many bytes the value of another kind has. */
  #skipped(type: number): number {
    if (type === wireType.fixed64) return 8
    if (type === wireType.fixed32) return 4
    if (type !== wireType.varint) throw new MalformedMessage(`there is no wire type ${type}`)
    this.#varint()
    return 0
  }

  /** A varint of which the low 32 bits matter. */
  #varint(): number {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#at]
      if (byte === undefined) throw new MalformedMessage('a number is cut short')
      this.#at += 1
      if (shift < 32) value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw new MalformedMessage('a number has no end')
  }
}
