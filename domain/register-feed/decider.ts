import type { Decider } from '../decider.ts'
import { decide, type RegisterFeedCommand, type RegisterFeedRefusal } from './decide.ts'
import { RegisterFeedEvent } from './events.ts'
import { evolve, initial, type RegisterFeed } from './state.ts'

export const registerFeed: Decider<
  RegisterFeedCommand,
  RegisterFeedEvent,
  RegisterFeed,
  RegisterFeedRefusal
> = {
  category: 'registerFeed',
  event: RegisterFeedEvent,
  initial,
  decide,
  evolve,
}
