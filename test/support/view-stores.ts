import { once } from 'node:events'
import { Redis } from 'ioredis'
import { memoryViews } from '../../infrastructure/views/memory-views.ts'
import { redisConnection } from '../../infrastructure/views/redis-connection.ts'
import { redisKeys } from '../../infrastructure/views/redis-keys.ts'
import { redisViewStore } from '../../infrastructure/views/redis-view-store.ts'
import { redisViews } from '../../infrastructure/views/redis-views.ts'
import { viewReader } from '../../infrastructure/views/view-reader.ts'
import { type Freshness, freshness } from '../../projections/freshness.ts'
import type { ViewStore } from '../../projections/view-store.ts'
import type { Views } from '../../projections/views.ts'
import { fingerprint } from './projecting.ts'
import { type Contents, contentsOf } from './replay.ts'

/** Somewhere for views to be, as writers and readers of one process see it. */
export type Place = {
  readonly store: ViewStore
  readonly views: Views
  readonly fresh: Freshness
  /** All that is in the active generation. */
  contents(): Promise<Contents>
  close(): Promise<void>
}

export type PlaceOptions = { readonly waitMs?: number; readonly fingerprint?: string }

export async function memoryPlace(options: PlaceOptions = {}): Promise<Place> {
  const memory = memoryViews()
  const { store, source } = memory
  const fresh = freshness()
  return {
    store,
    fresh,
    views: viewReader({ source, fingerprint, freshness: fresh, waitMs: 100, ...options }),
    contents: async () => {
      const { documents, lists } = memory.dump()
      return contentsOf(documents, lists)
    },
    close: () => Promise.resolve(),
  }
}

let namespaces = 0

/** A namespace of its own in a Redis. */
export async function redisPlace(
  url: string,
  options: PlaceOptions & { readonly namespace?: string } = {},
): Promise<Place> {
  namespaces += 1
  const namespace = options.namespace ?? `test-${process.pid}-${namespaces}`
  const fresh = freshness()
  const connection = redisConnection({ url, silenceMs: 500 })
  const reading = redisViews({
    url,
    namespace,
    fingerprint,
    freshness: fresh,
    waitMs: 100,
    silenceMs: 500,
    ...options,
  })
  await Promise.all([once(connection, 'ready'), reading.connected])
  return {
    store: redisViewStore(connection, namespace),
    fresh,
    views: reading.views,
    contents: async () => (await contentsInRedis(url, namespace)).contents,
    async close() {
      reading.close()
      connection.disconnect()
    },
  }
}

/** What the active generation in a Redis holds, and how far it says that it is. */
export async function contentsInRedis(
  url: string,
  namespace: string,
): Promise<{ readonly marker: string | null; readonly contents: Contents }> {
  const redis = new Redis(url)
  try {
    const keys = redisKeys(namespace)
    const { marker, document, list } = keys.generation((await redis.get(keys.active)) ?? '')
    const documents: (readonly [string, string])[] = []
    for (const key of await redis.keys(`${document}*`))
      documents.push([key.slice(document.length), (await redis.get(key)) ?? ''])
    const entries: { readonly list: string; readonly member: string }[] = []
    for (const key of await redis.keys(`${list}*`))
      for (const member of await redis.zrange(key, '0', '-1'))
        entries.push({ list: key.slice(list.length), member })
    return { marker: await redis.get(marker), contents: contentsOf(documents, entries) }
  } finally {
    redis.disconnect()
  }
}
