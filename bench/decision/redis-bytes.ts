import type { Redis } from 'ioredis'
import { redisConnection } from '../../infrastructure/views/redis-connection.ts'
import { organisationsByUuid } from '../../projections/organisations-by-uuid.ts'
import { parties } from '../../projections/parties.ts'
import { partyUnits } from '../../projections/party-units.ts'
import { peopleAtParties } from '../../projections/people-at-parties.ts'
import type { StoredViews } from './stored-views.ts'

export type Kind = { readonly kind: string; readonly bytes: number }

const stepKeys = 1_000
const bytesLeast = 20

/** A document by its read model, or a list by what stands on it. */
const kindOf = (key: string): string | undefined => /:(?:d|l):([a-z0-9-]+)/u.exec(key)?.[1]

/** What of the views takes so much that a system user can feel it, the most first: bytes for each of so many. */
export async function bytesByKind(
  { redis: { url } }: StoredViews,
  count: number,
): Promise<readonly Kind[]> {
  const redis = redisConnection({ url })
  const bytes = new Map<string, number>()
  for await (const keys of keysOf(redis)) {
    const sizes = await Promise.all(keys.map((key) => redis.memory('USAGE', key, 'SAMPLES', 0)))
    for (const [i, key] of keys.entries()) {
      const kind = kindOf(key)
      if (kind !== undefined) bytes.set(kind, (bytes.get(kind) ?? 0) + (sizes[i] ?? 0))
    }
  }
  redis.disconnect()
  return [...bytes]
    .map(([kind, all]) => ({ kind, bytes: all / count }))
    .filter(({ kind, bytes: each }) => each >= bytesLeast && !ofParties.has(kind))
    .toSorted((a, b) => b.bytes - a.bytes)
}

/** Of these there are as many as there are parties, whoever acts for them. */
const ofParties: ReadonlySet<string> = new Set(
  [parties, partyUnits, peopleAtParties, organisationsByUuid].map(({ name }) => name),
)

async function* keysOf(redis: Redis): AsyncGenerator<readonly string[]> {
  let cursor = '0'
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', stepKeys)
    yield keys
    cursor = next
  } while (cursor !== '0')
}
