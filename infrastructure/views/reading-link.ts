import { createClient } from 'redis'
import { ViewsNotReady } from '../../projections/views.ts'

export type LinkOptions = {
  /** `redis://` or `rediss://`. */
  readonly url: string
  /** A link that owes an answer for so long is given up, and another one is made. */
  readonly silenceMs: number
  /** Told of lost connections; they are made again whatever happens. */
  readonly onError: (error: Error) => void
}

type Client = ReturnType<typeof client>

/** A connection for reads, which is there or fails at once. */
export type ReadingLink = {
  /** @throws {ViewsNotReady} when there is no connection, or no answer in time. */
  ask<Reply>(question: (connected: Client) => Promise<Reply>): Promise<Reply>
  /** Resolves when it is connected for the first time. */
  readonly connected: Promise<void>
  close(): void
}

const reconnectMsMax = 500
const watchesPerSilence = 4

/** A client that tries to connect for as long as it is open. */
function client({ url, silenceMs, onError }: LinkOptions, isQueueing: boolean) {
  const made = createClient({
    url,
    RESP: 3,
    // The watch below is the only time-out: one for each command would cost more than the command.
    commandOptions: { timeout: 0 },
    disableOfflineQueue: !isQueueing,
    pingInterval: Math.ceil(silenceMs / watchesPerSilence),
    socket: {
      connectTimeout: silenceMs,
      socketTimeout: silenceMs,
      reconnectStrategy: (tries) => Math.min(tries * 20, reconnectMsMax),
    },
  })
  made.on('error', onError)
  return made
}

/**
 * The client's own time-out starts again with every write, so that under load a dead link would never be noticed; the
 * watch here goes by the answers alone. They come in the order of the questions, so one count is enough.
 */
export function readingLink(options: LinkOptions): ReadingLink {
  const { opened, connected } = open(options)
  let current = opened
  let owed = 0
  let heardAt = performance.now()

  const renew = (): void => {
    const silent = current
    owed = 0
    current = open(options).opened
    options.onError(new Error(`no answer for ${options.silenceMs} ms`))
    silent.destroy()
  }
  const watch = setInterval(() => {
    if (owed > 0 && performance.now() - heardAt > options.silenceMs) renew()
  }, options.silenceMs / watchesPerSilence)
  watch.unref()
  return {
    connected,
    async ask(question) {
      const asked = current
      if (owed === 0) heardAt = performance.now()
      owed += 1
      try {
        return await question(asked)
      } catch (cause) {
        throw new ViewsNotReady('the views cannot be reached', { cause })
      } finally {
        heardAt = performance.now()
        if (asked === current) owed -= 1
      }
    },
    close() {
      clearInterval(watch)
      current.destroy()
    },
  }
}

function open(options: LinkOptions): {
  readonly opened: Client
  readonly connected: Promise<void>
} {
  const opened = client(options, false)
  const connected = opened.connect().then(() => undefined)
  // It goes on trying by itself and tells of each failure; this rejects when it is closed before it is connected.
  connected.catch(() => undefined)
  return { opened, connected }
}

/** Hears what is said on a channel, on a connection of its own. @returns how to stop. */
export function listen(
  options: LinkOptions,
  channel: string,
  hear: (said: string) => void,
): () => void {
  const listener = client(options, true)
  listener.connect().catch(() => undefined)
  listener.subscribe(channel, hear).catch(() => undefined)
  return () => listener.destroy()
}
