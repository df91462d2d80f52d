import { setTimeout } from 'node:timers/promises'
import { projections } from '../../projections/all.ts'
import type { EventLog } from '../../projections/event-log.ts'
import { fingerprintOf } from '../../projections/fingerprint.ts'
import {
  type Projector,
  projector,
  type ProjectorPorts,
  type ProjectorSettings,
} from '../../projections/projector.ts'
import type { ProjectorStatus } from '../../projections/projector-status.ts'
import type { Position } from '../../projections/recorded.ts'
import type { ViewStore } from '../../projections/view-store.ts'

export const fingerprint = fingerprintOf(projections.map(({ name }) => name))

export type RunningProjector = Projector & {
  /** Resolves when everything in the log is in the views that readers are answered from. */
  ready(): Promise<void>
  stop(): Promise<ProjectorStatus>
  readonly ended: Promise<ProjectorStatus>
}

const quick = { beatMs: 20, retryMs: 5 }

/** Runs a projector of all read models. */
export function startProjector(
  log: EventLog,
  store: ViewStore,
  options: Partial<ProjectorSettings> &
    Pick<Partial<ProjectorPorts>, 'reached' | 'report' | 'projections'> = {},
): RunningProjector {
  const over = new AbortController()
  const { reached, report, projections: folds = projections, ...settings } = options
  const ports = { log, store, projections: folds, clock: () => performance.now() }
  const told = { ...(reached && { reached }), ...(report && { report }) }
  const running = projector({ ...ports, ...told }, { ...quick, ...settings })
  const ended = running.run(over.signal)
  return {
    ...running,
    ended,
    async ready() {
      for (let left = 10_000; !isUpToDate(running.status(), await log.head()); left -= 1) {
        if (left === 0) throw new Error(`not ready: ${running.status().reason}`)
        await setTimeout(2)
      }
    },
    stop() {
      over.abort()
      return ended
    },
  }
}

function isUpToDate({ ready, reached, state, reason }: ProjectorStatus, head: Position): boolean {
  if (['halted', 'fenced', 'superseded', 'stopped'].includes(state))
    throw new Error(`the projector is ${state}: ${reason}`)
  return ready && (reached === 'start' ? 0n : reached) === head
}
