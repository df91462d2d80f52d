import type { Outcome } from './view-store.ts'

/** What a projector counts while it works. Numbers that only ever grow, but for `writeMsLast`. */
export type Meter = {
  /** Events that are in the views because of it. */
  events: number
  batches: number
  writeMsTotal: number
  writeMsLast: number
  /** Times that it had to read again where the views are. */
  rewinds: number
  readonly outcomes: Record<Outcome, number>
}

export const meter = (): Meter => ({
  events: 0,
  batches: 0,
  writeMsTotal: 0,
  writeMsLast: 0,
  rewinds: 0,
  outcomes: { applied: 0, already: 0, gap: 0, fenced: 0, retired: 0, corrupt: 0 },
})
