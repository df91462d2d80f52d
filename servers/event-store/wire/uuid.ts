const dashed = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const forms = new RegExp(`^(?:[0-9a-f]{32}|${dashed}|\\{${dashed}\\}|\\(${dashed}\\))$`, 'i')

/** The 16 bytes of a UUID in any of the forms the real server takes; undefined for others and for the nil UUID. */
export function parseUuid(text: string): Buffer | undefined {
  const trimmed = text.trim()
  if (!forms.test(trimmed)) return undefined
  const bytes = Buffer.from(trimmed.replaceAll(/[^0-9a-f]/gi, ''), 'hex')
  return bytes.every((byte) => byte === 0) ? undefined : bytes
}

const digits = Buffer.from('0123456789abcdef')
const dash = 0x2d

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
