import { z } from 'zod'
import { Actor } from './actor.ts'
import { Instant } from './values.ts'

/** What is stored beside every event: who, why and from where. It holds no name and no personal number. */
export const EventMetadata = z.object({
  /** Version of the event's shape. Older ones are brought up to date where they are read. */
  v: z.literal(1),
  occurredAt: Instant,
  actor: Actor,
  /** The command that led to it; a repeated command has the same. */
  commandId: z.uuid(),
  /** All that one outside call set going. */
  correlationId: z.string().max(200),
  /** The event that set this one going, if it was no outside call. */
  causationId: z.string().max(200).optional(),
  /** The Maskinporten client that called. */
  clientId: z.string().max(255).optional(),
  /** W3C Trace Context. */
  traceparent: z.string().max(200).optional(),
})
export type EventMetadata = z.infer<typeof EventMetadata>
