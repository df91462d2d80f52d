import type { Position, StoredEvent } from './recorded.ts'

/** Events that follow each other in the log, and whether the log's end was reached with them. */
export type LogBatch = {
  readonly events: readonly StoredEvent[]
  /** True once all that was in the log when this was sent has been delivered. */
  readonly caughtUp: boolean
}

/** The whole log of this installation, as projections see it. */
export interface EventLog {
  /**
   * Every event after `after` ('start' for all), in order, each once, and on as they are written, until the signal
   * aborts. Broken connections are mended inside, going on from the last event delivered. An empty batch with
   * `caughtUp` says that there was nothing (more) to deliver. A slow reader holds the server back; nothing is
   * gathered beyond one batch.
   */
  follow(after: Position | 'start', signal: AbortSignal): AsyncIterable<LogBatch>
  /** The position of the newest event of this installation, 0 while there is none. */
  head(): Promise<Position>
}
