import type { Decider } from '../decider.ts'
import { decide, type ReservationCommand, type ReservationRefusal } from './decide.ts'
import { ReservationEvent } from './events.ts'
import { evolve, initial, type Reservation } from './state.ts'

export const reservation: Decider<
  ReservationCommand,
  ReservationEvent,
  Reservation,
  ReservationRefusal
> = {
  category: 'reservation',
  event: ReservationEvent,
  initial,
  decide,
  evolve,
}
