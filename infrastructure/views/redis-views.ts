import type { Freshness } from '../../projections/freshness.ts'
import type { Views } from '../../projections/views.ts'
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
 * Views in Redis, for queries. Nothing is kept here but the name of the generation, and nothing waits for a connection:
 * without one a read fails at once. Returns before there is one.
 */
export function redisViews(options: RedisViewsOptions): RedisViews {
  const { namespace, fingerprint, freshness, waitMs } = options
  const linkOptions = { silenceMs: silenceMsDefault, onError: () => undefined, ...options }
  const keys = redisKeys(namespace)
  const link = readingLink(linkOptions)
  let reading: string | undefined
  const silence = listen(linkOptions, keys.channel, (said) => {
    const [generation, position = ''] = said.split(' ')
    if (generation === reading && /^\d+$/u.test(position)) freshness.reached(BigInt(position))
  })
  const source: ViewSource = {
    async active() {
      reading = (await link.ask((client) => client.get(keys.active))) ?? undefined
      return reading
    },
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
