import { BatchWriter, type Written, type WriterPorts } from './batch-writer.ts'
import type { EventLog, LogBatch } from './event-log.ts'
import { type Recorded, recordedOf, UnreadableEvent } from './recorded.ts'
import { type Claim, type Outcome, type Reached, ViewsCorrupt } from './view-store.ts'

export type SessionPorts = WriterPorts & {
  readonly log: EventLog
  /** Between two questions to a store that nothing is written to. */
  readonly beatMs: number
}

export type SessionHooks = {
  readonly wrote: (written: Written) => void
  /** All that was in the log is in the views; `true` ends the session. */
  readonly drained: (written: Written) => Promise<boolean>
}

/** `lost`: the store or the log could not be reached. `unreadable`: an event cannot be folded, and none after it. */
export type SessionEnd =
  | { readonly why: Exclude<Outcome, 'applied'> | 'aborted' | 'done' }
  | { readonly why: 'unreadable' | 'lost'; readonly error: unknown }

/** Carries the log into one generation of the views, from where it is and on, until something ends it. */
export async function session(
  ports: SessionPorts,
  hooks: SessionHooks,
  claim: Claim,
  signal: AbortSignal,
): Promise<SessionEnd> {
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  let ending: SessionEnd | undefined
  const end = (how: SessionEnd): void => {
    ending ??= how
    over.abort()
  }
  const writer = new BatchWriter(
    ports,
    {
      wrote: hooks.wrote,
      ended: (why) => end(typeof why === 'string' ? { why } : endOf(why.error)),
      drained: async (written) => {
        if (await hooks.drained(written)) end({ why: 'done' })
      },
    },
    claim,
  )
  const heart = setInterval(() => writer.beat(), ports.beatMs)
  ports.working.start(claim.reached, claim.documents)
  try {
    await carry(ports, writer, claim, until)
    end({ why: 'aborted' })
  } catch (error) {
    end(until.aborted ? { why: 'aborted' } : endOf(error))
  } finally {
    clearInterval(heart)
    writer.stop()
    await writer.settled()
  }
  return ending ?? { why: 'aborted' }
}

/** Resolves when the signal aborts. */
async function carry(
  { log, store, working }: SessionPorts,
  writer: BatchWriter,
  { lease, reached }: Claim,
  until: AbortSignal,
): Promise<void> {
  const read = (keys: readonly string[]) => store.read(lease.generation, keys)
  let folded: Reached = reached
  // The log says it once; from then on, all that was delivered is all there is.
  let isLive = false
  for await (const batch of log.follow(reached, until)) {
    if (until.aborted) return
    const { events, fault } = readUntilFault(batch)
    await working.fold(events, read)
    if (until.aborted) return
    folded = events.at(-1)?.position ?? folded
    isLive ||= batch.caughtUp
    const caughtUp = isLive && fault === undefined
    writer.offer({ reached: folded, events: events.length, caughtUp })
    if (fault !== undefined) {
      await writer.settled()
      throw fault
    }
    await writer.room()
  }
}

/** What can be read of a batch, up to the first event that cannot. */
function readUntilFault({ events }: LogBatch): {
  readonly events: readonly Recorded[]
  readonly fault?: UnreadableEvent
} {
  const read: Recorded[] = []
  for (const stored of events) {
    try {
      read.push(recordedOf(stored))
    } catch (error) {
      if (error instanceof UnreadableEvent) return { events: read, fault: error }
      throw error
    }
  }
  return { events: read }
}

function endOf(error: unknown): SessionEnd {
  if (error instanceof UnreadableEvent) return { why: 'unreadable', error }
  if (error instanceof ViewsCorrupt) return { why: 'corrupt' }
  return { why: 'lost', error }
}
