import { accept, type Decision, refuse } from '../decider.ts'
import type { Instant } from '../values.ts'
import type { ReservationEvent, ReservationKind } from './events.ts'
import type { Reservation } from './state.ts'

type Thing = { readonly kind: ReservationKind; readonly key: string; readonly at: Instant }

export type ReservationCommand =
  | (Thing & {
      readonly type: 'Reserve'
      readonly holder: string
      /** A holder that has ended for ever, whose place may be taken in the same step. */
      readonly ended?: string
    })
  | (Thing & { readonly type: 'Release'; readonly holder: string })

export type ReservationRefusal = { readonly code: 'already-reserved'; readonly holder: string }

type ReservationDecision = Decision<ReservationEvent, ReservationRefusal>

export function decide(command: ReservationCommand, state: Reservation): ReservationDecision {
  const { kind, key, holder, at } = command
  switch (command.type) {
    case 'Reserve': {
      const reserved: ReservationEvent = { type: 'Reserved', kind, key, holder, at }
      if (state.status === 'free') return accept(reserved)
      if (state.holder === holder) return accept()
      if (state.holder !== command.ended)
        return refuse({ code: 'already-reserved', holder: state.holder })
      return accept<ReservationEvent>(
        { type: 'Released', kind, key, holder: state.holder, at },
        reserved,
      )
    }
    case 'Release':
      if (state.status === 'free' || state.holder !== holder) return accept()
      return accept({ type: 'Released', kind, key, holder, at })
  }
}
