const offset = 0xcbf29ce484222325n
const prime = 0x100000001b3n

/**
 * Names what views are built from: which read models, and which log. Views with another fingerprint are never read;
 * they are built anew. 64 bits of FNV-1a, which is against mistakes and not against malice.
 */
export function fingerprintOf(names: readonly string[], logId = ''): string {
  const text = JSON.stringify([logId, [...names].toSorted()])
  let hash = offset
  for (const byte of new TextEncoder().encode(text))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime)
  return hash.toString(16).padStart(16, '0')
}

/** A generation's name begins with the fingerprint of what it is built from. */
export const fits = (generation: string, fingerprint: string): boolean =>
  generation.startsWith(`${fingerprint}-`)
