import type { OrgNo } from '../values.ts'
import type { RegisterFeedEvent } from './events.ts'

export type RegisterFeed = {
  /** Absent while nothing was read. */
  readonly place?: string
  readonly unread: readonly OrgNo[]
}

export const initial: RegisterFeed = { unread: [] }

export const evolve = (
  _state: RegisterFeed,
  { place, unread }: RegisterFeedEvent,
): RegisterFeed => ({ place, unread })
