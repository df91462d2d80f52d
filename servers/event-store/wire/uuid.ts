const dashed = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const forms = new RegExp(`^(?:[0-9a-f]{32}|${dashed}|\\{${dashed}\\}|\\(${dashed}\\))$`, 'i')

/** The 16 bytes of a UUID in any of the forms the real server takes; undefined for others and for the nil UUID. */
export function parseUuid(text: string): Buffer | undefined {
  const trimmed = text.trim()
  if (!forms.test(trimmed)) return undefined
  const bytes = Buffer.from(trimmed.replaceAll(/[^0-9a-f]/gi, ''), 'hex')
  return bytes.every((byte) => byte === 0) ? undefined : bytes
}

export function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return [...parts, hex.slice(20)].join('-')
}
