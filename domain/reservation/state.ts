import type { ReservationEvent } from './events.ts'

export type Reservation =
  | { readonly status: 'free' }
  | { readonly status: 'held'; readonly holder: string; readonly claims: readonly string[] }

export const initial: Reservation = { status: 'free' }

export function evolve(state: Reservation, event: ReservationEvent): Reservation {
  const { holder, claim } = event
  const claims = claimsOf(state, holder).filter((other) => other !== claim)
  switch (event.type) {
    case 'Reserved':
      return { status: 'held', holder, claims: claim === undefined ? claims : [...claims, claim] }
    case 'Released':
      return claim === undefined || claims.length === 0
        ? initial
        : { status: 'held', holder, claims }
  }
}

export const isHeldBy = (state: Reservation, holder: string): boolean =>
  state.status === 'held' && state.holder === holder

/** The commands that rely on the holder's holding it. */
export const claimsOf = (state: Reservation, holder: string): readonly string[] =>
  state.status === 'held' && state.holder === holder ? state.claims : []
