import type { Reached } from './view-store.ts'

export type RebuildProgress = {
  /** From 0 to 1, by position in the log, which tells its size and not how many events are left. */
  readonly share: number
  readonly eventsPerSecond: number
  /** None until something can be said. */
  readonly secondsLeft?: number
}

/** How far a rebuild has come: where it is of a log with this head, after so many events and seconds. */
export function rebuildProgress(
  reached: Reached,
  head: bigint,
  events: number,
  seconds: number,
): RebuildProgress {
  const position = reached === 'start' ? 0n : reached
  const share = head === 0n ? 1 : Math.min(1, Number(position) / Number(head))
  const eventsPerSecond = seconds > 0 ? events / seconds : 0
  if (share === 0) return { share, eventsPerSecond }
  return { share, eventsPerSecond, secondsLeft: (seconds / share) * (1 - share) }
}
