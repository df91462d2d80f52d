import type { Meter } from './meter.ts'
import type { Claim, Outcome, Reached, ViewStore } from './view-store.ts'
import type { WorkingSet } from './working-set.ts'

export type WriterPorts = {
  readonly store: ViewStore
  readonly working: WorkingSet
  readonly meter: Meter
  /** Milliseconds, from any origin. */
  readonly clock: () => number
  /** Events gathered while a batch is being written; beyond it the log has to wait. */
  readonly pendingMax: number
}

export type Written = {
  readonly reached: Reached
  readonly documents: number
  /** Events that are folded and not written. */
  readonly pending: number
}

export type WriterHooks = {
  /** A batch is in the views. */
  readonly wrote: (written: Written) => void
  /** All that was in the log is in the views. Nothing is written until it resolves. */
  readonly drained: (written: Written) => Promise<void>
  /** Nothing more will be written. */
  readonly ended: (why: Exclude<Outcome, 'applied'> | { readonly error: unknown }) => void
}

export type BatchWriter = {
  /** Everything up to there was folded into the working set. */
  offer(folded: Folded): void
  /** Resolves when more may be offered. */
  room(): Promise<void>
  /** Resolves when all that was offered is written, or writing has ended. */
  settled(): Promise<void>
  /** Asks the store, if nothing else is under way, whether all is as it was left. */
  beat(): void
  stop(): void
}

type Folded = {
  readonly reached: Reached
  /** How many were folded since the last offer. */
  readonly events: number
  readonly caughtUp: boolean
}

/**
 * Writes one batch after another. While one is being written, what is folded gathers, and goes out as the next: a slow
 * store is sent larger batches, an idle one small ones at once.
 */
export function batchWriter(ports: WriterPorts, hooks: WriterHooks, claim: Claim): BatchWriter {
  const { working, pendingMax } = ports
  let written: Written = { reached: claim.reached, documents: claim.documents, pending: 0 }
  let folded = claim.reached
  let pending = 0
  let isDrainNews = false
  let isBeatDue = false
  let isEnded = false
  let isBusy = false
  let work = Promise.resolve()
  let turn: Promise<void> | undefined

  const end: WriterHooks['ended'] = (why) => {
    if (isEnded) return
    isEnded = true
    hooks.ended(why)
  }
  const flush = async (): Promise<void> => {
    const count = pending
    pending = 0
    const batch = working.take(written.reached, folded)
    const outcome = await apply(ports, claim, batch)
    if (outcome !== 'applied') return end(outcome)
    ports.meter.events += count
    written = { reached: batch.to, documents: batch.documents, pending }
    hooks.wrote(written)
  }
  const beat = async (): Promise<void> => {
    const { reached, documents } = written
    const nothing = { puts: [], removes: [], lists: [] }
    const outcome = await apply(ports, claim, { from: reached, to: reached, ...nothing, documents })
    if (outcome !== 'applied') end(outcome)
  }
  const next = (): (() => Promise<void>) | undefined => {
    if (isEnded) return undefined
    if (folded !== written.reached) return flush
    if (isDrainNews) {
      isDrainNews = false
      return () => hooks.drained(written)
    }
    if (!isBeatDue) return undefined
    isBeatDue = false
    return beat
  }
  const pump = async (): Promise<void> => {
    isBusy = true
    try {
      for (let task = next(); task !== undefined; task = next()) {
        turn = task()
        await turn
      }
    } catch (error) {
      end({ error })
    } finally {
      isBusy = false
    }
  }
  const kick = (): void => {
    if (!isBusy) work = pump()
  }
  return {
    offer({ reached, events, caughtUp }) {
      folded = reached
      pending += events
      isDrainNews = caughtUp
      kick()
    },
    async room() {
      while (!isEnded && pending >= pendingMax) await turn?.catch(() => undefined)
    },
    async settled() {
      while (isBusy) await work
    },
    beat() {
      if (isBusy) return
      isBeatDue = true
      kick()
    },
    stop() {
      isEnded = true
    },
  }
}

async function apply(
  { store, meter, clock }: WriterPorts,
  { lease }: Claim,
  batch: Parameters<ViewStore['apply']>[1],
): Promise<Outcome> {
  const started = clock()
  const outcome = await store.apply(lease, batch)
  meter.outcomes[outcome] += 1
  if (batch.from === batch.to) return outcome
  meter.batches += 1
  meter.writeMsLast = clock() - started
  meter.writeMsTotal += meter.writeMsLast
  return outcome
}
