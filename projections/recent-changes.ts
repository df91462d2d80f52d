import type { Position } from './recorded.ts'
import type { Reached } from './view-store.ts'

/** That the views went from one position to another, and which documents changed by it; undefined: any may have. */
export type Step = {
  readonly from: Reached
  readonly to: Position
  readonly changed: readonly string[] | undefined
}

/** What was heard of the last changes of one generation of the views, in their order. */
export type RecentChanges = {
  went(step: Step): void
  /** Up to where it was heard what changed. */
  heard(): Position | undefined
  /** From one position to a later one none of these documents changed. `false` also where that is not known for certain. */
  areUnchanged(keys: ReadonlySet<string>, since: Position, until: Position): boolean
}

const keysMax = 10_000

/** Remembers the last so many changed keys. After a gap in what was heard, nothing before it is known any more. */
export function recentChanges(): RecentChanges {
  let steps: { readonly to: Position; readonly changed: readonly string[] }[] = []
  let keys = 0
  /** From here on it is known what changed. */
  let start: Position | undefined
  let heard: Position | undefined

  const forget = (until: Position): void => {
    steps = []
    keys = 0
    start = until
  }
  return {
    went({ from, to, changed }) {
      const begins = from === 'start' ? 0n : from
      if (begins !== heard) forget(begins)
      heard = to
      if (changed === undefined || keys + changed.length > keysMax) return forget(to)
      steps.push({ to, changed })
      // Empty steps take room as well.
      keys += changed.length + 1
    },
    heard: () => heard,
    areUnchanged(asked, since, until) {
      if (since === until) return true
      if (start === undefined || heard === undefined) return false
      if (since < start || since > until || until > heard) return false
      for (let i = steps.length - 1; i >= 0; i -= 1) {
        const step = steps[i]
        if (step === undefined || step.to <= since) return true
        if (step.to <= until && step.changed.some((key) => asked.has(key))) return false
      }
      return true
    },
  }
}
