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
  /**
   * From one position to a later one none of these documents changed. `false` also where that is not known for certain: of
   * a step is told what it changed from its beginning to its end, which says nothing of a position between.
   */
  areUnchanged(keys: ReadonlySet<string>, since: Position, until: Position): boolean
}

type KnownStep = {
  readonly from: Position
  readonly to: Position
  readonly changed: readonly string[]
}

const keysMax = 10_000

/** Remembers the last so many changed keys. After a gap in what was heard, nothing before it is known any more. */
export function recentChanges(): RecentChanges {
  let steps: KnownStep[] = []
  let keys = 0
  /** From here on it is known what changed. */
  let start: Position | undefined
  let heard: Position | undefined

  const forget = (until: Position): void => {
    steps = []
    keys = 0
    start = until
  }
  const isKnown = (since: Position, until: Position): boolean =>
    start !== undefined && heard !== undefined && start <= since && since < until && until <= heard
  return {
    went({ from, to, changed }) {
      const begins = from === 'start' ? 0n : from
      if (begins !== heard) forget(begins)
      heard = to
      if (changed === undefined || keys + changed.length > keysMax) return forget(to)
      steps.push({ from: begins, to, changed })
      // Empty steps take room as well.
      keys += changed.length + 1
    },
    heard: () => heard,
    areUnchanged(asked, since, until) {
      if (since === until) return true
      if (!isKnown(since, until)) return false
      for (let i = steps.length - 1; i >= 0; i -= 1) {
        const step = steps[i]
        if (step === undefined || step.to <= since) return true
        if (step.from < until && !isWithout(step, asked, since, until)) return false
      }
      return true
    },
  }
}

/** A step lies between the positions and changed none of the documents. */
const isWithout = (
  { from, to, changed }: KnownStep,
  asked: ReadonlySet<string>,
  since: Position,
  until: Position,
): boolean => from >= since && to <= until && !changed.some((key) => asked.has(key))
