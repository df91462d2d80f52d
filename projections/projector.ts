import type { Written } from './batch-writer.ts'
import type { EventLog } from './event-log.ts'
import { fingerprintOf } from './fingerprint.ts'
import { meter } from './meter.ts'
import type { AnyProjection } from './projection.ts'
import {
  type ProjectorMetrics,
  type ProjectorStatus,
  type StatusKeeper,
  statusKeeper,
} from './projector-status.ts'
import type { Position } from './recorded.ts'
import { session, type SessionEnd, type SessionPorts } from './session.ts'
import { takeUp, type TakeUp, type TakenUp } from './take-up.ts'
import { verify } from './verify.ts'
import type { ViewStore } from './view-store.ts'
import { rememberedCharsDefault, workingSet } from './working-set.ts'

export type ProjectorSettings = {
  /** Between two questions to a store that nothing is written to. */
  readonly beatMs: number
  /** Between two attempts while the store or the log cannot be reached. */
  readonly retryMs: number
  /** Fewer events than this are held back for as long as there are more in the log, until the next beat. */
  readonly pendingMin: number
  /** Events gathered while a batch is being written. */
  readonly pendingMax: number
  /** Text of documents kept in memory, in UTF-16 units; about half of it is let go at a time. */
  readonly rememberedChars: number
  /** Builds a generation beside the active one, puts it in its place, and stops. */
  readonly isRebuild: boolean
}

export type ProjectorPorts = {
  readonly log: EventLog
  readonly store: ViewStore
  readonly projections: readonly AnyProjection[]
  /** Which log it is, if there may be others: views of another log are never gone on from. */
  readonly logId?: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** The views that readers are answered from hold everything up to there. */
  readonly reached?: (position: Position) => void
  /** Told whenever the state changes. */
  readonly report?: (status: ProjectorStatus) => void
}

/** Carries the log into the views. One is at work for an installation; whichever starts last. */
export type Projector = {
  /** Resolves, with the last state, when it stops for good. Called once. */
  run(signal: AbortSignal): Promise<ProjectorStatus>
  status(): ProjectorStatus
  metrics(): ProjectorMetrics
}

/** Failure after failure, the next attempt comes later, up to this many times as late. */
const slowest = 25

const defaults: ProjectorSettings = {
  beatMs: 1_000,
  retryMs: 200,
  pendingMin: 500,
  pendingMax: 4_000,
  rememberedChars: rememberedCharsDefault,
  isRebuild: false,
}

export function projector(
  ports: ProjectorPorts,
  options: Partial<ProjectorSettings> = {},
): Projector {
  const settings = { ...defaults, ...options }
  const { log, store, projections, clock } = ports
  const names = projections.map(({ name }) => name)
  const fingerprint = fingerprintOf(names, ports.logId)
  const counts = meter()
  const status = statusKeeper(ports.report ?? (() => undefined), clock())
  const working = workingSet(projections, settings.rememberedChars)
  const work: Work = {
    isHealthy: false,
    ports,
    settings,
    status,
    taking: takeUp(store, { fingerprint, isRebuild: settings.isRebuild }),
    session: { log, store, working, clock, ...settings, meter: counts },
  }
  return {
    status: () => status.get(),
    metrics: () => status.metrics(counts, clock()),
    async run(signal) {
      for (let failures = 1; !signal.aborted; failures += 1) {
        const isOver = await attempt(work, signal)
        if (isOver) return status.get()
        counts.rewinds += 1
        if (work.isHealthy) failures = 1
        work.isHealthy = false
        await pause(settings.retryMs * Math.min(failures, slowest), signal)
      }
      status.become({ state: 'stopped' })
      return status.get()
    },
  }
}

type Work = {
  /** It got as far as being ready since the last failure. */
  isHealthy: boolean
  readonly ports: ProjectorPorts
  readonly settings: ProjectorSettings
  readonly status: StatusKeeper
  readonly taking: TakeUp
  readonly session: SessionPorts
}

/** From finding where the views are until something ends that; `true` when it is the end of all. */
async function attempt(work: Work, signal: AbortSignal): Promise<boolean> {
  try {
    const taken = await work.taking.next()
    if (typeof taken === 'string') {
      work.status.become({ state: taken })
      return true
    }
    return await conclude(work, taken, await feed(work, taken, signal))
  } catch (error) {
    work.status.become({ state: 'interrupted', reason: textOf(error) })
    return false
  }
}

function feed(work: Work, { claim, isActive }: TakenUp, signal: AbortSignal): Promise<SessionEnd> {
  const { ports, settings, status, session: sessionPorts } = work
  const { store, reached: tell = () => undefined } = ports
  const { generation } = claim.lease
  let isServing = isActive
  const say = ({ reached }: Pick<Written, 'reached'>): void => {
    if (isServing && reached !== 'start') tell(reached)
  }
  const { reached, documents } = claim
  status.become({ state: isServing ? 'following' : 'building', generation, reached, documents })
  const activate = async (written: Written): Promise<boolean> => {
    await verify(store, sessionPorts.working, generation, written.documents)
    const isActivated = await store.activate(claim.lease)
    // Left-overs only take room; the next one who activates tries again.
    if (isActivated) void store.sweep().catch(() => undefined)
    return isActivated
  }
  return session(
    sessionPorts,
    {
      wrote(written) {
        status.behind()
        status.wrote(written)
        say(written)
      },
      async drained(written) {
        status.drained(ports.clock())
        isServing ||= await activate(written)
        if (!isServing) return false
        say(written)
        work.isHealthy = true
        status.become({ state: 'following', ready: true })
        return settings.isRebuild
      },
    },
    claim,
    signal,
  )
}

/** What follows from the way a session ended; `true` when nothing more can be done here. */
async function conclude(
  { ports, status, taking, settings }: Work,
  { claim }: TakenUp,
  ending: SessionEnd,
): Promise<boolean> {
  switch (ending.why) {
    case 'aborted':
    case 'done':
      status.become({ state: 'stopped', ready: ending.why === 'done' && settings.isRebuild })
      return true
    case 'unreadable': {
      const reason = textOf(ending.error)
      await ports.store.halt(claim.lease, reason)
      status.become({ state: 'halted', reason })
      return true
    }
    case 'corrupt':
      status.become({ state: 'interrupted', reason: 'the views are not what was written' })
      taking.condemn()
      return false
    case 'lost':
      status.become({ state: 'interrupted', reason: textOf(ending.error) })
      return false
    case 'already':
    case 'gap':
    case 'retired':
    case 'fenced':
      status.become({ state: 'interrupted', reason: `the views were not as left: ${ending.why}` })
      return false
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
