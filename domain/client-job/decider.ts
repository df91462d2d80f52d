import type { Decider } from '../decider.ts'
import { type ClientJobCommand, type ClientJobRefusal, decide } from './decide.ts'
import { ClientJobEvent } from './events.ts'
import { type ClientJob, evolve, initial } from './state.ts'

export const clientJob: Decider<ClientJobCommand, ClientJobEvent, ClientJob, ClientJobRefusal> = {
  category: 'clientJob',
  event: ClientJobEvent,
  initial,
  decide,
  evolve,
}
