import type { Instant } from '../domain/values.ts'
import { RegisterUnavailable } from './party-register.ts'
import { type ReadRegisterFeed, readRegisterFeed } from './read-register-feed.ts'

export type FeedStatus = {
  readonly feed: string
  /** In the register's own terms. */
  readonly place?: string
  /** Of organisations, since this process began. */
  readonly changes: number
  /** Organisations that are asked for again, as their entries cannot be understood. */
  readonly unread: readonly string[]
}

export type RegisterStatus = {
  /** `reading` while there is more to read, `following` at the end of all feeds, `waiting` while it does not answer. */
  readonly state: 'reading' | 'following' | 'waiting'
  /** When all feeds were last read to their ends. */
  readonly caughtUpAt?: Instant
  readonly reason?: string
  readonly feeds: readonly FeedStatus[]
}

export type RegisterFollower = {
  /** Reads every feed to its end. @throws {RegisterUnavailable} and whatever the store throws. */
  catchUp(): Promise<void>
  /** Goes on doing so until the signal aborts. What is thrown on the way is reported, and tried again. */
  run(signal: AbortSignal): Promise<void>
  status(): RegisterStatus
}

export type FollowRegister = ReadRegisterFeed & {
  readonly now: () => Instant
  /** Resolves after a poll's time, or as soon as the signal aborts. */
  readonly pause: (signal: AbortSignal) => Promise<void>
  /** Hears of every change of the state. */
  readonly report: (status: RegisterStatus) => void
}

/**
 * Keeps the log in step with the party register: what changes there is asked for, and recorded. Where it stopped is in
 * the log, so it goes on from there, whichever process it is. While the register is silent, what it said last holds.
 */
export function followRegister(options: FollowRegister): RegisterFollower {
  const { register, now, pause, report } = options
  const feeds = new Map(register.feeds.map((feed) => [feed, newFeed(feed)] as const))
  let state: Omit<RegisterStatus, 'feeds'> = { state: 'reading' }
  const status = (): RegisterStatus => ({ ...state, feeds: [...feeds.values()] })
  const become = ({ reason, ...next }: typeof state): void => {
    const isNews = next.state !== state.state || reason !== state.reason
    state = { ...next, ...(next.state === 'waiting' && reason !== undefined && { reason }) }
    if (isNews) report(status())
  }

  const readToEnd = async (before: FeedStatus, signal?: AbortSignal): Promise<void> => {
    const { feed } = before
    let { changes } = before
    for (let isAtEnd = false; !isAtEnd;) {
      const { place, unread, organisations, caughtUp } = await readRegisterFeed(
        options,
        feed,
        now(),
      )
      changes += organisations
      feeds.set(feed, { feed, changes, unread, ...(place !== undefined && { place }) })
      if (!caughtUp) become({ ...state, state: 'reading' })
      isAtEnd = caughtUp || signal?.aborted === true
    }
  }
  const catchUp = async (signal?: AbortSignal): Promise<void> => {
    for (const feed of feeds.values()) await readToEnd(feed, signal)
    if (!signal?.aborted) become({ state: 'following', caughtUpAt: now() })
  }
  return {
    catchUp,
    status,
    async run(signal) {
      while (!signal.aborted) {
        try {
          await catchUp(signal)
        } catch (error) {
          become({ ...state, state: 'waiting', reason: reasonOf(error) })
        }
        await pause(signal)
      }
    },
  }
}

const newFeed = (feed: string): FeedStatus => ({ feed, changes: 0, unread: [] })

/** Of a fault that is no register's, only what it is called: its text might tell of people. */
function reasonOf(error: unknown): string {
  if (error instanceof RegisterUnavailable) return error.message
  return error instanceof Error ? error.name : 'unknown'
}
