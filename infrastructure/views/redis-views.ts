import type { Freshness } from '../../projections/freshness.ts'
import { recentChanges } from '../../projections/recent-changes.ts'
import type { Views } from '../../projections/views.ts'
import { announced } from './announcement.ts'
import { gatheredSource } from './gathered-source.ts'
import { type LinkOptions, listen, readingLink } from './reading-link.ts'
import { redisKeys } from './redis-keys.ts'
import { viewReader, type ViewSource } from './view-reader.ts'

export type RedisViewsOptions = Partial<LinkOptions> & {
  readonly url: string
  readonly namespace: string
  /** What the views must be built from: see projections/fingerprint.ts. */
  readonly fingerprint: string
  readonly freshness: Freshness
  /** How long an answer may be waited for until the views have come far enough. */
  readonly waitMs?: number
}

export type RedisViews = {
  readonly views: Views
  /** Resolves when there is a connection for the first time. */
  readonly connected: Promise<void>
  close(): void
}

const silenceMsDefault = 1_000

/**
 * Views in Redis, for queries. Nothing waits for a connection: without one a read fails at once. Returns before there is one.
 */
export function redisViews(options: RedisViewsOptions): RedisViews {
  const { namespace, fingerprint, freshness, waitMs } = options
  const linkOptions = { silenceMs: silenceMsDefault, onError: () => undefined, ...options }
  const keys = redisKeys(namespace)
  const link = readingLink(linkOptions)
  let reading: string | undefined
  let changes = recentChanges()
  const silence = listen(linkOptions, keys.channel, (said) => {
    const step = announced(said)
    if (step === undefined || step.generation !== reading) return
    changes.went(step)
    freshness.reached(step.to)
  })
  const source: ViewSource = {
    async active() {
      const active = (await link.ask((client) => client.get(keys.active))) ?? undefined
      if (active !== reading) changes = recentChanges()
      reading = active
      return active
    },
    changesOf: (generation) => (generation === reading ? changes : undefined),
    async fetch(generation, documentKeys) {
      const { marker, document } = keys.generation(generation)
      const asked = [marker, ...documentKeys.map((key) => document + key)]
      const [head = null, ...texts] = await link.ask((client) => client.mGet(asked))
      return { marker: head, texts }
    },
    async list(generation, name, { after, fromEnd, limit }) {
      const { marker, list } = keys.generation(generation)
      const from = after === undefined ? '-' : `(${after}`
      const limited = { BY: 'LEX', LIMIT: { offset: 0, count: limit } } as const
      const ordered = fromEnd ? ({ ...limited, REV: true } as const) : limited
      const [first, last] = fromEnd ? ['+', '-'] : [from, '+']
      const [head, members] = await link.ask((client) =>
        client
          .multi()
          .get(marker)
          .zRange(list + name, first, last, ordered)
          .execTyped(),
      )
      return { marker: head, members }
    },
  }
  return {
    views: viewReader({
      source: gatheredSource(source),
      fingerprint,
      freshness,
      ...(waitMs !== undefined && { waitMs }),
    }),
    connected: link.connected,
    close() {
      silence()
      link.close()
    },
  }
}
