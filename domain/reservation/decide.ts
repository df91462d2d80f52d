import { accept, type Decision, refuse } from '../decider.ts'
import type { Instant } from '../values.ts'
import type { ReservationEvent, ReservationKind } from './events.ts'
import { claimsOf, isHeldBy, type Reservation } from './state.ts'

type Thing = {
  readonly kind: ReservationKind
  readonly key: string
  readonly holder: string
  /** Names the command that relies on the reservation, where several may for one holder. */
  readonly claim?: string
  readonly at: Instant
}

export type ReservationCommand =
  | (Thing & {
      readonly type: 'Reserve'
      /** A holder that has ended for ever, whose place may be taken in the same step. */
      readonly ended?: string
    })
  | (Thing & { readonly type: 'Release' })

export type ReservationRefusal = { readonly code: 'already-reserved'; readonly holder: string }

type ReservationDecision = Decision<ReservationEvent, ReservationRefusal>

type CommandOf<Type extends ReservationCommand['type']> = Extract<
  ReservationCommand,
  { type: Type }
>

export function decide(command: ReservationCommand, state: Reservation): ReservationDecision {
  switch (command.type) {
    case 'Reserve':
      return reserve(command, state)
    case 'Release':
      return release(command, state)
  }
}

function reserve(command: CommandOf<'Reserve'>, state: Reservation): ReservationDecision {
  const { holder, ended, claim, ...rest } = command
  const thing = thingOf(rest)
  const reserved: ReservationEvent = { type: 'Reserved', holder, ...claimed(claim), ...thing }
  if (state.status === 'free') return accept(reserved)
  if (isHeldBy(state, holder)) return isClaimed(state, command) ? accept() : accept(reserved)
  if (state.holder !== ended) return refuse({ code: 'already-reserved', holder: state.holder })
  return accept<ReservationEvent>({ type: 'Released', holder: ended, ...thing }, reserved)
}

function release(command: CommandOf<'Release'>, state: Reservation): ReservationDecision {
  const { holder, claim, ...rest } = command
  if (!isHeldBy(state, holder) || !isClaimed(state, command)) return accept()
  return accept({ type: 'Released', holder, ...claimed(claim), ...thingOf(rest) })
}

const thingOf = ({ kind, key, at }: Pick<Thing, 'kind' | 'key' | 'at'>) => ({ kind, key, at })

const claimed = (claim: string | undefined) => claim !== undefined && { claim }

const isClaimed = (state: Reservation, { holder, claim }: Thing): boolean =>
  claim === undefined || claimsOf(state, holder).includes(claim)
