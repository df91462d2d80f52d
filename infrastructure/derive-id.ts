import { hash } from 'node:crypto'
import type { DeriveId } from '../application/derive-id.ts'

// A namespace of our own (RFC 9562 §6.6), so that no other program's ids can be among these.
const namespace = Buffer.from('6e1f7f5a4b0d4c2e9d3a8f21c7b9e604', 'hex')

/** Version 5 (RFC 9562 §5.5) over the JSON of the parts, in which no two lists of parts are written alike. */
export const deriveId: DeriveId = (...parts) => {
  const bytes = hash(
    'sha1',
    Buffer.concat([namespace, Buffer.from(JSON.stringify(parts))]),
    'buffer',
  )
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}
