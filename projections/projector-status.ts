import type { Written } from './batch-writer.ts'
import type { Meter } from './meter.ts'
import type { Displaced } from './take-up.ts'
import type { Reached } from './view-store.ts'

/**
 * `building`: readers wait for a first generation, or are answered from another one meanwhile. `following`: readers are
 * answered from what it writes. `interrupted`: it tries again by itself. The rest it does not come back from:
 * `halted`, an event cannot be read or folded; `fenced`, another projector took over; `superseded`, the views of another
 * program took the place of its own; `stopped`, it was told to, or was done.
 */
export type ProjectorState =
  'starting' | 'building' | 'following' | 'interrupted' | 'halted' | 'stopped' | Displaced

export type ProjectorStatus = {
  readonly state: ProjectorState
  /** Readers are answered, from everything that was in the log when this was last looked at. */
  readonly ready: boolean
  /** For people: why it is not ready. */
  readonly reason?: string
  readonly generation?: string
  readonly reached: Reached
  readonly documents: number
}

export type ProjectorMetrics = Readonly<Meter> & {
  readonly documents: number
  /** Folded, and not in the views yet. */
  readonly lagEvents: number
  /** Since when there is something in the log that is not in the views, as far as was seen; 0 when there is nothing. */
  readonly lagSeconds: number
  /** The last position in the views, 0 before the first. */
  readonly position: number
}

export type StatusKeeper = {
  get(): ProjectorStatus
  become(change: Partial<ProjectorStatus> & { readonly state: ProjectorState }): void
  wrote(written: Written): void
  /** All that was in the log is in the views. */
  drained(now: number): void
  /** There is more in the log. */
  behind(): void
  metrics(counts: Meter, now: number): ProjectorMetrics
}

export function statusKeeper(
  report: (status: ProjectorStatus) => void,
  startedAt: number,
): StatusKeeper {
  let status: ProjectorStatus = { state: 'starting', ready: false, reached: 'start', documents: 0 }
  let pending = 0
  let wholeAt = startedAt
  let isBehind = true
  return {
    get: () => status,
    become(change) {
      const { reason: before, ...rest } = status
      const isNews =
        change.state !== status.state || change.ready !== status.ready || change.reason !== before
      status = { ...rest, ready: false, ...change }
      if (isNews) report(status)
    },
    wrote(written) {
      pending = written.pending
      status = { ...status, reached: written.reached, documents: written.documents }
    },
    drained(now) {
      wholeAt = now
      isBehind = false
    },
    behind() {
      isBehind = true
    },
    metrics(counts, now) {
      const { reached, documents } = status
      return {
        ...counts,
        documents,
        lagEvents: pending,
        lagSeconds: isBehind ? Math.max(0, now - wholeAt) / 1000 : 0,
        position: reached === 'start' ? 0 : Number(reached),
      }
    },
  }
}
