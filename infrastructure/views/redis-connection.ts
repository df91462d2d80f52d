import { Redis } from 'ioredis'

export type RedisConnectionOptions = {
  /** `redis://` or `rediss://`. */
  readonly url: string
  /** A link that owes an answer for so long is given up, and what waits for it fails. */
  readonly silenceMs?: number
  /** Told of lost connections; they are made again whatever happens. */
  readonly onError?: (error: Error) => void
}

const silenceMsDefault = 5_000
const reconnectMsMax = 500

/**
 * A connection for the projector. Nothing is sent again by itself after the link was lost, as it is not known what was
 * applied; nothing waits for longer than one attempt to connect. Whoever writes asks where the views are, and goes on from there.
 */
export function redisConnection({
  url,
  silenceMs = silenceMsDefault,
  onError = () => undefined,
}: RedisConnectionOptions): Redis {
  const redis = new Redis(url, {
    connectTimeout: silenceMs,
    socketTimeout: silenceMs,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (tries) => Math.min(tries * 20, reconnectMsMax),
  })
  redis.on('error', onError)
  return redis
}
