import { accept, type Decision } from '../decider.ts'
import { same } from '../same.ts'
import type { Instant, OrgNo } from '../values.ts'
import type { RegisterFeedEvent } from './events.ts'
import type { RegisterFeed } from './state.ts'

export type RegisterFeedCommand = {
  readonly type: 'KeepPlace'
  readonly register: string
  readonly feed: string
  readonly place: string
  readonly unread: readonly OrgNo[]
  readonly at: Instant
}

export type RegisterFeedRefusal = never

/** Records how far a feed was read, if it is anywhere else than it was. A register that begins anew is followed back. */
export function decide(
  { register, feed, place, unread, at }: RegisterFeedCommand,
  state: RegisterFeed,
): Decision<RegisterFeedEvent, RegisterFeedRefusal> {
  if (state.place === place && same(state.unread, unread)) return accept()
  return accept({ type: 'RegisterFeedRead', register, feed, place, unread, at })
}
