/** Which keys were seen, in a fixed room: one that was not is now and then taken for one that was, never the reverse. */
export type SeenKeys = {
  add(key: string): void
  mayHold(key: string): boolean
}

/** 8 MiB of bits: of five million keys, one in two hundred that were not seen is taken for one that was. */
const bits = 2 ** 26
const probes = 4

/** A Bloom filter. @see Kirsch and Mitzenmacher, "Less Hashing, Same Performance" (2006), for two hashes being enough. */
export function seenKeys(): SeenKeys {
  const bytes = new Uint8Array(bits / 8)
  return {
    add(key) {
      let [bit, step] = hashesOf(key)
      for (let probe = 0; probe < probes; probe += 1) {
        bytes[bit >>> 3] = byteOf(bytes, bit) | (1 << (bit & 7))
        bit = (bit + step) & (bits - 1)
      }
    },
    mayHold(key) {
      let [bit, step] = hashesOf(key)
      for (let probe = 0; probe < probes; probe += 1) {
        if ((byteOf(bytes, bit) & (1 << (bit & 7))) === 0) return false
        bit = (bit + step) & (bits - 1)
      }
      return true
    },
  }
}

const byteOf = (bytes: Uint8Array, bit: number): number => bytes[bit >>> 3] ?? 0

/** Two hashes in one pass, each of as many bits as a place needs; the second is odd, so it leads to all places. */
function hashesOf(key: string): readonly [number, number] {
  let one = 0
  let two = 0
  for (let index = 0; index < key.length; index += 1) {
    const unit = key.charCodeAt(index)
    one = Math.imul(one ^ unit, 0x9e3779b1)
    two = Math.imul(two ^ unit, 0x85ebca77)
    one ^= one >>> 15
    two ^= two >>> 13
  }
  return [one & (bits - 1), (two & (bits - 1)) | 1]
}
