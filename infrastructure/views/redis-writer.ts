import { Redis } from 'ioredis'
import type { ViewStore } from '../../projections/view-store.ts'
import { redisViewStore } from './redis-view-store.ts'

/** The projector's connection. A lost one is made again; what waited on it fails, and the projector looks where it is. */
export function redisWriter(
  url: string,
  namespace: string,
): { readonly store: ViewStore; close(): void } {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    connectTimeout: 2000,
    commandTimeout: 5000,
  })
  // Every command in flight is told as well, so the event by itself says nothing new.
  redis.on('error', () => undefined)
  return { store: redisViewStore(redis, namespace), close: () => redis.disconnect() }
}
