import { createHash } from 'node:crypto'
import type { DeriveId } from '../../application/derive-id.ts'

/** RFC 9562, section 5.5. The parts are hashed as JSON, so that no two lists of them read alike. */
export const deriveId: DeriveId = (...parts) => {
  const hash = createHash('sha1').update(JSON.stringify(parts)).digest().subarray(0, 16)
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5')
}
