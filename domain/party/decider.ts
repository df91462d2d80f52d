import type { Decider } from '../decider.ts'
import { decide, type PartyCommand, type PartyRefusal } from './decide.ts'
import { PartyEvent } from './events.ts'
import { evolve, initial, type Party } from './state.ts'

export const party: Decider<PartyCommand, PartyEvent, Party, PartyRefusal> = {
  category: 'party',
  event: PartyEvent,
  initial,
  decide,
  evolve,
}
