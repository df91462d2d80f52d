/** Which keys were seen, in a fixed room: one that was not is now and then taken for one that was, never the reverse. */
export type SeenKeys = {
  add(key: string): void
  mayHold(key: string): boolean
}

/** 8 MiB of bits: of five million keys, about one in a hundred that were not seen is taken for one that was. */
const bits = 2 ** 26
const probes = 4
/** All places of a key lie in so many bits beside each other: what the processor fetches from memory at once. */
const blockBits = 512

/**
 * A Bloom filter in blocks.
 *
 * @see Putze, Sanders and Singler, "Cache-, Hash- and Space-Efficient Bloom Filters" (2007).
 */
export function seenKeys(): SeenKeys {
  const bytes = new Uint8Array(bits / 8)
  return {
    add(key) {
      const hash = hashOf(key)
      const block = blockOf(hash)
      let place = placeOf(hash)
      for (let probe = 0; probe < probes; probe += 1) {
        const bit = block + (place & (blockBits - 1))
        bytes[bit >>> 3] = byteOf(bytes, bit) | (1 << (bit & 7))
        place >>>= 8
      }
    },
    mayHold(key) {
      const hash = hashOf(key)
      const block = blockOf(hash)
      let place = placeOf(hash)
      for (let probe = 0; probe < probes; probe += 1) {
        const bit = block + (place & (blockBits - 1))
        if ((byteOf(bytes, bit) & (1 << (bit & 7))) === 0) return false
        place >>>= 8
      }
      return true
    },
  }
}

const byteOf = (bytes: Uint8Array, bit: number): number => bytes[bit >>> 3] ?? 0

const blockOf = (hash: number): number => (hash & (bits / blockBits - 1)) * blockBits
/** As many bits as the places in a block need, mixed anew: those of the block say nothing of them. */
const placeOf = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x85ebca77)

function hashOf(key: string): number {
  let hash = 0
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash
}
