import { z } from 'zod'
import { Instant } from '../values.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.

/** What was answered to a call with an `Idempotency-Key`, for whoever makes the same call again. */
export const AnswerKept = z.object({
  type: z.literal('AnswerKept'),
  /** Tells the call from another one with the same key. */
  digest: z.string(),
  status: z.int(),
  contentType: z.string().optional(),
  body: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  at: Instant,
})
export type AnswerKept = z.infer<typeof AnswerKept>
