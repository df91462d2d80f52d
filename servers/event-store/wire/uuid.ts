const dashed = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const forms = new RegExp(`^(?:[0-9a-f]{32}|${dashed}|\\{${dashed}\\}|\\(${dashed}\\))$`, 'i')

/** The 16 bytes of a UUID in any of the forms the real server takes; undefined for others and for the nil UUID. */
export function parseUuid(text: string): Buffer | undefined {
  const trimmed = text.trim()
  if (!forms.test(trimmed)) return undefined
  const bytes = Buffer.from(trimmed.replaceAll(/[^0-9a-f]/gi, ''), 'hex')
  return bytes.every((byte) => byte === 0) ? undefined : bytes
}

const dash = 0x2d
const lengthDashed = 36
const notHex = 255
const hexOf = hexValues()

const pairs = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]
const dashes = [8, 13, 18, 23]

/** The form that clients send, 36 characters with dashes, read from its bytes; undefined for all others. */
export function dashedUuid(text: Uint8Array): Buffer | undefined {
  if (text.length !== lengthDashed || dashes.some((at) => text[at] !== dash)) return undefined
  const bytes = Buffer.alloc(16)
  let any = 0
  for (let to = 0; to < 16; to += 1) {
    const at = pairs[to] ?? 0
    const high = hexOf[text[at] ?? 0] ?? notHex
    const low = hexOf[text[at + 1] ?? 0] ?? notHex
    if (high === notHex || low === notHex) return undefined
    bytes[to] = (high << 4) | low
    any |= high | low
  }
  return any === 0 ? undefined : bytes
}

/** A UUID that is sent as two signed numbers of 64 bits. */
export function structuredUuid(mostSignificant: string, leastSignificant: string): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeBigInt64BE(BigInt.asIntN(64, BigInt(mostSignificant)), 0)
  bytes.writeBigInt64BE(BigInt.asIntN(64, BigInt(leastSignificant)), 8)
  return bytes
}

const digits = Buffer.from('0123456789abcdef')

/** Writes the 36 characters of a UUID. */
export function writeUuid(uuid: Uint8Array, target: Buffer, offset: number): void {
  let at = offset
  for (let index = 0; index < 16; index += 1) {
    if (index === 4 || index === 6 || index === 8 || index === 10) target[at++] = dash
    const byte = uuid[index] ?? 0
    target[at++] = digits[byte >> 4] ?? 0
    target[at++] = digits[byte & 15] ?? 0
  }
}

function hexValues(): Uint8Array {
  const values = new Uint8Array(256).fill(notHex)
  for (let digit = 0; digit < 16; digit += 1) {
    const text = digit.toString(16)
    values[text.charCodeAt(0)] = digit
    values[text.toUpperCase().charCodeAt(0)] = digit
  }
  return values
}
