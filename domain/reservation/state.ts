import type { ReservationEvent } from './events.ts'

export type Reservation =
  { readonly status: 'free' } | { readonly status: 'held'; readonly holder: string }

export const initial: Reservation = { status: 'free' }

export function evolve(_state: Reservation, event: ReservationEvent): Reservation {
  switch (event.type) {
    case 'Reserved':
      return { status: 'held', holder: event.holder }
    case 'Released':
      return initial
  }
}
