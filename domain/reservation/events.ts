import { z } from 'zod'
import { Instant } from '../values.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.

/** What may be held by one at a time: a Maskinporten client id, a request's triple, or the id of a change. */
export const ReservationKind = z.enum(['client-id', 'request-triple', 'change-id'])
export type ReservationKind = z.infer<typeof ReservationKind>

export const Reserved = z.object({
  type: z.literal('Reserved'),
  kind: ReservationKind,
  /** The thing itself, or for a triple the id derived from it. */
  key: z.string(),
  /** A system's id for a client id, a system user's for a triple or a change. */
  holder: z.string(),
  /** The command that relies on it. Several may, for one holder; each gives up its own claim alone. */
  claim: z.string().optional(),
  at: Instant,
})

/** With a claim: that one is given up, and the thing is free once none is left. Without: it is free. */
export const Released = z.object({
  type: z.literal('Released'),
  kind: ReservationKind,
  key: z.string(),
  holder: z.string(),
  claim: z.string().optional(),
  at: Instant,
})

export const ReservationEvent = z.discriminatedUnion('type', [Reserved, Released])
export type ReservationEvent = z.infer<typeof ReservationEvent>
