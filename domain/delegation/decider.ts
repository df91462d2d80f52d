import type { Decider } from '../decider.ts'
import { decide, type DelegationCommand, type DelegationRefusal } from './decide.ts'
import { DelegationEvent } from './events.ts'
import { evolve, initial, type Delegation } from './state.ts'

export const delegation: Decider<
  DelegationCommand,
  DelegationEvent,
  Delegation,
  DelegationRefusal
> = {
  category: 'delegation',
  event: DelegationEvent,
  initial,
  decide,
  evolve,
}
