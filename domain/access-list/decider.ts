import type { Decider } from '../decider.ts'
import { type AccessListCommand, type AccessListRefusal, decide } from './decide.ts'
import { AccessListEvent } from './events.ts'
import { type AccessList, evolve, initial } from './state.ts'

export const accessList: Decider<
  AccessListCommand,
  AccessListEvent,
  AccessList,
  AccessListRefusal
> = {
  category: 'accessList',
  event: AccessListEvent,
  initial,
  decide,
  evolve,
}
