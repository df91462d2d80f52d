import type { Redis } from 'ioredis'
import type { GenerationKeys } from './redis-keys.ts'

/** Keys looked at in one step; Redis serves others between two. */
const stepKeys = 1_000

/**
 * Counts the documents of a generation one by one. A key may be seen twice while Redis rehashes, so the count may come
 * out too high, and never too low.
 */
export async function countDocuments(redis: Redis, { document }: GenerationKeys): Promise<number> {
  let count = 0
  for await (const keys of scan(redis, `${escaped(document)}*`)) count += keys.length
  return count
}

/**
 * Removes all that lies under a prefix, but for what is under one of the tags. Markers are kept for a while, so that a
 * writer that was asleep finds its generation to be gone.
 */
export async function sweepGenerations(
  redis: Redis,
  prefix: string,
  keptTags: readonly string[],
  markerSeconds: number,
): Promise<void> {
  for await (const keys of scan(redis, `${escaped(prefix)}*`)) {
    const gone = keys.filter((key) => !keptTags.some((tag) => key.startsWith(tag)))
    const others = gone.filter((key) => !isMarker(key))
    if (others.length > 0) await redis.unlink(...others)
    for (const marker of gone.filter(isMarker)) await redis.expire(marker, markerSeconds)
  }
}

const isMarker = (key: string): boolean => /^\{[^}]*\}:marker$/u.test(key)

async function* scan(redis: Redis, pattern: string): AsyncGenerator<readonly string[]> {
  let cursor = '0'
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', stepKeys)
    yield keys
    cursor = next
  } while (cursor !== '0')
}

/** A pattern that matches this text alone. */
const escaped = (text: string): string => text.replaceAll(/[*?[\]^\\]/gu, String.raw`\$&`)
