import type { Decider } from '../decider.ts'
import { decide, type SystemRegistrationCommand, type SystemRegistrationRefusal } from './decide.ts'
import { SystemRegistrationEvent } from './events.ts'
import { evolve, initial, type SystemRegistration } from './state.ts'

export const systemRegistration: Decider<
  SystemRegistrationCommand,
  SystemRegistrationEvent,
  SystemRegistration,
  SystemRegistrationRefusal
> = {
  category: 'systemRegistration',
  event: SystemRegistrationEvent,
  initial,
  decide,
  evolve,
}
