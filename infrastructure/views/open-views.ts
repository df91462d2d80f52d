import type { Freshness } from '../../projections/freshness.ts'
import type { ViewStore } from '../../projections/view-store.ts'
import type { Views } from '../../projections/views.ts'
import { memoryViews } from './memory-views.ts'
import { redisConnection } from './redis-connection.ts'
import { redisViewStore } from './redis-view-store.ts'
import { redisViews } from './redis-views.ts'
import { viewReader } from './view-reader.ts'

type Options = {
  /** Without it the views are held in memory. */
  readonly redisUrl?: string | undefined
  readonly namespace: string
  readonly fingerprint: string
  readonly freshness: Freshness
  readonly waitMs: number
}

/** The views to read and the store to write them, in Redis or in memory. */
export type OpenViews = { readonly store: ViewStore; readonly views: Views; close(): void }

export function openViews({ redisUrl, ...options }: Options): OpenViews {
  if (redisUrl === undefined) {
    const { store, source } = memoryViews()
    return { store, views: viewReader({ ...options, source }), close: () => undefined }
  }
  const writer = redisConnection({ url: redisUrl })
  const reader = redisViews({ ...options, url: redisUrl })
  return {
    store: redisViewStore(writer, options.namespace),
    views: reader.views,
    close() {
      reader.close()
      writer.disconnect()
    },
  }
}
