import type { Meter } from './meter.ts'
import type { Claim, Outcome, Reached, ViewBatch, ViewStore } from './view-store.ts'
import type { WorkingSet } from './working-set.ts'

export type WriterPorts = {
  readonly store: ViewStore
  readonly working: WorkingSet
  readonly meter: Meter
  /** Milliseconds, from any origin. */
  readonly clock: () => number
  /** Fewer events than this are held back for as long as there are more in the log, until the next beat. */
  readonly pendingMin: number
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

type Folded = {
  readonly reached: Reached
  /** How many were folded since the last offer. */
  readonly events: number
  /** All that is in the log was folded. */
  readonly caughtUp: boolean
}

const nothing = { puts: [], removes: [], lists: [] } as const

/**
 * Writes one batch after another. While one is being written, what is folded gathers, and goes out as the next: a slow
 * store is sent larger batches. As long as there is more in the log, small ones are held back.
 */
export class BatchWriter {
  readonly #ports: WriterPorts
  readonly #hooks: WriterHooks
  readonly #claim: Claim
  #written: Written
  #folded: Reached
  #pending = 0
  #isUrgent = false
  #isDrainNews = false
  #isBeatDue = false
  #isEnded = false
  #isBusy = false
  #work = Promise.resolve()
  #turn = Promise.resolve()

  constructor(ports: WriterPorts, hooks: WriterHooks, claim: Claim) {
    this.#ports = ports
    this.#hooks = hooks
    this.#claim = claim
    this.#written = { reached: claim.reached, documents: claim.documents, pending: 0 }
    this.#folded = claim.reached
  }

  /** Everything up to there was folded into the working set. */
  offer({ reached, events, caughtUp }: Folded): void {
    this.#folded = reached
    this.#pending += events
    this.#isDrainNews = caughtUp
    this.#kick()
  }

  /** Resolves when more may be offered. */
  async room(): Promise<void> {
    while (!this.#isEnded && this.#pending >= this.#ports.pendingMax) await this.#turn
  }

  /** Resolves when all that was offered is written, or writing has ended. */
  async settled(): Promise<void> {
    this.#isUrgent = true
    this.#kick()
    while (this.#isBusy) await this.#work
  }

  /** Writes what was held back, or else asks the store whether all is as it was left. */
  beat(): void {
    if (this.#isBusy) return
    this.#isUrgent = true
    this.#isBeatDue = true
    this.#kick()
  }

  stop(): void {
    this.#isEnded = true
  }

  #kick(): void {
    if (!this.#isBusy) this.#work = this.#pump()
  }

  async #pump(): Promise<void> {
    this.#isBusy = true
    try {
      for (let task = this.#next(); task !== undefined; task = this.#next()) {
        // Whoever waits for room looks again after each turn, however it went.
        this.#turn = task.catch(() => undefined)
        await task
      }
    } catch (error) {
      this.#end({ error })
    } finally {
      this.#isBusy = false
    }
  }

  #next(): Promise<void> | undefined {
    if (this.#isEnded) return undefined
    if (this.#folded !== this.#written.reached)
      return this.#isWorthwhile() ? this.#flush() : undefined
    if (this.#isDrainNews) {
      this.#isDrainNews = false
      return this.#hooks.drained(this.#written)
    }
    if (!this.#isBeatDue) return undefined
    this.#isBeatDue = false
    return this.#ask()
  }

  #isWorthwhile(): boolean {
    const { pendingMin, pendingMax } = this.#ports
    return this.#isDrainNews || this.#isUrgent || this.#pending >= Math.min(pendingMin, pendingMax)
  }

  async #flush(): Promise<void> {
    const count = this.#pending
    this.#pending = 0
    this.#isUrgent = false
    this.#isBeatDue = false
    const batch = this.#ports.working.take(this.#written.reached, this.#folded)
    const outcome = await apply(this.#ports, this.#claim, batch)
    if (outcome !== 'applied') return this.#end(outcome)
    this.#ports.meter.events += count
    this.#written = { reached: batch.to, documents: batch.documents, pending: this.#pending }
    this.#hooks.wrote(this.#written)
  }

  async #ask(): Promise<void> {
    const { reached, documents } = this.#written
    const same = { from: reached, to: reached, ...nothing, documents }
    const outcome = await apply(this.#ports, this.#claim, same)
    if (outcome !== 'applied') this.#end(outcome)
  }

  #end(why: Parameters<WriterHooks['ended']>[0]): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#hooks.ended(why)
  }
}

async function apply(
  { store, meter, clock }: WriterPorts,
  { lease }: Claim,
  batch: ViewBatch,
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
